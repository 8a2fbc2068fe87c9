// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/operationviews.h"

#include "core/domain/clock.h"
#include "core/domain/redeath.h"
#include "server/api/operatorviews.h"

#include <cmath>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

QJsonObject reasonsView(const std::map<QString, qint64> &reasons)
{
    QJsonObject object;
    for (const auto &[why, count] : reasons)
        object.insert(why, count);
    return object;
}

QJsonValue numberOrNull(const std::optional<qint64> &number)
{
    return number ? QJsonValue(*number) : QJsonValue();
}

QJsonValue etaOf(const Operation &operation)
{
    const bool isRamping = operation.phase == OperationPhase::Ramp && operation.pace.ratePerSecond > 0;
    if (!isRamping || !operation.matched)
        return {};
    const qint64 left = *operation.matched - operation.done - operation.skippedTotal();
    return rampDurationMs(left, operation.pace.ratePerSecond, false);
}

QJsonValue gapOr(double value)
{
    return std::isnan(value) ? QJsonValue() : QJsonValue(value);
}

} // namespace

QJsonObject operationView(const Operation &operation, const OperationOutlook &outlook)
{
    const auto ratio = operation.pace.stopOnRedeathRatio;
    return {{u"operation_id"_s, operation.id.toString()},
            {u"kind"_s, toString(operation.kind)},
            {u"state"_s, toString(operation.state)},
            {u"phase"_s, toString(operation.phase)},
            {u"subject"_s, operation.subject},
            {u"filter"_s, operation.filter},
            {u"actor"_s, operation.actor},
            {u"reason"_s, operation.reason},
            {u"matched"_s, numberOrNull(operation.matched)},
            {u"done"_s, operation.done},
            {u"skipped"_s, operation.skippedTotal()},
            {u"skipped_reasons"_s, reasonsView(operation.skipped)},
            {u"died_again"_s, outlook.tally.diedAgain},
            {u"pending"_s, outlook.tally.pending},
            {u"new_since_start"_s, numberOrNull(outlook.newSinceStart)},
            {u"canary"_s, operation.pace.canary},
            {u"rate_per_second"_s, operation.pace.ratePerSecond},
            {u"stop_on_redeath_ratio"_s, ratio ? QJsonValue(*ratio) : QJsonValue()},
            {u"note"_s, textOrNull(operation.note)},
            {u"created_at"_s, rfc3339(operation.createdAtMs)},
            {u"updated_at"_s, rfc3339(operation.updatedAtMs)},
            {u"finished_at"_s, timeOrNull(operation.finishedAtMs)},
            {u"eta_ms"_s, etaOf(operation)}};
}

QJsonObject previewView(OperationKind kind, const OperationPreview &preview, const OperationPace &pace, qint64 nowMs)
{
    const qint64 touched = preview.matched - preview.skippedTotal();
    const auto message = [=](const Message &one) { return messageView(one, nowMs); };
    return {{u"dry_run"_s, true},
            {u"kind"_s, toString(kind)},
            {u"matched"_s, preview.matched},
            {u"skipped"_s, preview.skippedTotal()},
            {u"skipped_reasons"_s, reasonsView(preview.skipped)},
            {u"estimated_ms"_s, rampDurationMs(touched - pace.canary, pace.ratePerSecond, pace.canary > 0)},
            {u"messages"_s, arrayOf(preview.messages, message)},
            {u"sagas"_s, arrayOf(preview.sagas, sagaView)}};
}

QJsonObject failureView(const FailureGroup &group, const QString &queue)
{
    const auto sample = [](const FailureSample &one) {
        return QJsonObject{{u"saga_id"_s, one.sagaId.toString()},
                           {u"error"_s, one.error},
                           {u"worker"_s, one.worker},
                           {u"at"_s, rfc3339(one.atMs)}};
    };
    return {{u"signature"_s, group.signature},
            {u"text"_s, group.text},
            {u"step"_s, toString(group.step)},
            {u"queue"_s, queue},
            {u"count"_s, group.count},
            {u"failed_now"_s, group.failedNow},
            {u"first_seen_at"_s, rfc3339(group.firstMs)},
            {u"last_seen_at"_s, rfc3339(group.lastMs)},
            {u"trend"_s, arrayOf(group.trend, [](qint64 count) { return count; })},
            {u"samples"_s, arrayOf(group.samples, sample)}};
}

QJsonObject alertView(const Alert &alert)
{
    return {{u"rule"_s, toString(alert.rule)},
            {u"subject"_s, alert.subject},
            {u"value"_s, alert.value},
            {u"threshold"_s, alert.threshold},
            {u"unit"_s, alert.unit},
            {u"since"_s, rfc3339(alert.sinceMs)},
            {u"text"_s, alert.text}};
}

QJsonObject seriesView(const SeriesLine &line)
{
    const auto of = [&](double Band::*part) {
        return arrayOf(line.bands, [part](const Band &band) { return gapOr(band.*part); });
    };
    return {{u"metric"_s, toString(line.metric)}, {u"queue"_s, textOrNull(line.queue)},
            {u"unit"_s, unitOf(line.metric)},     {u"values"_s, of(&Band::mean)},
            {u"min"_s, of(&Band::low)},           {u"max"_s, of(&Band::high)}};
}

} // namespace remirai
