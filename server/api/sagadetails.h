// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/api/apithread.h"

#include <QJsonObject>

namespace remirai {

// What a saga made and from what: for operators only, as it shows what people wrote. Null when its persona is gone.
Result<QJsonValue> sagaDetails(ApiThread &api, SagaId id);

} // namespace remirai
