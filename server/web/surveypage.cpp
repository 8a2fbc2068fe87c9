// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/web/surveypage.h"

#include <algorithm>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

QString givenTo(const FormProblem *problem, const QString &questionId)
{
    if (!problem)
        return {};
    const auto &answers = problem->given.answers;
    const auto found =
        std::find_if(answers.begin(), answers.end(), [&](const Answer &a) { return a.questionId == questionId; });
    return found == answers.end() ? QString() : found->text;
}

Html attribute(bool on, const char *name)
{
    return on ? Html::markup(u' ' + QLatin1String(name)) : Html();
}

Html optionsOf(const Site &site, const Question &question, const QString &given)
{
    Html options;
    const auto add = [&](const QString &value, const QString &label, const QString &suffix) {
        options += site.part(u"option"_s)
                       .fill({{"id", Html::text(question.id + u'-' + suffix)},
                              {"name", Html::text(question.id)},
                              {"value", Html::text(value)},
                              {"label", Html::text(label)},
                              {"required", attribute(question.required, "required")},
                              {"checked", attribute(!given.isEmpty() && given == value, "checked")}});
    };
    for (qsizetype i = 0; i < question.options.size(); ++i)
        add(question.options[i], question.options[i], QString::number(i));
    if (!question.required)
        add({}, site.texts()(u"survey.skip"_s), u"none"_s);
    return options;
}

Html questionPart(const Site &site, const Question &question, qsizetype number, const FormProblem *problem)
{
    const bool isWrong = problem && problem->questionId == question.id;
    const QString given = givenTo(problem, question.id);
    Html error;
    if (isWrong)
        error = site.part(u"error"_s)
                    .fill({{"id", Html::text(question.id + u"-error"_s)}, {"text", Html::text(problem->message)}});
    const Html described = isWrong
        ? Html::markup(u" aria-invalid=\"true\" aria-describedby=\"%1-error\""_s.arg(question.id.toHtmlEscaped()))
        : Html();
    if (question.type == QuestionType::Choice)
        return site.part(u"question-choice"_s)
            .fill({{"id", Html::text(question.id)},
                   {"number", Html::number(number)},
                   {"text", Html::text(question.text)},
                   {"error", error},
                   {"described", described},
                   {"options", optionsOf(site, question, given)}});
    return site.part(u"question-text"_s)
        .fill({{"id", Html::text(question.id)},
               {"number", Html::number(number)},
               {"text", Html::text(question.text)},
               {"error", error},
               {"described", described},
               {"limit", Html::number(kMaxAnswerLength)},
               {"required", attribute(question.required, "required")},
               {"given", Html::text(given)}});
}

struct NoticeTexts
{
    const char *key;
    bool mayInvite; // to make a survey of one's own
};

NoticeTexts textsOf(SurveyNotice notice)
{
    switch (notice) {
    case SurveyNotice::Thanks:
        return {"thanks", true};
    case SurveyNotice::AnsweredAlready:
        return {"already", true};
    case SurveyNotice::Closed:
        return {"closed", true};
    case SurveyNotice::Missing:
        return {"missing", true};
    case SurveyNotice::TryAgain:
        return {"tryagain", false};
    case SurveyNotice::NotReadable:
        return {"unreadable", false};
    }
    Q_UNREACHABLE();
}

} // namespace

Document surveyDocument(const Site &site, const QString &owner, const QuestionSet &questions,
                        const FormProblem *problem)
{
    const Texts &texts = site.texts();
    Html list;
    qsizetype number = 0;
    for (const Question &question : questions.questions)
        list += questionPart(site, question, ++number, problem);
    Html summary;
    if (problem)
        summary = site.part(u"form-problem"_s).fill({{"text", Html::text(problem->message)}});
    const QString title = texts(u"survey.title"_s, {{u"name"_s, owner}});
    const Html main = site.part(u"survey"_s)
                          .fill({{"title", Html::text(title)},
                                 {"intro", Html::text(texts(u"survey.intro"_s, {{u"name"_s, owner}}))},
                                 {"problem", summary},
                                 {"questions", list},
                                 {"quotes", attribute(problem && problem->given.allowQuotes, "checked")},
                                 {"allow", Html::text(texts(u"survey.allow"_s, {{u"name"_s, owner}}))},
                                 {"promise", Html::text(texts(u"survey.promise"_s, {{u"name"_s, owner}}))}});
    const Html head = site.part(u"survey-head"_s)
                          .fill({{"title", Html::text(title)},
                                 {"description", Html::text(texts(u"survey.description"_s, {{u"name"_s, owner}}))}});
    return {title, main, head, {}, u"survey.js"_s};
}

Document surveyNotice(const Site &site, SurveyNotice notice, const QString &detail)
{
    const auto [key, mayInvite] = textsOf(notice);
    const QString base = u"notice."_s + QLatin1String(key);
    const QString title = site.texts()(base + u".title"_s);
    Html link;
    if (mayInvite)
        link = site.part(u"invitation"_s).fill({});
    const QString text = detail.isEmpty() ? site.texts()(base + u".text"_s) : detail;
    const Html main =
        site.part(u"notice"_s).fill({{"title", Html::text(title)}, {"text", Html::text(text)}, {"link", link}});
    return {title, main};
}

} // namespace remirai
