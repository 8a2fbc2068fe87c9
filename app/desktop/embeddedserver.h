// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config/loadconfig.h"

#include <QObject>
#include <QThread>
#include <functional>
#include <memory>

namespace remirai {

class Server;

// A server of the desktop's own, in this process, on a thread of its own: as its start opens a database, it would stop
// the window meanwhile. Made, started and stopped by the GUI thread.
class EmbeddedServer
{
public:
    using Started = std::function<void(const Result<quint16> &port)>; // in the thread of the context
    EmbeddedServer();
    ~EmbeddedServer(); // stop()
    EmbeddedServer(const EmbeddedServer &) = delete;
    EmbeddedServer &operator=(const EmbeddedServer &) = delete;

    void start(const LoadedConfig &loaded, QObject *context, Started started); // once
    void stop(); // waits until all that was accepted is settled; idempotent

private:
    QThread m_thread;
    QObject m_inside; // lives in m_thread
    std::unique_ptr<Server> m_server; // used only in m_thread
};

} // namespace remirai
