// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/operationstore.h"

#include <QJsonDocument>
#include <cmath>

namespace remirai {

namespace {

constexpr double kMillion = 1e6;

#define OPERATION_COLUMNS                                                                                              \
    "id, kind, state, phase, subject, filter, canary, rate_per_million_seconds, stop_millionths, actor, reason, "      \
    "matched, done, skipped, note, position, phase_at, created_at, updated_at, finished_at"

constexpr Statement kInsert{"INSERT INTO operations (" OPERATION_COLUMNS
                            ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
constexpr Statement kFind{"SELECT " OPERATION_COLUMNS " FROM operations WHERE id = ?"};
constexpr Statement kList{"SELECT " OPERATION_COLUMNS " FROM operations WHERE id < ? ORDER BY id DESC LIMIT ?"};
constexpr Statement kListIn{"SELECT " OPERATION_COLUMNS
                            " FROM operations WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?"};
constexpr Statement kListOf{"SELECT " OPERATION_COLUMNS
                            " FROM operations WHERE kind = ? AND id < ? ORDER BY id DESC LIMIT ?"};
constexpr Statement kListOfIn{"SELECT " OPERATION_COLUMNS
                              " FROM operations WHERE kind = ? AND state = ? AND id < ? ORDER BY id DESC LIMIT ?"};
constexpr Statement kRunning{"SELECT id FROM operations WHERE state = 'running' ORDER BY id LIMIT ?"};
constexpr Statement kTake{"UPDATE operations SET runner = ?, lease_until = ? WHERE id = ? AND state = 'running' "
                          "AND (runner IS NULL OR runner = ? OR lease_until <= ?) RETURNING " OPERATION_COLUMNS};
constexpr Statement kEnd{"UPDATE operations SET state = ?, phase = 'over', note = ?, phase_at = ?, updated_at = ?, "
                         "finished_at = ? WHERE id = ? AND state = 'running' RETURNING " OPERATION_COLUMNS};
constexpr Statement kSave{
    "UPDATE operations SET state = ?, phase = ?, matched = ?, done = ?, skipped = ?, note = ?, position = ?, "
    "phase_at = ?, updated_at = ?, finished_at = ? WHERE id = ?"};

#undef OPERATION_COLUMNS

constexpr Statement kInsertItem{
    "INSERT INTO operation_items (operation_id, position, saga_id, step, message_seq, message_id, "
    "dead_letter_id) VALUES (?, ?, ?, ?, ?, ?, ?)"};
// A saga that is past its step, or complete, is through; one that is gone is through too.
constexpr Statement kTallySagas{"SELECT count(*), coalesce(sum(CASE WHEN s.state = 'failed' THEN 1 ELSE 0 END), 0), "
                                "coalesce(sum(CASE WHEN s.state = 'running' AND s.step = i.step THEN 1 ELSE 0 END), 0) "
                                "FROM operation_items i LEFT JOIN sagas s ON s.id = i.saga_id "
                                "WHERE i.operation_id = ? AND i.position > ? AND i.saga_id IS NOT NULL"};
// A message that is gone was deleted by its receiver. Its number finds it, and may be another's by now.
constexpr Statement kTallyMessages{
    "SELECT count(*), coalesce(sum(CASE WHEN m.queue_id = i.dead_letter_id THEN 1 ELSE 0 END), 0), "
    "coalesce(sum(CASE WHEN m.queue_id <> i.dead_letter_id THEN 1 ELSE 0 END), 0) "
    "FROM operation_items i LEFT JOIN messages m ON m.seq = i.message_seq AND m.id = i.message_id "
    "WHERE i.operation_id = ? AND i.position > ? AND i.saga_id IS NULL"};
// Of the first ended one that has items: one that runs for ever holds nobody back.
constexpr Statement kPruneItems{
    "WITH ended AS (SELECT o.id FROM operations o WHERE o.state <> 'running' AND o.finished_at < ? "
    "AND EXISTS (SELECT 1 FROM operation_items i WHERE i.operation_id = o.id) ORDER BY o.id LIMIT 1) "
    "DELETE FROM operation_items WHERE operation_id = (SELECT id FROM ended) AND position <= ? + "
    "(SELECT min(position) FROM operation_items WHERE operation_id = (SELECT id FROM ended))"};
constexpr Statement kArrivedSince{"SELECT count(*) FROM messages WHERE queue_id = ? AND visible_at > ?"};

QString skippedText(const Operation &operation)
{
    QJsonObject object;
    for (const auto &[why, count] : operation.skipped)
        object.insert(why, count);
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject objectIn(const Row &row, int column)
{
    return QJsonDocument::fromJson(row.utf8(column)).object();
}

Operation toOperation(const Row &row)
{
    Operation operation;
    operation.id = row.id<OperationId>(0);
    operation.kind = operationKindFrom(row.text(1)).value_or(OperationKind::Redrive);
    operation.state = operationStateFrom(row.text(2)).value_or(OperationState::Failed);
    operation.phase = operationPhaseFrom(row.text(3)).value_or(OperationPhase::Over);
    operation.subject = row.text(4);
    operation.filter = objectIn(row, 5);
    operation.pace.canary = static_cast<int>(row.integer(6));
    operation.pace.ratePerSecond = static_cast<double>(row.integer(7)) / kMillion;
    if (!row.isNull(8))
        operation.pace.stopOnRedeathRatio = static_cast<double>(row.integer(8)) / kMillion;
    operation.actor = row.text(9);
    operation.reason = row.text(10);
    if (!row.isNull(11))
        operation.matched = row.integer(11);
    operation.done = row.integer(12);
    const QJsonObject skipped = objectIn(row, 13);
    for (auto it = skipped.begin(); it != skipped.end(); ++it)
        operation.skipped[it.key()] = it.value().toInteger();
    operation.note = row.text(14);
    operation.cursor = row.text(15);
    operation.phaseAtMs = row.integer(16);
    operation.createdAtMs = row.integer(17);
    operation.updatedAtMs = row.integer(18);
    operation.finishedAtMs = row.integer(19);
    return operation;
}

} // namespace

Status insertOperation(Transaction &tx, const Operation &o)
{
    const auto stop = o.pace.stopOnRedeathRatio;
    const auto inserted = tx.database().run(kInsert,
                                            {o.id,
                                             toString(o.kind),
                                             toString(o.state),
                                             toString(o.phase),
                                             o.subject,
                                             Bind::Utf8{QJsonDocument(o.filter).toJson(QJsonDocument::Compact)},
                                             o.pace.canary,
                                             static_cast<qint64>(std::llround(o.pace.ratePerSecond * kMillion)),
                                             stop ? Bind(qint64(std::llround(*stop * kMillion))) : Bind(nullptr),
                                             o.actor,
                                             o.reason,
                                             o.matched,
                                             o.done,
                                             skippedText(o),
                                             o.note,
                                             o.cursor,
                                             o.phaseAtMs,
                                             o.createdAtMs,
                                             o.updatedAtMs,
                                             o.finishedAtMs});
    return inserted ? Status() : Status(inserted.error());
}

Result<std::optional<Operation>> findOperation(Database &database, OperationId id)
{
    return database.first(kFind, {id}, toOperation);
}

Result<std::vector<Operation>> listOperations(Database &database, const OperationListing &listing)
{
    const Uuid before = listing.before.isNull() ? Uuid::highest() : listing.before.uuid;
    const QString state = listing.state ? toString(*listing.state) : QString();
    const QString kind = listing.kind ? toString(*listing.kind) : QString();
    if (listing.kind && listing.state)
        return database.all(kListOfIn, {kind, state, before, listing.limit}, toOperation);
    if (listing.kind)
        return database.all(kListOf, {kind, before, listing.limit}, toOperation);
    return listing.state ? database.all(kListIn, {state, before, listing.limit}, toOperation)
                         : database.all(kList, {before, listing.limit}, toOperation);
}

Result<std::vector<OperationId>> runningOperations(Database &database, int limit)
{
    return database.all(kRunning, {limit}, [](const Row &row) { return row.id<OperationId>(0); });
}

Result<std::optional<Operation>> takeOperation(Transaction &tx, OperationId id, const Uuid &runner, qint64 leaseUntilMs)
{
    return tx.database().first(kTake, {runner, leaseUntilMs, id, runner, tx.nowMs()}, toOperation);
}

Result<std::optional<Operation>> endOperation(Transaction &tx, OperationId id, OperationState state,
                                              const QString &note)
{
    return tx.database().first(kEnd, {toString(state), note, tx.nowMs(), tx.nowMs(), tx.nowMs(), id}, toOperation);
}

Status saveOperation(Transaction &tx, const Operation &o)
{
    const auto saved = tx.database().run(kSave,
                                         {toString(o.state), toString(o.phase), o.matched, o.done, skippedText(o),
                                          o.note, o.cursor, o.phaseAtMs, o.updatedAtMs, o.finishedAtMs, o.id});
    return saved ? Status() : Status(saved.error());
}

Status insertItem(Transaction &tx, OperationId id, const OperationItem &item)
{
    const auto inserted = tx.database().run(kInsertItem,
                                            {id, item.position, Bind::orNull(item.sagaId),
                                             item.sagaId.isNull() ? QString() : toString(item.step), item.messageSeq,
                                             Bind::orNull(item.messageId), item.deadLetterId});
    return inserted ? Status() : Status(inserted.error());
}

Result<ItemTally> tallyItems(Database &database, OperationId id, qint64 after)
{
    ItemTally tally;
    for (const Statement *statement : {&kTallySagas, &kTallyMessages}) {
        const Status read = database.forEach(*statement, {id, after}, [&](const Row &row) {
            tally.total += row.integer(0);
            tally.diedAgain += row.integer(1);
            tally.pending += row.integer(2);
        });
        if (!read)
            return read.error();
    }
    return tally;
}

Result<qint64> pruneItems(Database &database, qint64 finishedBeforeMs, int limit)
{
    return database.run(kPruneItems, {finishedBeforeMs, limit});
}

Result<qint64> countArrivedSince(Database &database, qint64 queueId, qint64 sinceMs)
{
    const auto row = database.first(kArrivedSince, {queueId, sinceMs}, [](const Row &r) { return r.integer(0); });
    if (!row)
        return row.error();
    return row->value_or(0);
}

} // namespace remirai
