// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/front.h"

#include "server/http/guardserver.h"
#include "server/http/guardsocket.h"
#include "server/http/httploop.h"

#include <QHttpServerRequest>
#include <QTcpSocket>

// Qt 6.5 replaced the socket argument of both virtuals by a QHttpServerResponder, answers Expect itself and pauses a
// connection while its request is handled. All of that would change here and in GuardSocket::readRequest().
static_assert(QT_VERSION < QT_VERSION_CHECK(6, 5, 0), "server/http is written for Qt HttpServer 6.4");

namespace remirai {

Front::Front(HttpLoop &loop, std::unique_ptr<GuardServer> guard)
    : m_loop(loop)
{
    bind(guard.release());
}

// Qt's request is the one that GuardSocket makes up.
bool Front::handleRequest(const QHttpServerRequest &, QTcpSocket *socket)
{
    auto *guarded = static_cast<GuardSocket *>(socket); // GuardServer makes no others
    if (auto request = guarded->takeRequest())
        m_loop.dispatch(*guarded, std::move(*request));
    return true;
}

void Front::missingHandler(const QHttpServerRequest &, QTcpSocket *)
{
    // handleRequest() answers everything.
}

} // namespace remirai
