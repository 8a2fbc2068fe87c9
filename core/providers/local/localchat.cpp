// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/local/localchat.h"

#include "core/providers/local/chatphrases.h"
#include "core/providers/local/lexicon.h"
#include "core/providers/local/personatext.h"
#include "core/providers/local/stablehash.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr size_t kRemembered = 12; // the persona's turns that count as "said lately"

enum Slot : quint64 { Opener = 200, Body, FollowUp, ThemeSlot, Aside, AsideOrNot };

struct Setting
{
    Traits traits;
    Intent intent = Intent::Topic;
    QString topic;
    std::optional<Theme> asked; // the message's own theme, when it has one
    quint64 seed = 0;
};

quint64 seedOf(const ChatRequest &request, quint64 promptSeed)
{
    quint64 state = mixBits(promptSeed);
    for (const ChatTurn &turn : request.history)
        state = stableHash(turn.text, state ^ static_cast<quint64>(turn.speaker));
    return mixBits(stableHash(request.message, state));
}

QStringList saidLately(const std::vector<ChatTurn> &history)
{
    QStringList said;
    for (auto turn = history.rbegin(); turn != history.rend() && said.size() < qsizetype(kRemembered); ++turn) {
        if (turn->speaker == ChatTurn::Speaker::Persona)
            said.append(turn->text);
    }
    return said;
}

// How recently a line was said: 0 = long ago or never, higher = more recent.
qsizetype recency(const QStringList &said, const QString &line)
{
    for (qsizetype i = 0; i < said.size(); ++i) {
        if (said[i].contains(line, Qt::CaseInsensitive))
            return said.size() - i;
    }
    return 0;
}

// Nothing when the line needs a value that is missing.
std::optional<QString> filled(QStringView line, const Setting &setting)
{
    QString text = line.toString();
    if (text.contains(u"{topic}") && setting.topic.isEmpty())
        return std::nullopt;
    if (text.contains(u"{theme}") && setting.traits.themes.empty())
        return std::nullopt;
    if (!setting.traits.themes.empty())
        text.replace(QStringLiteral("{theme}"),
                     toString(setting.traits.themes[choose(setting.seed, ThemeSlot, setting.traits.themes.size())]));
    text.replace(QStringLiteral("{topic}"), setting.topic);
    text.replace(QStringLiteral("{stress}"), toString(setting.traits.stress));
    text.replace(QStringLiteral("{social}"), toString(setting.traits.social));
    text.replace(QStringLiteral("{humor}"), toString(setting.traits.humor));
    text[0] = text[0].toUpper();
    return text;
}

// What could be said, the most to the point first: the lines of a tier are used up before the next is begun.
std::vector<QStringList> bodies(const Setting &setting)
{
    std::vector<QStringList> tiers(3);
    const auto add = [&](Phrases phrases) {
        for (const QStringView phrase : phrases) {
            if (const auto line = filled(phrase, setting))
                tiers[phrase.contains(u"{topic}") ? 1 : 2].append(*line);
        }
    };
    const bool open = setting.intent == Intent::Question || setting.intent == Intent::Topic;
    if (setting.asked && open)
        tiers[0].append(phrasesOf(*setting.asked).said.toString() + u'.');
    add(chatLines(setting.intent));
    if (setting.intent == Intent::Worry || setting.intent == Intent::Advice)
        add(stressAdvice(setting.traits.stress));
    if (setting.intent == Intent::WhoAreYou || setting.intent == Intent::Topic) {
        for (const Theme theme : setting.traits.themes)
            tiers[2].append(phrasesOf(theme).said.toString() + u'.');
    }
    if (setting.intent == Intent::WhoAreYou && !setting.traits.quotes.isEmpty())
        tiers[2].append(
            QString(u"Somebody once said about me: “" + setting.traits.quotes.first() + u"”. I'll take it."));
    return tiers;
}

// Begins at a place that the seed chooses and takes the first line that was not said lately, else the oldest one.
QString freshest(const QStringList &lines, quint64 seed, quint64 slot, const QStringList &said)
{
    const size_t count = static_cast<size_t>(lines.size());
    const size_t start = choose(seed, slot, count);
    const QString *best = nullptr;
    qsizetype bestRecency = 0;
    for (size_t i = 0; i < count; ++i) {
        const QString &line = lines[static_cast<qsizetype>((start + i) % count)];
        const qsizetype found = line.isEmpty() ? 0 : recency(said, line);
        if (!best || found < bestRecency) {
            best = &line;
            bestRecency = found;
        }
        if (bestRecency == 0)
            break;
    }
    return *best;
}

QStringList texts(Phrases phrases)
{
    QStringList list;
    for (const QStringView phrase : phrases)
        list.append(phrase.toString());
    return list;
}

// What may stand around a body, so that a farewell does not end in a question.
struct Manners
{
    bool opener = false;
    bool aside = false;
    bool followUp = false; // a question about what was told
    bool returned = false; // the same question back
};

Manners mannersOf(Intent intent)
{
    switch (intent) {
    case Intent::Greeting:
        return {.opener = false, .aside = true, .followUp = false, .returned = false};
    case Intent::Farewell:
    case Intent::Thanks:
    case Intent::Sadness:
    case Intent::Worry:
        return {};
    case Intent::Joke:
    case Intent::Compliment:
        return {.opener = false, .aside = true, .followUp = false, .returned = false};
    case Intent::Steering:
    case Intent::Advice:
        return {.opener = true, .aside = false, .followUp = false, .returned = false};
    case Intent::HowAreYou:
    case Intent::WhoAreYou:
        return {.opener = true, .aside = false, .followUp = false, .returned = true};
    case Intent::Question:
        return {.opener = true, .aside = true, .followUp = false, .returned = true};
    case Intent::Anger:
        return {.opener = false, .aside = false, .followUp = true, .returned = false};
    case Intent::Joy:
        return {.opener = true, .aside = false, .followUp = true, .returned = false};
    case Intent::Topic:
        return {.opener = true, .aside = true, .followUp = true, .returned = false};
    }
    Q_UNREACHABLE();
}

Setting settingOf(const ChatRequest &request)
{
    Setting setting;
    setting.traits = readPersona(request.personaPrompt);
    setting.intent = intentOf(request.message);
    setting.topic = setting.intent == Intent::Steering ? QString() : topicOf(request.message);
    const std::vector<Theme> themes = themesIn(wordsOf(request.message, 400));
    if (!themes.empty())
        setting.asked = themes.front();
    setting.seed = seedOf(request, setting.traits.seed);
    return setting;
}

// "Well," runs on into the sentence, "Hm." does not.
QString joinOpener(const QString &opener, QString body)
{
    if (opener.isEmpty())
        return body;
    const bool isI = body.startsWith(u"I ") || body.startsWith(u"I'");
    if (opener.endsWith(u',') && !isI)
        body[0] = body[0].toLower();
    return opener + u' ' + body;
}

QString chooseBody(const Setting &setting, const QStringList &said)
{
    QStringList all;
    for (const QStringList &tier : bodies(setting)) {
        if (!tier.isEmpty()) {
            const QString line = freshest(tier, setting.seed, Body, said);
            if (recency(said, line) == 0)
                return line;
        }
        all += tier;
    }
    return freshest(all + texts(humorAsides(setting.traits.humor)) + texts(stressAdvice(setting.traits.stress)),
                    setting.seed, Body, said);
}

} // namespace

QString replyTo(const ChatRequest &request)
{
    const Setting setting = settingOf(request);
    const Traits &traits = setting.traits;
    const Manners manners = mannersOf(setting.intent);
    const QStringList said = saidLately(request.history);
    QString reply = chooseBody(setting, said);
    if (manners.opener)
        reply = joinOpener(freshest(texts(chatOpeners(traits.social)), setting.seed, Opener, said.mid(0, 2)), reply);
    if (manners.aside && choose(setting.seed, AsideOrNot, 3) == 0) {
        const QString aside = freshest(texts(humorAsides(traits.humor)), setting.seed, Aside, said);
        if (recency(said, aside) == 0 && !reply.contains(aside))
            reply += u' ' + aside;
    }
    if (manners.followUp || manners.returned) {
        const Phrases questions = manners.followUp ? chatFollowUps(traits.social) : chatReturns(traits.social);
        const QString question = freshest(texts(questions), setting.seed, FollowUp, said.mid(0, 3));
        if (!question.isEmpty())
            reply += u' ' + question;
    }
    return reply;
}

} // namespace remirai
