// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/cells.h"

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

Tone toneOf(const QString &state)
{
    if (state == u"running")
        return Tone::Info;
    if (state == u"completed")
        return Tone::Good;
    return state == u"cancelled" ? Tone::Muted : Tone::Bad;
}

Tone toneOf(SendState state)
{
    switch (state) {
    case SendState::Waiting:
    case SendState::Held:
        return Tone::Attention;
    case SendState::Sending:
        return Tone::Info;
    case SendState::Done:
        return Tone::Good;
    case SendState::Refused:
        return Tone::Bad;
    }
    Q_UNREACHABLE();
}

Column<OperationRow> progressColumn()
{
    Column<OperationRow> column;
    column.title = u"Progress"_s;
    column.hint = u"done and skipped, of what matched at its start"_s;
    column.text = [](const OperationRow &row) {
        if (!row.matched)
            return row.isRunning() ? u"counting"_s : kNothing;
        return QString(countText(row.done + row.skipped) + u" of "_s + countText(*row.matched));
    };
    column.width = 16;
    return column;
}

} // namespace

Columns<FailureGroup> failureColumns(const Now &now)
{
    Column<FailureGroup> trend;
    trend.title = u"Trend"_s;
    trend.hint = u"failures over the window, oldest left; the last bar is still filling"_s;
    trend.text = [](const FailureGroup &) { return QString(); };
    trend.trend = [](const FailureGroup &row) {
        return QVariant::fromValue(QVector<double>(row.trend.begin(), row.trend.end()));
    };
    trend.width = 16;
    Column<FailureGroup> resting =
        countColumn(u"Failed now"_s, u"sagas that rest failed with it: what a retry or redrive would wake"_s,
                    &FailureGroup::failedNow, 10);
    resting.tone = [](const FailureGroup &row) { return row.failedNow > 0 ? Tone::Bad : Tone::Muted; };
    return {textColumn(u"Failure"_s, &FailureGroup::text, 0),
            textColumn(u"Step"_s, &FailureGroup::step, 11),
            countColumn(u"Failures"_s, u"failed attempts in the window"_s, &FailureGroup::count, 9),
            resting,
            trend,
            agoColumn(u"First"_s, u"first seen in the window"_s, &FailureGroup::firstSeenAtMs, now),
            agoColumn(u"Last"_s, u"last seen"_s, &FailureGroup::lastSeenAtMs, now)};
}

Columns<FailureSample> sampleColumns(const Now &now)
{
    return {agoColumn(u"When"_s, u"when it failed"_s, &FailureSample::atMs, now),
            idColumn(u"Saga"_s, &FailureSample::sagaId), textColumn(u"Worker"_s, &FailureSample::worker, 20),
            textColumn(u"Error"_s, &FailureSample::error, 0)};
}

Columns<OperationRow> operationColumns(const Now &now)
{
    Column<OperationRow> again =
        countColumn(u"Died again"_s, u"of those done, how many failed anew"_s, &OperationRow::diedAgain, 9);
    again.tone = [](const OperationRow &row) { return row.diedAgain > 0 ? Tone::Bad : Tone::Muted; };
    Column<OperationRow> kind = textColumn(u"Action"_s, &OperationRow::kind, 9);
    Column<OperationRow> state = badgeColumn<OperationRow>(
        u"State"_s,
        [](const OperationRow &row) { return row.isRunning() && row.phase != u"over" ? row.phase : row.state; },
        [](const OperationRow &row) { return toneOf(row.state); }, 11);
    Column<OperationRow> when = momentColumn(u"When"_s, u"local time"_s, &OperationRow::createdAtMs, now);
    when.width = 12;
    return {when,
            kind,
            textColumn(u"On"_s, &OperationRow::subject, 28),
            state,
            progressColumn(),
            again,
            textColumn(u"By"_s, &OperationRow::actor, 18),
            textColumn(u"Reason"_s, &OperationRow::reason, 0)};
}

Columns<OutboxEntry> outboxColumns(const Now &now)
{
    return {textColumn(u"Action"_s, &OutboxEntry::label, 0),
            badgeColumn<OutboxEntry>(
                u"State"_s, [](const OutboxEntry &row) { return toString(row.state); },
                [](const OutboxEntry &row) { return toneOf(row.state); }, 20),
            agoColumn(u"Made"_s, u"when it was ordered"_s, &OutboxEntry::madeAtMs, now),
            textColumn(u"What the server said"_s, &OutboxEntry::error, 40)};
}

} // namespace remirai::ui
