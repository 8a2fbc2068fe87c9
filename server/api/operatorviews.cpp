// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/operatorviews.h"

#include "core/domain/clock.h"
#include "core/domain/errorsignature.h"

#include <QJsonDocument>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

QJsonValue jsonOrText(const QByteArray &bytes)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError)
        return QString::fromUtf8(bytes);
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

QJsonObject runningView(const RunningStep &running)
{
    return {{u"saga_id"_s, running.sagaId.toString()},
            {u"step"_s, toString(running.step)},
            {u"attempt"_s, running.attempt},
            {u"since"_s, rfc3339(running.sinceMs)},
            {u"lease_ends_at"_s, rfc3339(running.leaseEndsAtMs)}};
}

QJsonObject waitView(const WaitCounts &waits)
{
    const auto of = [&](double quantile) {
        const auto ms = waitPercentileMs(waits, quantile);
        return ms ? QJsonValue(*ms) : QJsonValue();
    };
    return {{u"p50"_s, of(0.5)}, {u"p95"_s, of(0.95)}, {u"p99"_s, of(0.99)}};
}

} // namespace

QJsonObject drainView(const Drain &drain)
{
    return {{u"verdict"_s, toString(drain.verdict)},
            {u"clears_in_ms"_s, drain.clearsInMs ? QJsonValue(*drain.clearsInMs) : QJsonValue()}};
}

QJsonObject queueView(const QueueView &view, const WorkersView *workers, std::optional<StepName> step)
{
    ScaleView scale;
    if (workers && step) {
        const auto found = workers->steps.find(*step);
        scale = found == workers->steps.end() ? ScaleView() : found->second;
    }
    return {{u"name"_s, view.queue.name},
            {u"depth"_s, view.counts.depth},
            {u"in_flight"_s, view.counts.inFlight},
            {u"delayed"_s, view.counts.delayed},
            {u"dead"_s, view.deadLetters},
            {u"oldest_age_ms"_s, view.counts.oldestAgeMs},
            {u"arrivals_per_second"_s, view.arrivalsPerSecond},
            {u"completions_per_second"_s, view.completionsPerSecond},
            {u"drain"_s, drainView(view.drain)},
            {u"sent_total"_s, view.counts.sentTotal},
            {u"deleted_total"_s, view.counts.deletedTotal},
            {u"dead_total"_s, view.counts.deadTotal},
            {u"paused"_s, view.queue.paused},
            {u"min_slots"_s, view.queue.minSlots},
            {u"max_slots"_s, view.queue.maxSlots},
            {u"slots"_s, scale.slotCount},
            {u"running"_s, scale.running},
            {u"service_time_ms"_s, scale.serviceTimeMs},
            {u"wait_ms"_s, waitView(view.recentWaits)},
            {u"visibility_timeout_ms"_s, view.queue.visibilityTimeoutMs},
            {u"retention_ms"_s, view.queue.retentionMs},
            {u"max_receive_count"_s, view.queue.maxReceiveCount}};
}

QJsonObject messageView(const Message &message, qint64 nowMs)
{
    return {{u"message_id"_s, message.id.toString()},
            {u"state"_s, toString(stateOf(message, nowMs))},
            {u"body"_s, QString::fromUtf8(message.body)},
            {u"attributes"_s, message.attributes.isEmpty() ? QJsonValue() : jsonOrText(message.attributes)},
            {u"receive_count"_s, message.receiveCount},
            {u"last_error"_s, textOrNull(message.lastError)},
            {u"error_signature"_s, textOrNull(errorSignature(message.lastError))},
            {u"saga_id"_s, message.sagaId.isNull() ? QJsonValue() : QJsonValue(message.sagaId.toString())},
            {u"sent_at"_s, rfc3339(message.sentAtMs)},
            {u"visible_at"_s, rfc3339(message.visibleAtMs)},
            {u"first_received_at"_s, timeOrNull(message.firstReceivedAtMs)}};
}

QJsonObject sagaView(const Saga &saga)
{
    return {{u"saga_id"_s, saga.id.toString()},
            {u"persona_id"_s, saga.personaId.toString()},
            {u"user_id"_s, saga.ownerId.toString()},
            {u"survey_id"_s, saga.surveyId.toString()},
            {u"state"_s, toString(saga.state)},
            {u"step"_s, toString(saga.step)},
            {u"version"_s, saga.version},
            {u"error"_s, textOrNull(saga.error)},
            {u"error_signature"_s, textOrNull(errorSignature(saga.error))},
            {u"created_at"_s, rfc3339(saga.createdAtMs)},
            {u"updated_at"_s, rfc3339(saga.updatedAtMs)}};
}

QJsonObject personaListingView(const PersonaListing &listing, bool seesPeople, qint64 nowMs)
{
    const Persona &persona = listing.persona;
    return {{u"persona_id"_s, persona.id.toString()},
            {u"user_id"_s, persona.ownerId.toString()},
            {u"email"_s, seesPeople ? QJsonValue(listing.email) : QJsonValue()},
            {u"status"_s, toString(persona.status)},
            {u"age_ms"_s, nowMs - persona.updatedAtMs},
            {u"error"_s, textOrNull(persona.error)},
            {u"saga_id"_s, listing.saga.isNull() ? QJsonValue() : QJsonValue(listing.saga.toString())},
            {u"created_at"_s, rfc3339(persona.createdAtMs)},
            {u"updated_at"_s, rfc3339(persona.updatedAtMs)}};
}

QJsonObject providerView(const QString &name, const ProviderHealth &health)
{
    return {{u"name"_s, name},
            {u"provider"_s, health.provider},
            {u"breaker"_s, toString(health.breaker)},
            {u"opens_in_ms"_s, health.opensInMs},
            {u"last_error"_s, textOrNull(health.lastError)},
            {u"calls"_s, health.calls},
            {u"failed"_s, health.failed},
            {u"rate_limited"_s, health.rateLimited}};
}

QJsonObject attemptView(const Attempt &attempt)
{
    const bool isOver = attempt.finishedAtMs > 0;
    return {{u"step"_s, toString(attempt.step)},
            {u"number"_s, attempt.number},
            {u"outcome"_s, toString(attempt.outcome)},
            {u"error"_s, textOrNull(attempt.error)},
            {u"error_signature"_s, textOrNull(errorSignature(attempt.error))},
            {u"worker"_s, attempt.worker},
            {u"started_at"_s, rfc3339(attempt.startedAtMs)},
            {u"finished_at"_s, timeOrNull(attempt.finishedAtMs)},
            {u"duration_ms"_s, isOver ? QJsonValue(attempt.finishedAtMs - attempt.startedAtMs) : QJsonValue()}};
}

QJsonObject eventView(const StoredEvent &event)
{
    return {{u"seq"_s, event.seq},
            {u"at"_s, rfc3339(event.atMs)},
            {u"kind"_s, event.kind},
            {u"subject"_s, event.subject},
            {u"payload"_s, jsonOrText(event.payload)}};
}

QJsonObject workerView(const WorkerView &worker)
{
    return {{u"id"_s, worker.id},
            {u"version"_s, worker.version},
            {u"slots"_s, worker.slotCount},
            {u"draining"_s, worker.draining},
            {u"connected_at"_s, rfc3339(worker.connectedAtMs)},
            {u"last_heard_at"_s, rfc3339(worker.lastHeardMs)},
            {u"running"_s, arrayOf(worker.running, runningView)}};
}

QJsonObject workersView(const WorkersView &workers)
{
    QJsonObject steps;
    for (const auto &[step, scale] : workers.steps) {
        steps.insert(toString(step),
                     QJsonObject{{u"slots"_s, scale.slotCount},
                                 {u"running"_s, scale.running},
                                 {u"service_time_ms"_s, scale.serviceTimeMs}});
    }
    return {{u"at"_s, timeOrNull(workers.atMs)},
            {u"capacity"_s, workers.capacity()},
            {u"workers"_s, arrayOf(workers.workers, workerView)},
            {u"steps"_s, steps}};
}

} // namespace remirai
