// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/saga.h"
#include "core/providers/gate/providergate.h"
#include "core/services/monitor.h"
#include "core/storage/eventstore.h"
#include "core/storage/personastore.h"
#include "core/work/workersview.h"
#include "server/api/views.h"

#include <optional>

namespace remirai {

// Values as the operator API writes them. Pure.

QJsonObject drainView(const Drain &drain);
QJsonObject queueView(const QueueView &view, const WorkersView *workers, std::optional<StepName> step);
QJsonObject messageView(const Message &message, qint64 nowMs);
// The address of its owner only for who `seesPeople`.
QJsonObject personaListingView(const PersonaListing &listing, bool seesPeople, qint64 nowMs);
QJsonObject providerView(const QString &name, const ProviderHealth &health);
QJsonObject sagaView(const Saga &saga);
QJsonObject attemptView(const Attempt &attempt);
QJsonObject eventView(const StoredEvent &event);
QJsonObject workerView(const WorkerView &worker);
QJsonObject workersView(const WorkersView &workers);

} // namespace remirai
