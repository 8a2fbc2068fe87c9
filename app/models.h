// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config/loadconfig.h"
#include "core/providers/models.h"

namespace remirai {

// What the configuration says about the models, as core/providers takes it.
ProviderConfig providersOf(const LoadedConfig &loaded);

} // namespace remirai
