// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/cells.h"

#include <algorithm>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

Tone toneOf(SagaState state)
{
    switch (state) {
    case SagaState::Running:
        return Tone::Info;
    case SagaState::Completed:
        return Tone::Good;
    case SagaState::Failed:
        return Tone::Bad;
    }
    Q_UNREACHABLE();
}

Tone toneOf(PersonaStatus status)
{
    switch (status) {
    case PersonaStatus::Pending:
        return Tone::Muted;
    case PersonaStatus::Synthesizing:
    case PersonaStatus::GeneratingImage:
        return Tone::Info;
    case PersonaStatus::Ready:
        return Tone::Good;
    case PersonaStatus::Failed:
        return Tone::Bad;
    }
    Q_UNREACHABLE();
}

Tone toneOf(AttemptOutcome outcome)
{
    switch (outcome) {
    case AttemptOutcome::Running:
        return Tone::Info;
    case AttemptOutcome::Succeeded:
        return Tone::Good;
    case AttemptOutcome::Failed:
    case AttemptOutcome::Fatal:
        return Tone::Bad;
    case AttemptOutcome::Snoozed:
    case AttemptOutcome::LeaseEnded:
        return Tone::Attention;
    }
    Q_UNREACHABLE();
}

Column<AttemptRow> durationColumn(const Now &now)
{
    Column<AttemptRow> column;
    column.title = u"Took"_s;
    column.hint = u"from its claim to its result"_s;
    const auto took = [now](const AttemptRow &row) {
        return (row.finishedAtMs > 0 ? row.finishedAtMs : now()) - row.startedAtMs;
    };
    column.text = [took](const AttemptRow &row) {
        return durationText(std::max<qint64>(0, took(row))) + (row.finishedAtMs > 0 ? QString() : u" so far"_s);
    };
    column.sort = [took](const AttemptRow &row) { return QVariant(took(row)); };
    column.isFigure = true;
    column.width = 11;
    return column;
}

} // namespace

Columns<SagaRow> sagaColumns(const Now &now)
{
    Column<SagaRow> error = textColumn(u"Error"_s, &SagaRow::error, 0);
    error.tone = [](const SagaRow &) { return Tone::Bad; };
    return {idColumn(u"Saga"_s, &SagaRow::id),
            badgeColumn<SagaRow>(
                u"State"_s, [](const SagaRow &row) { return toString(row.state); },
                [](const SagaRow &row) { return toneOf(row.state); }, 11),
            textColumn(u"Step"_s, &SagaRow::step, 11),
            error, // before what may lie beyond the edge
            agoColumn(u"Changed"_s, u"when it last went on"_s, &SagaRow::updatedAtMs, now),
            agoColumn(u"Begun"_s, u"when it was begun"_s, &SagaRow::createdAtMs, now),
            idColumn(u"Persona"_s, &SagaRow::personaId)};
}

Columns<PersonaRow> personaColumns(const Now &now)
{
    Column<PersonaRow> age;
    age.title = u"In it for"_s;
    age.hint = u"how long the persona has had this status"_s;
    age.text = [](const PersonaRow &row) { return durationText(row.ageMs); };
    age.sort = [](const PersonaRow &row) { return QVariant(row.ageMs); };
    age.isFigure = true;
    age.width = 12;
    Column<PersonaRow> error = textColumn(u"Error"_s, &PersonaRow::error, 0);
    error.tone = [](const PersonaRow &) { return Tone::Bad; };
    return {idColumn(u"Persona"_s, &PersonaRow::id),
            badgeColumn<PersonaRow>(
                u"Status"_s, [](const PersonaRow &row) { return toString(row.status).replace(u'_', u' '); },
                [](const PersonaRow &row) { return toneOf(row.status); }, 16),
            age,
            error,
            textColumn(u"Owner"_s, &PersonaRow::email, 24),
            agoColumn(u"Made"_s, u"when it was made"_s, &PersonaRow::createdAtMs, now)};
}

Columns<AttemptRow> attemptColumns(const Now &now)
{
    Column<AttemptRow> error = textColumn(u"Error"_s, &AttemptRow::error, 0);
    error.tone = [](const AttemptRow &) { return Tone::Bad; };
    Column<AttemptRow> number = countColumn(u"No."_s, u"within its step"_s, &AttemptRow::number, 4);
    Column<AttemptRow> started = momentColumn(u"Started"_s, u"local time"_s, &AttemptRow::startedAtMs, now);
    return {textColumn(u"Step"_s, &AttemptRow::step, 11),
            number,
            badgeColumn<AttemptRow>(
                u"Outcome"_s, [](const AttemptRow &row) { return toString(row.outcome).replace(u'_', u' '); },
                [](const AttemptRow &row) { return toneOf(row.outcome); }, 12),
            error,
            durationColumn(now),
            started};
}

Columns<WorkerRow> workerColumns(const Now &now)
{
    Column<WorkerRow> busy;
    busy.title = u"Busy"_s;
    busy.hint = u"slots with a job, of its slots"_s;
    busy.text = [](const WorkerRow &row) { return u"%1 of %2"_s.arg(row.running.size()).arg(row.slotCount); };
    busy.share = [](const WorkerRow &row) {
        return QVariant(row.slotCount == 0 ? 0.0 : static_cast<double>(row.running.size()) / row.slotCount);
    };
    busy.sort = [](const WorkerRow &row) { return QVariant(static_cast<int>(row.running.size())); };
    busy.width = 26;
    const auto silent = [now](const WorkerRow &row) { return now() - row.lastHeardAtMs > 15'000; };
    return {textColumn(u"Worker"_s, &WorkerRow::id, 0),
            badgeColumn<WorkerRow>(
                u"State"_s,
                [silent](const WorkerRow &row) {
                    return row.draining ? u"draining"_s : silent(row) ? u"silent"_s : u"working"_s;
                },
                [silent](const WorkerRow &row) {
                    return row.draining ? Tone::Attention : silent(row) ? Tone::Bad : Tone::Good;
                },
                10),
            busy,
            agoColumn(u"Heartbeat"_s, u"when it was last heard"_s, &WorkerRow::lastHeardAtMs, now),
            agoColumn(u"Connected"_s, u"since when it is here"_s, &WorkerRow::connectedAtMs, now),
            textColumn(u"Version"_s, &WorkerRow::version, 10)};
}

Columns<RunningJob> jobColumns(const Now &now)
{
    Column<RunningJob> runs = agoColumn(u"Runs since"_s, u"when a worker took it"_s, &RunningJob::sinceMs, now);
    Column<RunningJob> lease;
    lease.title = u"Lease ends in"_s;
    lease.hint = u"without a result until then, somebody else gets the job"_s;
    lease.text = [now](const RunningJob &row) { return durationText(std::max<qint64>(0, row.leaseEndsAtMs - now())); };
    lease.sort = [](const RunningJob &row) { return QVariant(row.leaseEndsAtMs); };
    lease.isFigure = true;
    lease.width = 13;
    return {idColumn(u"Saga"_s, &RunningJob::sagaId),
            textColumn(u"Step"_s, &RunningJob::step, 12),
            countColumn(u"Attempt"_s, u"within its step"_s, &RunningJob::attempt, 8),
            runs,
            lease,
            textColumn(u"Worker"_s, &RunningJob::worker, 0)};
}

} // namespace remirai::ui
