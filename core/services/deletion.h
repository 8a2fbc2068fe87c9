// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/writer.h"

#include <stop_token>

namespace remirai {

// Deletes a survey with its answers, and the persona that was made from it with its portrait, chat, sagas and messages.
// What the log and the kept answers of commands say about them is blanked; on SQLite what is freed is overwritten.
// A saga may be running: its worker's answer will change nothing. Blocks for as many transactions as the survey needs,
// a bounded bite each; interrupted, by `stop` too (Unavailable), it is finished by asking again. NotFound unless it is
// the owner's.
Status deleteSurvey(Writer &writer, SurveyId id, UserId owner, const std::stop_token &stop = {});

} // namespace remirai
