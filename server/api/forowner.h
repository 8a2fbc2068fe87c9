// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/persona.h"
#include "core/domain/result.h"

namespace remirai {

// What owners are told about a model's failure: whether and when to try again, nothing about its account or its
// configuration. Operators read the full text in the timeline, the lists and the log. Pure.
Error forOwner(const Error &error);
Persona forOwner(Persona persona);

} // namespace remirai
