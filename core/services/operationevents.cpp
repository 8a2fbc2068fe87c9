// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/operationevents.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

void tell(Transaction &tx, const char *kind, const Operation &operation)
{
    tx.record(kind, operation.id.toString(),
              {{u"kind"_s, toString(operation.kind)},
               {u"state"_s, toString(operation.state)},
               {u"phase"_s, toString(operation.phase)},
               {u"subject"_s, operation.subject},
               {u"matched"_s, operation.matched ? QJsonValue(*operation.matched) : QJsonValue()},
               {u"done"_s, operation.done},
               {u"skipped"_s, operation.skippedTotal()},
               {u"actor"_s, operation.actor}});
}

} // namespace

void tellStarted(Transaction &tx, const Operation &operation)
{
    tell(tx, "operation.started", operation);
}

void tellProgress(Transaction &tx, const Operation &operation)
{
    tell(tx, "operation.progressed", operation);
}

void tellFinished(Transaction &tx, const Operation &operation)
{
    tell(tx, "operation.finished", operation);
}

} // namespace remirai
