// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/operation.h"
#include "core/storage/queuestore.h"

namespace remirai {

// What an operation is about, with its queues looked up.
struct OperationTarget
{
    OperationKind kind = OperationKind::Redrive;
    OperationFilter filter;
    Queue queue; // whose messages are looked at; without a name when it is about sagas
    qint64 homeId = 0; // redrive: where a dead letter goes that does not know where it came from
    qint64 frozenAtMs = 0; // what came later is not touched
};
// NotFound, Unprocessable.
Result<OperationTarget> targetOf(Database &database, OperationKind kind, const OperationFilter &filter,
                                 qint64 frozenAtMs);

// One message, without body and attributes, or saga that matches.
struct Candidate
{
    std::optional<Message> message;
    std::optional<Saga> saga;
    QString cursor; // goes on after it
};
struct ScanPage
{
    std::vector<Candidate> candidates;
    QString cursor; // goes on after the last row looked at
    bool isLast = false;
};
// Looks at the next `limit` rows after `cursor` (empty = from the beginning).
Result<ScanPage> scanPage(Database &database, const OperationTarget &target, const QString &cursor, int limit,
                          qint64 nowMs);

// Why it cannot be acted on now, as operators read it; empty when it can.
Result<QString> obstacleOf(Database &database, const OperationTarget &target, const Candidate &candidate, qint64 nowMs);

struct OperationPreview
{
    qint64 matched = 0;
    std::map<QString, qint64> skipped;
    std::vector<Message> messages; // a sample
    std::vector<Saga> sagas;

    qint64 skippedTotal() const;
};
// Looks at everything that matches, so it may take seconds; not from an HTTP thread. `samples` at most.
Result<OperationPreview> previewOperation(Database &database, const OperationTarget &target, int samples, qint64 nowMs);

} // namespace remirai
