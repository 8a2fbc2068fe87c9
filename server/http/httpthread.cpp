// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/httpthread.h"

#include "server/http/epolldispatcher.h"
#include "server/http/httploop.h"

namespace remirai {

HttpThread::HttpThread(HttpShared &shared, int index, int listeningDescriptor, const InstallRoutes &installRoutes,
                       const RemoveRoutes &removeRoutes)
    : m_shared(shared)
    , m_index(index)
    , m_listeningDescriptor(listeningDescriptor)
    , m_installRoutes(installRoutes)
    , m_removeRoutes(removeRoutes)
{
    setObjectName(QStringLiteral("http-%1").arg(index)); // also names it for top and gdb
    setEventDispatcher(new EpollDispatcher);
}

HttpThread::~HttpThread()
{
    wait();
}

std::vector<Router::Route> HttpThread::startAndWait()
{
    start();
    return m_serving.get_future().get();
}

void HttpThread::run()
{
    auto loop = std::make_unique<HttpLoop>(m_shared);
    m_installRoutes(loop->router(), m_index);
    if (!loop->serve(m_listeningDescriptor))
        qFatal("a listening socket was refused by Qt");
    m_loop = loop.get();
    m_serving.set_value(loop->router().routes());
    exec();
    loop->closeConnections();
    if (m_removeRoutes)
        m_removeRoutes(m_index);
}

void HttpThread::beginStop(qint64 deadlineMs)
{
    if (std::exchange(m_stopping, true))
        return;
    QMetaObject::invokeMethod(
        m_loop, [this, deadlineMs] { m_loop->drain(deadlineMs, [this] { exit(); }); }, Qt::QueuedConnection);
}

} // namespace remirai
