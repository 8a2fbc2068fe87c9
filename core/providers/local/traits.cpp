// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/local/traits.h"

#include "core/domain/enumtext.h"
#include "core/providers/local/lexicon.h"
#include "core/providers/local/quotation.h"
#include "core/providers/local/stablehash.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr EnumTexts<Stress, 4> kStressTexts{{{Stress::Calm, u"calm"},
                                             {Stress::Anxious, u"anxious"},
                                             {Stress::Energetic, u"energetic"},
                                             {Stress::Withdrawn, u"withdrawn"}}};
constexpr EnumTexts<SocialEnergy, 4> kSocialTexts{{{SocialEnergy::VeryIntroverted, u"very introverted"},
                                                   {SocialEnergy::Introverted, u"introverted"},
                                                   {SocialEnergy::Extroverted, u"extroverted"},
                                                   {SocialEnergy::VeryExtroverted, u"very extroverted"}}};
constexpr EnumTexts<Humor, 11> kHumorTexts{{{Humor::Dry, u"dry"},
                                            {Humor::Sarcastic, u"sarcastic"},
                                            {Humor::Witty, u"witty"},
                                            {Humor::Playful, u"playful"},
                                            {Humor::Silly, u"silly"},
                                            {Humor::Warm, u"warm"},
                                            {Humor::Dark, u"dark"},
                                            {Humor::Absurd, u"absurd"},
                                            {Humor::Punning, u"punning"},
                                            {Humor::Storytelling, u"storytelling"},
                                            {Humor::Quiet, u"quiet"}}};
constexpr EnumTexts<Theme, 22> kThemeTexts{{{Theme::Kindness, u"kindness"},
                                            {Theme::Generosity, u"generosity"},
                                            {Theme::Loyalty, u"loyalty"},
                                            {Theme::Honesty, u"honesty"},
                                            {Theme::Courage, u"courage"},
                                            {Theme::Ambition, u"ambition"},
                                            {Theme::Curiosity, u"curiosity"},
                                            {Theme::Intelligence, u"ideas"},
                                            {Theme::Creativity, u"making things"},
                                            {Theme::Music, u"music"},
                                            {Theme::Books, u"books"},
                                            {Theme::Nature, u"nature"},
                                            {Theme::Animals, u"animals"},
                                            {Theme::Food, u"food"},
                                            {Theme::Sport, u"sport"},
                                            {Theme::Travel, u"travel"},
                                            {Theme::Style, u"style"},
                                            {Theme::Laughter, u"laughter"},
                                            {Theme::Listening, u"listening"},
                                            {Theme::Energy, u"enthusiasm"},
                                            {Theme::Technology, u"technology"},
                                            {Theme::Smile, u"smiles"}}};

using Counts = std::vector<std::pair<QString, int>>;

void readStress(const Counts &counts, Traits &traits)
{
    std::vector<std::pair<int, Stress>> votes;
    for (const auto &[option, count] : counts) {
        if (const auto stress = stressFrom(option.toLower()); stress && count > 0)
            votes.emplace_back(count, *stress);
    }
    std::stable_sort(votes.begin(), votes.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    if (!votes.empty())
        traits.stress = votes[0].second;
    if (votes.size() > 1 && votes[1].first * 3 >= votes[0].first)
        traits.sometimes = votes[1].second;
}

// The mean of the four levels, rounded, halves towards the quieter one.
void readSocial(const Counts &counts, Traits &traits)
{
    int sum = 0;
    int total = 0;
    for (const auto &[option, count] : counts) {
        if (const auto social = socialEnergyFrom(option.toLower()); social && count > 0) {
            sum += static_cast<int>(*social) * count;
            total += count;
        }
    }
    if (total > 0)
        traits.social = static_cast<SocialEnergy>((2 * sum + total - 1) / (2 * total));
}

bool asksHumor(const QuestionSummary &question)
{
    return question.questionId == u"q1" || question.question.contains(u"humor", Qt::CaseInsensitive)
        || question.question.contains(u"humour", Qt::CaseInsensitive);
}

quint64 hashOf(const AnswerSummary &summary)
{
    quint64 state = mixBits(static_cast<quint64>(summary.responseCount));
    for (const QuestionSummary &question : summary.questions) {
        state = stableHash(question.questionId, state);
        for (const auto &[option, count] : question.counts)
            state = stableHash(option, state ^ static_cast<quint64>(count));
        for (const QString &text : question.texts)
            state = stableHash(text, state);
    }
    return mixBits(state);
}

// Only of friends who allowed it. Quotes alternate between the questions, so that one long list does not crowd out
// the others.
QStringList chooseQuotes(const AnswerSummary &summary)
{
    QStringList quotes;
    for (qsizetype round = 0; round < kMaxSampledTexts && quotes.size() < kMaxQuotes; ++round) {
        for (auto it = summary.questions.rbegin(); it != summary.questions.rend(); ++it) {
            if (round >= it->quotes.size() || quotes.size() >= kMaxQuotes)
                continue;
            if (const auto quote = quotable(it->quotes[round]); quote && !quotes.contains(*quote))
                quotes.append(*quote);
        }
    }
    return quotes;
}

} // namespace

Traits traitsFromSummary(const AnswerSummary &summary)
{
    Traits traits;
    traits.friends = summary.responseCount;
    QStringList humorWords;
    QStringList strikingWords;
    for (const QuestionSummary &question : summary.questions) {
        readStress(question.counts, traits);
        readSocial(question.counts, traits);
        QStringList &words = asksHumor(question) ? humorWords : strikingWords;
        for (const QString &text : question.texts)
            words += wordsOf(text);
    }
    traits.humor = humorIn(humorWords).value_or(humorIn(strikingWords).value_or(Humor::Quiet));
    traits.themes = themesIn(strikingWords);
    for (const Theme theme : themesIn(humorWords)) {
        if (std::find(traits.themes.begin(), traits.themes.end(), theme) == traits.themes.end())
            traits.themes.push_back(theme);
    }
    if (traits.themes.size() > kMaxThemes)
        traits.themes.resize(kMaxThemes);
    traits.quotes = chooseQuotes(summary);
    traits.seed = hashOf(summary);
    return traits;
}

QString toString(Stress stress)
{
    return textOf(kStressTexts, stress);
}
QString toString(SocialEnergy social)
{
    return textOf(kSocialTexts, social);
}
QString toString(Humor humor)
{
    return textOf(kHumorTexts, humor);
}
QString toString(Theme theme)
{
    return textOf(kThemeTexts, theme);
}
std::optional<Stress> stressFrom(QStringView text)
{
    return valueOf(kStressTexts, text);
}
std::optional<SocialEnergy> socialEnergyFrom(QStringView text)
{
    return valueOf(kSocialTexts, text);
}
std::optional<Humor> humorFrom(QStringView text)
{
    return valueOf(kHumorTexts, text);
}
std::optional<Theme> themeFrom(QStringView text)
{
    return valueOf(kThemeTexts, text);
}

} // namespace remirai
