// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wire/operation.h"

#include <QJsonDocument>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

std::vector<std::pair<QString, qint64>> reasonsIn(const Fields &fields)
{
    std::vector<std::pair<QString, qint64>> reasons;
    const QJsonObject object = fields.inner(u"skipped_reasons").object();
    for (auto it = object.begin(); it != object.end(); ++it)
        reasons.emplace_back(it.key(), it.value().toInteger());
    return reasons;
}

OperationRow rowIn(const Fields &fields)
{
    OperationRow row;
    row.id = fields.text(u"operation_id");
    row.kind = fields.text(u"kind");
    row.state = fields.text(u"state");
    row.phase = fields.text(u"phase");
    row.subject = fields.text(u"subject");
    row.filter = QString::fromUtf8(QJsonDocument(fields.inner(u"filter").object()).toJson(QJsonDocument::Compact));
    row.actor = fields.text(u"actor");
    row.reason = fields.text(u"reason");
    row.matched = fields.maybeInteger(u"matched");
    row.done = fields.integer(u"done");
    row.skipped = fields.integer(u"skipped");
    QStringList reasons;
    for (const auto &[reason, count] : reasonsIn(fields))
        reasons << reason + u' ' + QString::number(count);
    row.skippedReasons = reasons.join(u", "_s);
    row.diedAgain = fields.integer(u"died_again");
    row.pending = fields.integer(u"pending");
    row.newSinceStart = fields.integer(u"new_since_start");
    row.canary = static_cast<int>(fields.integer(u"canary"));
    row.ratePerSecond = static_cast<int>(fields.integer(u"rate_per_second"));
    row.stopOnRedeathRatio = fields.maybeNumber(u"stop_on_redeath_ratio");
    row.note = fields.text(u"note");
    row.createdAtMs = fields.moment(u"created_at");
    row.updatedAtMs = fields.moment(u"updated_at");
    row.finishedAtMs = fields.moment(u"finished_at");
    row.etaMs = fields.maybeInteger(u"eta_ms");
    return row;
}

} // namespace

QString toString(OperationKind kind)
{
    switch (kind) {
    case OperationKind::Redrive:
        return u"redrive"_s;
    case OperationKind::Retry:
        return u"retry"_s;
    case OperationKind::Park:
        return u"park"_s;
    case OperationKind::Delete:
        return u"delete"_s;
    case OperationKind::Purge:
        return u"purge"_s;
    }
    Q_UNREACHABLE();
}

QByteArray OperationPlan::toJson(bool dryRun) const
{
    QJsonObject body{{u"kind"_s, toString(kind)}, {u"filter"_s, filter}};
    if (ratePerSecond > 0)
        body.insert(u"rate_per_second"_s, ratePerSecond);
    if (mayDieAgain() && canary > 0)
        body.insert(u"canary"_s, canary);
    if (mayDieAgain() && stopOnRedeathRatio)
        body.insert(u"stop_on_redeath_ratio"_s, *stopOnRedeathRatio);
    if (dryRun)
        body.insert(u"dry_run"_s, true);
    else
        body.insert(u"reason"_s, reason);
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

Result<OperationForecast> forecastIn(const QJsonObject &object)
{
    const Fields fields(object);
    if (!fields.has(u"matched"))
        return Error{ErrorCode::Internal, u"the server did not count what matches"_s, {}};
    OperationForecast forecast;
    forecast.matched = fields.integer(u"matched");
    forecast.skipped = fields.integer(u"skipped");
    forecast.skippedReasons = reasonsIn(fields);
    forecast.estimatedMs = fields.maybeInteger(u"estimated_ms");
    forecast.messages = fields.list(u"messages", messageIn);
    forecast.sagas = fields.list(u"sagas", sagaIn);
    return forecast;
}

Result<OperationRow> operationIn(const QJsonObject &object)
{
    return rowIn(Fields(object));
}

Result<Page<OperationRow>> operationPage(const QJsonObject &object)
{
    const Fields fields(object);
    return Page<OperationRow>{fields.list(u"operations", rowIn), fields.text(u"next_cursor")};
}

} // namespace remirai::ui
