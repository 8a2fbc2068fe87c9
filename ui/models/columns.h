// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/client/outbox.h"
#include "ui/models/column.h"
#include "ui/wire/failure.h"
#include "ui/wire/operation.h"
#include "ui/wire/overview.h"
#include "ui/wire/saga.h"
#include "ui/wire/worker.h"

namespace remirai::ui {

// The present, by the clock that the ages of a table are counted from.
using Now = std::function<qint64()>;

Columns<QueueStatus> queueColumns();
Columns<MessageRow> messageColumns(const Now &now);
Columns<SagaRow> sagaColumns(const Now &now);
Columns<PersonaRow> personaColumns(const Now &now);
Columns<AttemptRow> attemptColumns(const Now &now);
Columns<FailureGroup> failureColumns(const Now &now);
Columns<FailureSample> sampleColumns(const Now &now);
Columns<WorkerRow> workerColumns(const Now &now);
Columns<RunningJob> jobColumns(const Now &now);
Columns<OperationRow> operationColumns(const Now &now);
Columns<OutboxEntry> outboxColumns(const Now &now);
Columns<LiveEvent> eventColumns(const Now &now);
Columns<Alert> alertColumns(const Now &now);

} // namespace remirai::ui
