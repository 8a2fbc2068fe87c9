// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/embeddedserver.h"

#include "app/server.h"

#include <QPointer>

namespace remirai {

EmbeddedServer::EmbeddedServer()
{
    m_inside.moveToThread(&m_thread);
}

EmbeddedServer::~EmbeddedServer()
{
    stop();
}

void EmbeddedServer::start(const LoadedConfig &loaded, QObject *context, Started started)
{
    m_thread.setObjectName(QStringLiteral("server"));
    m_thread.start();
    const QPointer<QObject> alive(context);
    QMetaObject::invokeMethod(&m_inside, [this, loaded, alive, started = std::move(started)] {
        m_server = std::make_unique<Server>(loaded, EmbeddedWorkers::Yes);
        const Status begun = m_server->start();
        const Result<quint16> port = begun ? Result<quint16>(m_server->port()) : Result<quint16>(begun.error());
        if (!begun)
            m_server.reset(); // so that it can be tried again
        // The context outlives us: it is stopped after we are.
        QMetaObject::invokeMethod(alive.data(), [port, started] { started(port); });
    });
}

void EmbeddedServer::stop()
{
    if (!m_thread.isRunning())
        return;
    QMetaObject::invokeMethod(
        &m_inside, [this] { m_server.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

} // namespace remirai
