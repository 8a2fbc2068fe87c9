// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/queuelook.h"

#include "core/storage/queuestore.h"
#include "server/api/operatorviews.h"

namespace remirai {

Result<QueueView> lookAt(ApiThread &api, const Queue &queue)
{
    const qint64 nowMs = api.context().environment.nowMs();
    const auto counts = api.read([&](Database &database) { return queueCounts(database, queue.id, nowMs); });
    if (!counts)
        return counts.error();
    QueueView view;
    view.queue = queue;
    view.counts = *counts;
    if (queue.deadLetterId != 0) {
        const auto dead =
            api.read([&](Database &database) { return queueCounts(database, queue.deadLetterId, nowMs); });
        if (!dead)
            return dead.error();
        view.deadLetters = dead->total();
    }
    const auto latest = api.context().monitor.latest();
    if (const QueueView *rates = latest ? latest->find(queue.id) : nullptr) {
        view.arrivalsPerSecond = rates->arrivalsPerSecond;
        view.completionsPerSecond = rates->completionsPerSecond;
        view.recentWaits = rates->recentWaits;
    }
    view.drain = drainVerdict({counts->total(), view.arrivalsPerSecond, view.completionsPerSecond});
    return view;
}

Result<Queue> queueNamed(ApiThread &api, const QString &name)
{
    const auto queue = api.read([&](Database &database) { return findQueue(database, name); });
    if (!queue)
        return queue.error();
    if (!*queue)
        return Error{ErrorCode::NotFound, QStringLiteral("there is no queue named %1").arg(name.left(80)), {}};
    return **queue;
}

QJsonObject queueJson(const ApiContext &context, const QueueView &view)
{
    std::optional<StepName> step;
    for (const StepName candidate : {StepName::Synthesis, StepName::Illustration}) {
        if (context.saga.queueOf(candidate).id == view.queue.id)
            step = candidate;
    }
    const auto workers = workersNow(context);
    return queueView(view, workers.get(), step);
}

std::shared_ptr<const WorkersView> workersNow(const ApiContext &context)
{
    auto workers = context.workers ? context.workers() : nullptr;
    return workers ? workers : std::make_shared<const WorkersView>();
}

} // namespace remirai
