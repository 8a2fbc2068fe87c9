// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpserver.h"

#include <QThread>
#include <future>
#include <mutex>

namespace remirai {

class HttpLoop;

// One thread of an HttpServer. Its loop, router and connections are made and destroyed inside it.
class HttpThread final : public QThread
{
public:
    HttpThread(HttpShared &shared, int index, int listeningDescriptor, const InstallRoutes &installRoutes,
               const RemoveRoutes &removeRoutes);
    ~HttpThread() override; // must have ended

    // Starts and waits until it serves; its routes.
    std::vector<Router::Route> startAndWait();
    // The owner's thread. Called again, it can only bring the deadline forward.
    void beginStop(qint64 deadlineMs);

protected:
    void run() override;

private:
    void setLoop(HttpLoop *loop);

    HttpShared &m_shared;
    const int m_index;
    const int m_listeningDescriptor;
    const InstallRoutes &m_installRoutes;
    const RemoveRoutes &m_removeRoutes;
    std::promise<std::vector<Router::Route>> m_serving;
    std::mutex m_mutex;
    HttpLoop *m_loop = nullptr; // guarded by m_mutex; null when the thread has ended or has not begun
};

} // namespace remirai
