// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractHttpServer>
#include <memory>

namespace remirai {

class GuardServer;
class HttpLoop;

// The only place that knows Qt HttpServer: it receives what Qt's parser has read from guarded sockets and hands it to
// the loop. Belongs to its HTTP thread.
class Front final : public QAbstractHttpServer
{
public:
    // Takes over a guard that already listens, and owns it: QAbstractHttpServer makes itself the parent.
    Front(HttpLoop &loop, std::unique_ptr<GuardServer> guard);

protected:
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &request, QTcpSocket *socket) override;

private:
    HttpLoop &m_loop;
};

} // namespace remirai
