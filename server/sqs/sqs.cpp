// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sqs/sqs.h"

#include "server/sqs/sqsthread.h"

#include <utility>

namespace remirai {

Sqs::Sqs(SqsContext context)
    : m_shared(std::make_unique<SqsShared>(std::move(context)))
{ }

Sqs::~Sqs()
{
    stop();
}

void Sqs::installRoutes(Router &router, int thread)
{
    auto state = std::make_unique<SqsThread>(*m_shared);
    SqsThread &sqs = *state;
    for (const char *path : {"/", "/{account}/{queue}", "/queue/{region}/{account}/{queue}"}) {
        for (const Method method : {Method::Get, Method::Post})
            router.add(method, path,
                       [&sqs](Request &&request, Reply &&reply) { sqs.handle(std::move(request), std::move(reply)); });
    }
    router.setFinishedHook([&sqs](const FinishedRequest &request) {
        static const QByteArray kRoute = "sqs";
        const QByteArrayView method = request.method ? toText(*request.method) : QByteArrayView();
        sqs.recorder().record(method, kRoute, request.status, std::nullopt); // a long poll is no slow answer
    });
    const std::lock_guard lock(m_mutex);
    m_threads[thread] = std::move(state);
}

void Sqs::removeRoutes(int thread)
{
    std::unique_ptr<SqsThread> ended; // destroyed here, in its thread, outside the lock
    const std::lock_guard lock(m_mutex);
    ended = std::move(m_threads[thread]);
    m_threads.erase(thread);
}

void Sqs::endWaiting()
{
    m_shared->inboxes.endWaiting();
}

void Sqs::stop()
{
    if (std::exchange(m_stopped, true))
        return;
    // Commands run in order: when this one is answered, no completion refers to us any more. A purge that would go on
    // posts to a writer that refuses it soon.
    (void)m_shared->context.writer.call([](Transaction &) { return Status(); });
}

HttpOptions sqsHttpOptions()
{
    HttpOptions options;
    options.limits.bodyBytes = 7 * 1'024 * 1'024; // JSON writes some characters as six bytes each
    options.limits.headBytes = 32 * 1'024;
    options.limits.targetBytes = 16 * 1'024; // Query also comes as GET
    options.limits.idleMs = 75'000; // above the 60 s that clients keep a connection for
    options.limits.unsentBytes = 64 * 1'024 * 1'024; // ten messages of 1 MiB, escaped
    return options;
}

} // namespace remirai
