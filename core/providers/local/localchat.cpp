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

QStringList bodies(const Setting &setting)
{
    QStringList lines;
    const auto add = [&](Phrases phrases) {
        for (const QStringView phrase : phrases) {
            if (const auto line = filled(phrase, setting))
                lines.append(*line);
        }
    };
    if (setting.asked && (setting.intent == Intent::Question || setting.intent == Intent::Topic))
        lines.append(phrasesOf(*setting.asked).said.toString() + u'.');
    add(chatLines(setting.intent));
    if (setting.intent == Intent::Worry || setting.intent == Intent::Advice || setting.intent == Intent::HowAreYou)
        add(stressAdvice(setting.traits.stress));
    if (setting.intent == Intent::Joke)
        add(humorAsides(setting.traits.humor));
    if (setting.intent == Intent::WhoAreYou || setting.intent == Intent::Topic) {
        for (const Theme theme : setting.traits.themes)
            lines.append(phrasesOf(theme).said.toString() + u'.');
    }
    if (setting.intent == Intent::WhoAreYou && !setting.traits.quotes.isEmpty())
        lines.append(QString(u"Somebody once said about me: “" + setting.traits.quotes.first() + u"”. I'll take it."));
    return lines;
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

bool wantsQuestionBack(Intent intent)
{
    switch (intent) {
    case Intent::Steering:
    case Intent::Farewell:
    case Intent::Thanks:
    case Intent::Joke:
    case Intent::Advice:
    case Intent::Worry:
    case Intent::Sadness:
    case Intent::Compliment:
        return false;
    case Intent::Greeting:
    case Intent::HowAreYou:
    case Intent::WhoAreYou:
    case Intent::Anger:
    case Intent::Joy:
    case Intent::Question:
    case Intent::Topic:
        return true;
    }
    Q_UNREACHABLE();
}

bool isTender(Intent intent)
{
    return intent == Intent::Sadness || intent == Intent::Worry || intent == Intent::Anger;
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

} // namespace

QString replyTo(const ChatRequest &request)
{
    const Setting setting = settingOf(request);
    const QStringList said = saidLately(request.history);
    QStringList lines = bodies(setting);
    const bool allSaid =
        std::all_of(lines.begin(), lines.end(), [&](const QString &line) { return recency(said, line) > 0; });
    if (allSaid)
        lines += texts(humorAsides(setting.traits.humor)) + texts(stressAdvice(setting.traits.stress));
    const QString body = freshest(lines, setting.seed, Body, said);
    QString reply = body;
    if (!isTender(setting.intent))
        reply =
            joinOpener(freshest(texts(chatOpeners(setting.traits.social)), setting.seed, Opener, said.mid(0, 2)), body);
    if (!isTender(setting.intent) && choose(setting.seed, AsideOrNot, 3) == 0) {
        const QString aside = freshest(texts(humorAsides(setting.traits.humor)), setting.seed, Aside, said);
        if (recency(said, aside) == 0 && !reply.contains(aside))
            reply += u' ' + aside;
    }
    if (wantsQuestionBack(setting.intent)) {
        const QString question =
            freshest(texts(chatFollowUps(setting.traits.social)), setting.seed, FollowUp, said.mid(0, 3));
        if (!question.isEmpty())
            reply += u' ' + question;
    }
    return reply;
}

} // namespace remirai
