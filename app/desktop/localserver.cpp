// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/localserver.h"

#include "app/cli/connect.h"

#include <QTcpSocket>
#include <QUrl>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kKnockMs = 200; // on loopback somebody answers at once, or nobody is there

// Whether a server of this configuration listens already: two on one SQLite file would wait for each other.
bool isRunning(const LoadedConfig &loaded)
{
    if (operatorToken(loaded.dataDir).isEmpty())
        return false;
    const QUrl url(localServerUrl(loaded.config));
    QTcpSocket knock;
    knock.connectToHost(url.host(), static_cast<quint16>(url.port(80)));
    return knock.waitForConnected(kKnockMs);
}

} // namespace

void LocalServer::open(std::function<void(const QString &)> failed)
{
    auto loaded = configFor(m_options);
    if (!loaded)
        return failed(loaded.error().message);
    if (m_port != 0)
        return connectTo(u"http://127.0.0.1:%1"_s.arg(m_port), loaded->dataDir);
    if (isRunning(*loaded))
        return connectTo(localServerUrl(loaded->config), loaded->dataDir);
    if (m_started)
        return;
    m_started = true;
    loaded->config.server.listen = u"127.0.0.1:0"_s;
    m_embedded.start(*loaded, &m_session, [this, dataDir = loaded->dataDir, failed](const Result<quint16> &port) {
        if (!port) {
            m_started = false; // to be tried again
            return failed(port.error().message);
        }
        m_port = *port;
        connectTo(u"http://127.0.0.1:%1"_s.arg(m_port), dataDir);
    });
}

void LocalServer::connectTo(const QString &url, const QString &dataDir)
{
    const auto renew = [dataDir] { return operatorToken(dataDir); };
    m_session.connectTo({u"This computer"_s, QUrl(url), renew()}, renew);
}

} // namespace remirai
