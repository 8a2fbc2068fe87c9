// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/model.h"
#include "core/work/packets.h"

#include <stop_token>

namespace remirai {

// Carries out one task by one blocking call to a model. Plain sequential code; any thread, many at once.
StepReply runStep(const StepTask &task, LanguageModel &language, ImageModel &image, std::stop_token stop);

} // namespace remirai
