// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/judge/verdict.h"
#include "ui/models/cells.h"

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

Column<QueueStatus> slotsColumn()
{
    Column<QueueStatus> column;
    column.title = u"Slots"_s;
    column.hint = u"jobs running, of the slots it has now (and the bounds between which they are scaled)"_s;
    column.text = [](const QueueStatus &queue) {
        return queue.maxSlots == 0
            ? kNothing
            : u"%1 of %2 (%3–%4)"_s.arg(queue.running).arg(queue.slotCount).arg(queue.minSlots).arg(queue.maxSlots);
    };
    column.isFigure = true;
    column.width = 16;
    column.sort = [](const QueueStatus &queue) { return QVariant(queue.slotCount); };
    return column;
}

Column<QueueStatus> ageColumn()
{
    Column<QueueStatus> column;
    column.title = u"Oldest"_s;
    column.hint = u"how long the message that would be received next has waited"_s;
    column.text = [](const QueueStatus &queue) {
        return queue.oldestAgeMs == 0 ? kNothing : durationText(queue.oldestAgeMs);
    };
    column.isFigure = true;
    column.width = 10;
    column.sort = [](const QueueStatus &queue) { return QVariant(queue.oldestAgeMs); };
    return column;
}

Column<QueueStatus> drainColumn()
{
    Column<QueueStatus> column;
    column.title = u"Will it clear?"_s;
    column.hint = u"from the arrivals and completions of the last seconds"_s;
    column.text = drainText;
    column.tone = drainTone;
    column.width = 14;
    return column;
}

Tone outcomeTone(const QString &state)
{
    return state == u"in_flight" ? Tone::Info : state == u"delayed" ? Tone::Muted : Tone::Neutral;
}

// The same, with what is spared in a narrow window, the highest first.
Column<QueueStatus> spared(Column<QueueStatus> column, int spare)
{
    column.spare = spare;
    return column;
}

} // namespace

// Spared first is what another column or the chosen queue's history tells as well.
Columns<QueueStatus> queueColumns()
{
    Column<QueueStatus> name = textColumn(u"Queue"_s, &QueueStatus::name, 0);
    Column<QueueStatus> dead = countColumn(u"Dead"_s, u"messages in its dead-letter queue"_s, &QueueStatus::dead, 6);
    dead.tone = [](const QueueStatus &queue) { return queue.dead > 0 ? Tone::Bad : Tone::Muted; };
    return {name,
            badgeColumn<QueueStatus>(
                u"State"_s, [](const QueueStatus &queue) { return badgeOf(queue).text; },
                [](const QueueStatus &queue) { return badgeOf(queue).tone; }, 12),
            countColumn(u"Waiting"_s, u"messages that a worker could take now"_s, &QueueStatus::depth, 7),
            spared(countColumn(u"In flight"_s, u"messages that a worker has"_s, &QueueStatus::inFlight, 8), 5),
            spared(countColumn(u"Delayed"_s, u"messages that wait for their time: backoff or a provider's pause"_s,
                               &QueueStatus::delayed, 7),
                   4),
            dead,
            ageColumn(),
            spared(rateColumn(u"In"_s, u"messages arriving a second"_s, &QueueStatus::arrivalsPerSecond), 2),
            spared(rateColumn(u"Out"_s, u"messages completed a second"_s, &QueueStatus::completionsPerSecond), 1),
            drainColumn(),
            spared(slotsColumn(), 3)};
}

Columns<MessageRow> messageColumns(const Now &now)
{
    Column<MessageRow> body = textColumn(u"Body"_s, &MessageRow::signature, 0);
    body.text = [](const MessageRow &row) { return QString::fromUtf8(row.body.left(200)).simplified(); };
    body.exact = [](const MessageRow &row) { return QVariant(QString::fromUtf8(row.body)); };
    body.toolTip = {};
    Column<MessageRow> error = textColumn(u"Last error"_s, &MessageRow::lastError, 36);
    error.tone = [](const MessageRow &) { return Tone::Bad; };
    return {idColumn(u"Message"_s, &MessageRow::id),
            badgeColumn<MessageRow>(
                u"State"_s, [](const MessageRow &row) { return QString(row.state).replace(u'_', u' '); },
                [](const MessageRow &row) { return outcomeTone(row.state); }, 11),
            countColumn(u"Received"_s, u"how often it was given to a worker"_s, &MessageRow::receiveCount, 8),
            agoColumn(u"Sent"_s, u"when it was sent"_s, &MessageRow::sentAtMs, now),
            idColumn(u"Saga"_s, &MessageRow::sagaId),
            error,
            body};
}

Columns<Alert> alertColumns(const Now &now)
{
    Column<Alert> text = textColumn(u"Alert"_s, &Alert::text, 0);
    text.tone = [](const Alert &) { return Tone::Bad; };
    return {text, agoColumn(u"Since"_s, u"when the rule began to fire"_s, &Alert::sinceMs, now)};
}

Columns<LiveEvent> eventColumns(const Now &now)
{
    Column<LiveEvent> what = textColumn(u"What"_s, &LiveEvent::kind, 0);
    what.text = sentenceOf;
    what.toolTip = sentenceOf;
    what.tone = [](const LiveEvent &event) {
        const bool bad = event.kind.contains(u"fail"_s) || event.kind.contains(u"dead"_s)
            || event.kind == u"alert.fired" || event.payload.value(u"status"_s).toString() == u"failed";
        return bad                                                                    ? Tone::Bad
            : event.kind.startsWith(u"operation"_s) || event.kind == u"queue.changed" ? Tone::Info
                                                                                      : Tone::Neutral;
    };
    Column<LiveEvent> when = momentColumn(u"When"_s, u"local time"_s, &LiveEvent::atMs, now);
    when.width = 9;
    when.tone = [](const LiveEvent &) { return Tone::Muted; };
    return {when, what};
}

} // namespace remirai::ui
