// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/httpserver.h"

#include <QThread>
#include <future>

namespace remirai {

// One thread of an HttpServer. Its loop, router and connections are made and destroyed inside it.
class HttpThread final : public QThread
{
public:
    HttpThread(HttpShared &shared, int index, int listeningDescriptor, const InstallRoutes &installRoutes,
               const RemoveRoutes &removeRoutes);
    ~HttpThread() override; // waits for its end

    // Starts and waits until it serves; its routes.
    std::vector<Router::Route> startAndWait();
    // The owner's thread. Called again, it can only bring the deadline forward.
    void beginStop(qint64 deadlineMs);

protected:
    void run() override;

private:
    struct Serving
    {
        std::vector<Router::Route> routes;
        std::shared_ptr<ReplyMailbox> mailbox;
    };

    HttpShared &m_shared;
    const int m_index;
    const int m_listeningDescriptor;
    const InstallRoutes &m_installRoutes;
    const RemoveRoutes &m_removeRoutes;
    std::promise<Serving> m_serving;
    std::promise<void> m_ended;
    std::shared_ptr<ReplyMailbox> m_mailbox; // for the owner's thread
};

} // namespace remirai
