// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/web/ownerpage.h"

#include "core/services/accounts.h"
#include "server/web/personacard.h"
#include "server/web/publicpages.h"
#include "server/web/qrcode.h"

#include <algorithm>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

QString addressOf(const OwnerPage &page, const Survey &survey)
{
    return page.publicUrl + u"/s/"_s + survey.id.toString();
}

Html stepItem(const Site &site, const QString &key, int at, int now)
{
    const QString state = at < now ? u"done"_s : at == now ? u"now"_s : u"next"_s;
    return site.part(u"step"_s).fill({{"state", Html::text(state)},
                                      {"current", at == now ? Html::markup(u" aria-current=\"step\""_s) : Html()},
                                      {"text", Html::text(site.texts()(u"step."_s + key))},
                                      {"said", Html::text(site.texts()(u"step.is."_s + state))}});
}

// Which of the four steps is under way.
int stepOf(const Progress &progress)
{
    switch (progress.stage) {
    case Stage::Collecting:
        return 0;
    case Stage::Queued:
    case Stage::Working:
    case Stage::Retrying:
    case Stage::Failed:
        return progress.step == StepName::Synthesis ? 1 : 2;
    case Stage::Ready:
        return 3;
    }
    Q_UNREACHABLE();
}

QString messageOf(const Texts &texts, const OwnerPage &page)
{
    const QString step = toString(page.progress.step);
    switch (page.progress.stage) {
    case Stage::Collecting:
        return texts.counted(u"progress.needed"_s, page.persona.responsesNeeded);
    case Stage::Queued:
        return texts(u"progress.queued"_s, {{u"wait"_s, waitText(texts, page.progress.expectedWaitMs)}});
    case Stage::Working:
        return texts(u"progress.working."_s + step);
    case Stage::Retrying:
        return texts(u"progress.retrying"_s);
    case Stage::Ready:
        return texts(u"progress.ready"_s);
    case Stage::Failed:
        return texts(u"progress.failed"_s);
    }
    Q_UNREACHABLE();
}

Html progressPart(const Site &site, const OwnerPage &page)
{
    static constexpr std::array kSteps{"answers", "writing", "painting"};
    Html steps;
    const int now = stepOf(page.progress);
    for (size_t i = 0; i < kSteps.size(); ++i)
        steps += stepItem(site, QString::fromLatin1(kSteps[i]), static_cast<int>(i), now);
    Html retry;
    const bool hasFailed = page.progress.stage == Stage::Failed;
    if (hasFailed)
        retry = site.part(u"retry"_s).fill({{"error", Html::text(page.persona.persona.error)}});
    return site.part(u"progress"_s)
        .fill({{"title", Html::text(site.texts()(hasFailed ? u"progress.title.failed"_s : u"progress.title"_s))},
               {"steps", steps},
               {"message", Html::text(messageOf(site.texts(), page))},
               {"retry", retry}});
}

Html sharePart(const Site &site, const OwnerPage &page, const Survey &survey)
{
    const Texts &texts = site.texts();
    const QString address = addressOf(page, survey);
    const QString id = survey.id.toString();
    Html close;
    if (survey.closedAtMs == 0)
        close = site.part(u"close-form"_s).fill({{"id", Html::text(id)}});
    const QString state = survey.closedAtMs == 0 ? u"share.open"_s : u"share.closed"_s;
    return site.part(u"share"_s)
        .fill({{"id", Html::text(id)},
               {"address", Html::text(address)},
               {"message", Html::text(texts(u"share.message"_s, {{u"name"_s, page.user.displayName}}))},
               {"count", Html::text(texts.counted(u"share.answers"_s, survey.responseCount))},
               {"state", Html::text(texts(state))},
               {"qr", qrCode(address, texts(u"share.qr.alt"_s))},
               {"close", close}});
}

Html surveysPart(const Site &site, const OwnerPage &page)
{
    if (page.surveys.empty())
        return site.part(u"first-survey"_s)
            .fill({{"name", page.user.displayName == kNameless ? site.part(u"ask-name"_s).fill({}) : Html()}});
    Html list;
    for (const Survey &survey : page.surveys)
        list += sharePart(site, page, survey);
    return site.part(u"surveys"_s).fill({{"surveys", list}});
}

Html quotesPart(const Site &site, const OwnerPage &page)
{
    Html questions;
    for (const QuestionSummary &question : page.quotes) {
        if (question.quotes.isEmpty())
            continue;
        Html quotes;
        for (const QString &quote : question.quotes)
            quotes += site.part(u"quote"_s).fill({{"text", Html::text(quote)}});
        questions += site.part(u"quotes-of"_s).fill({{"question", Html::text(question.question)}, {"quotes", quotes}});
    }
    return questions.isEmpty() ? Html() : site.part(u"quotes"_s).fill({{"questions", questions}});
}

Html publicationPart(const Site &site, const OwnerPage &page)
{
    const Persona &persona = page.persona.persona;
    if (persona.publishedAtMs == 0)
        return site.part(u"publish"_s).fill({});
    return site.part(u"published"_s).fill({{"address", Html::text(publicCardUrl(page.publicUrl, persona.id))}});
}

Html readyPart(const Site &site, const OwnerPage &page)
{
    const Persona &persona = page.persona.persona;
    Html earlier;
    if (page.hasEarlierChat)
        earlier = site.part(u"chat-earlier"_s).fill({{"before", Html::number(page.chat.front().seq)}});
    return site.part(u"ready"_s)
        .fill({{"card", cardPart(site, persona, page.user.displayName)},
               {"picture", Html::text(u"/media/"_s + persona.illustration)},
               {"publication", publicationPart(site, page)},
               {"prompt", promptAsHtml(persona.prompt)},
               {"name", Html::text(page.user.displayName)},
               {"earlier", earlier},
               {"chat", chatPart(site, page.chat, page.user.displayName)},
               {"count", Html::text(site.texts().counted(u"share.answers"_s, page.persona.responseCount))}});
}

Html dataPart(const Site &site, const OwnerPage &page)
{
    Html forms;
    for (const Survey &survey : page.surveys)
        forms += site.part(u"delete-form"_s)
                     .fill({{"id", Html::text(survey.id.toString())},
                            {"count", Html::text(site.texts().counted(u"share.answers"_s, survey.responseCount))}});
    return site.part(u"data"_s).fill({{"forms", forms}});
}

} // namespace

QString waitText(const Texts &texts, std::optional<qint64> waitMs)
{
    constexpr qint64 kMinute = 60'000;
    constexpr qint64 kHour = 60 * kMinute;
    if (!waitMs)
        return texts(u"wait.unknown"_s);
    if (*waitMs < 10'000)
        return texts(u"wait.moment"_s);
    if (*waitMs < kMinute)
        return texts(u"wait.minute"_s);
    if (*waitMs < kHour)
        return texts.counted(u"wait.minutes"_s, (*waitMs + kMinute - 1) / kMinute);
    return texts.counted(u"wait.hours"_s, (*waitMs + kHour - 1) / kHour);
}

Html chatPart(const Site &site, const std::vector<ChatMessage> &messages, const QString &name)
{
    Html list;
    for (const ChatMessage &message : messages)
        list += site.part(u"chat-message"_s)
                    .fill({{"side", Html::text(message.fromOwner ? u"mine"_s : u"theirs"_s)},
                           {"speaker", Html::text(message.fromOwner ? site.texts()(u"chat.you"_s) : name)},
                           {"text", Html::text(message.text)}});
    return list;
}

Html livePart(const Site &site, const OwnerPage &page)
{
    const bool isReady = page.progress.stage == Stage::Ready;
    const Html progress = page.surveys.empty() || isReady ? Html() : progressPart(site, page);
    return site.part(u"live"_s).fill({{"progress", progress},
                                      {"ready", isReady ? readyPart(site, page) : Html()},
                                      {"surveys", surveysPart(site, page)},
                                      {"quotes", quotesPart(site, page)},
                                      {"data", dataPart(site, page)}});
}

Document ownerDocument(const Site &site, const OwnerPage &page)
{
    const Texts &texts = site.texts();
    const QString title = texts(u"me.title"_s, {{u"name"_s, page.user.displayName}});
    const QString status = toString(page.persona.persona.status);
    const qint64 againMs = lookAgainAfterMs(page.progress);
    const Html main = site.part(u"me"_s).fill({{"title", Html::text(title)},
                                               {"status", Html::text(status)},
                                               {"again", Html::number(againMs)},
                                               {"live", livePart(site, page)}});
    Html head = Html::markup(u"<meta name=\"robots\" content=\"noindex\">"_s);
    if (againMs > 0) // without a script the page looks again by itself
        head += Html::markup(u"<noscript><meta http-equiv=\"refresh\" content=\"%1\"></noscript>"_s.arg(
            std::max<qint64>(againMs / 1'000, 5)));
    const Html nav = site.part(u"nav"_s).fill({{"name", Html::text(page.user.displayName)}});
    return {title, main, head, nav, u"me.js"_s};
}

} // namespace remirai
