// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wire/overview.h"

namespace remirai::ui {

namespace {

Alert alertIn(const Fields &fields)
{
    return {fields.text(u"rule"), fields.text(u"subject"), fields.text(u"text"), fields.moment(u"since")};
}

ProviderStatus providerIn(const Fields &fields)
{
    return {fields.text(u"name"),           fields.text(u"provider"),   fields.text(u"breaker"),
            fields.integer(u"opens_in_ms"), fields.text(u"last_error"), fields.integer(u"calls"),
            fields.integer(u"failed")};
}

template <typename State, typename From> std::map<State, qint64> countsIn(const Fields &fields, From from)
{
    std::map<State, qint64> counts;
    const QJsonObject &object = fields.object();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (const auto state = from(it.key()))
            counts[*state] = it.value().toInteger();
    }
    return counts;
}

} // namespace

Result<OverviewStatus> overviewIn(const QJsonObject &object)
{
    const Fields fields(object);
    if (!fields.has(u"at") || !fields.has(u"queues"))
        return Error{ErrorCode::Internal, QStringLiteral("this server's overview has no queues: is it Re:MirAI?"), {}};
    OverviewStatus overview;
    overview.atMs = fields.moment(u"at");
    overview.responsesAccepted = fields.inner(u"responses").integer(u"accepted");
    overview.responsesPerSecond = fields.inner(u"responses").number(u"per_second");
    overview.failuresPerSecond = fields.maybeNumber(u"failures_per_second");
    overview.latencyP50Ms = fields.inner(u"latency").maybeNumber(u"p50_ms");
    overview.latencyP99Ms = fields.inner(u"latency").maybeNumber(u"p99_ms");
    overview.backlog = fields.integer(u"backlog");
    overview.dead = fields.integer(u"dead");
    overview.oldestAgeMs = fields.integer(u"oldest_age_ms");
    QJsonObject drainOnly{{QStringLiteral("drain"), fields.object().value(u"drain")}};
    overview.drain = queueIn(Fields(drainOnly)).drain;
    const Fields slotCounts = fields.inner(u"slots");
    overview.slotCount = static_cast<int>(slotCounts.integer(u"capacity"));
    overview.slotsRunning = static_cast<int>(slotCounts.integer(u"running"));
    overview.workers = static_cast<int>(slotCounts.integer(u"workers"));
    overview.personas = countsIn<PersonaStatus>(fields.inner(u"personas"), personaStatusFrom);
    overview.sagas = countsIn<SagaState>(fields.inner(u"sagas"), sagaStateFrom);
    overview.queues = fields.list(u"queues", queueIn);
    overview.alerts = fields.list(u"alerts", alertIn);
    overview.providers = fields.list(u"providers", providerIn);
    overview.lastEventSeq = fields.integer(u"last_event_seq");
    return overview;
}

} // namespace remirai::ui
