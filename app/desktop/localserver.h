// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"
#include "app/desktop/embeddedserver.h"
#include "ui/client/session.h"

namespace remirai {

// "This computer": the server that this configuration starts, when it runs already, else one embedded in the desktop
// over the same data directory. Its token is an administrator's, signed with the secret that only the data's owner can
// read, and renewed when it ends.
class LocalServer
{
public:
    LocalServer(const CommonOptions &options, ui::Session &session)
        : m_options(options)
        , m_session(session)
    { }

    // Connects the session; `failed` tells why it could not.
    void open(std::function<void(const QString &)> failed);
    void stop() { m_embedded.stop(); }

private:
    void connectTo(const QString &url, const QString &dataDir);

    const CommonOptions m_options;
    ui::Session &m_session;
    EmbeddedServer m_embedded;
    quint16 m_port = 0;
    bool m_started = false;
};

} // namespace remirai
