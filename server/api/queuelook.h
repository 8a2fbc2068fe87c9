// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/api/apithread.h"

namespace remirai {

// A queue as it is at this moment: its row and counts read now, its rates from the monitor's last minute.
Result<QueueView> lookAt(ApiThread &api, const Queue &queue);
// NotFound when there is none of that name.
Result<Queue> queueNamed(ApiThread &api, const QString &name);

QJsonObject queueJson(const ApiContext &context, const QueueView &view);

// Never null: an empty view when no dispatcher runs here.
std::shared_ptr<const WorkersView> workersNow(const ApiContext &context);

} // namespace remirai
