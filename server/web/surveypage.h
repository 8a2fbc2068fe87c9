// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/answers.h"
#include "server/web/site.h"

namespace remirai {

// What a form came back with, to be corrected.
struct FormProblem
{
    FriendAnswers given;
    QString message;
    QString questionId; // empty when it is about the whole
};

// The survey for friends of `owner`. It works as a plain form: its answers are posted to its own address.
Document surveyDocument(const Site &site, const QString &owner, const QuestionSet &questions,
                        const FormProblem *problem = nullptr);

// What a friend reads instead of the form, or after it.
enum class SurveyNotice { Thanks, AnsweredAlready, Closed, Missing, TryAgain, NotReadable };
Document surveyNotice(const Site &site, SurveyNotice notice, const QString &detail = {});

} // namespace remirai
