// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/api.h"

#include "server/api/handlers.h"

#include <QFile>
#include <utility>

static void initApiResources() // Q_INIT_RESOURCE must stand outside any namespace
{
    Q_INIT_RESOURCE(api);
}

namespace remirai {

Api::Api(ApiContext context)
    : m_shared(std::make_unique<ApiShared>(std::move(context)))
{ }

Api::~Api()
{
    stop();
}

void Api::installRoutes(Router &router, int thread)
{
    auto state = std::make_unique<ApiThread>(*m_shared);
    ApiThread &api = *state;
    for (const auto add :
         {addAuthRoutes, addSurveyRoutes, addPersonaRoutes, addChatRoutes, addMediaRoutes, addHealthRoutes,
          addExportRoutes, addPageRoutes, addSignInRoutes, addSurveyPageRoutes, addOwnerPageRoutes, addChatPageRoutes,
          addOperatorRoutes, addQueueRoutes, addSagaRoutes, addPersonaListRoutes, addOperationRoutes, addHistoryRoutes})
        add(router, api);
    router.setFinishedHook([&api](const FinishedRequest &request) {
        const QByteArrayView method = request.method ? toText(*request.method) : QByteArrayView();
        api.recorder().record(method, request.route, request.status, request.durationUs);
    });
    const std::lock_guard lock(m_mutex);
    m_threads[thread] = std::move(state);
}

void Api::removeRoutes(int thread)
{
    std::unique_ptr<ApiThread> ended; // destroyed here, in its thread, outside the lock
    const std::lock_guard lock(m_mutex);
    ended = std::move(m_threads[thread]);
    m_threads.erase(thread);
}

void Api::stop()
{
    if (std::exchange(m_stopped, true))
        return;
    m_shared->chat.stop();
    m_shared->stopping.request_stop();
    m_shared->blocking.stop();
    // Commands run in order: when this one is answered, no completion refers to us any more.
    (void)m_shared->context.writer.call([](Transaction &) { return Status(); });
}

QByteArray openApiDocument()
{
    initApiResources();
    QFile file(QStringLiteral(":/api/openapi.json"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace remirai
