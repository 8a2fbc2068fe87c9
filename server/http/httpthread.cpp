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
    if (m_mailbox)
        m_ended.get_future().wait();
    wait();
}

std::vector<Router::Route> HttpThread::startAndWait()
{
    start();
    Serving serving = m_serving.get_future().get();
    m_mailbox = std::move(serving.mailbox);
    return std::move(serving.routes);
}

void HttpThread::run()
{
    auto loop = std::make_unique<HttpLoop>(m_shared, [this] { exit(); });
    m_installRoutes(loop->router(), m_index);
    if (!loop->serve(m_listeningDescriptor))
        qFatal("a listening socket was refused by Qt");
    m_serving.set_value({loop->router().routes(), loop->mailbox()});
    exec();
    loop->closeConnections();
    if (m_removeRoutes)
        m_removeRoutes(m_index);
    loop.reset();
    m_ended.set_value();
}

void HttpThread::beginStop(qint64 deadlineMs)
{
    m_mailbox->postStop(deadlineMs);
}

} // namespace remirai
