// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpserver.h"

#include <QThread>
#include <future>

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
    // Any thread; only the first call counts.
    void beginStop(qint64 deadlineMs);

protected:
    void run() override;

private:
    HttpShared &m_shared;
    const int m_index;
    const int m_listeningDescriptor;
    const InstallRoutes &m_installRoutes;
    const RemoveRoutes &m_removeRoutes;
    std::promise<std::vector<Router::Route>> m_serving;
    HttpLoop *m_loop = nullptr; // set before m_serving, used only to post to; lives until the thread ends
    bool m_stopping = false; // for the owner of the server
};

} // namespace remirai
