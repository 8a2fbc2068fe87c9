// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/survey.h"
#include "server/http/response.h"

namespace remirai {

// Plain pages without a script, under a content security policy that would not run one. `body` is HTML whose texts are
// escaped already.
Response page(int status, const QString &title, const QString &body);
// One sentence for somebody who answered a survey, or could not.
Response notice(int status, const QString &title, const QString &text);

QString surveyForm(const SurveyId &id, const QuestionSet &questions);

} // namespace remirai
