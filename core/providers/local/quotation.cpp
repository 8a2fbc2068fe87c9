// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/local/quotation.h"

#include "core/providers/local/lexicon.h"

#include <array>

namespace remirai {

namespace {

// Characters that could end a quotation or open a section, a list, a tag or a block.
constexpr QStringView kStructure = u"\"“”„«»`#*_<>[]{}|\\~^=";

// Words that belong to people who steer models, not to people who describe friends.
constexpr std::array kSteeringWords{u"instruction", u"instructions", u"prompt",    u"prompts", u"system", u"assistant",
                                    u"jailbreak",   u"override",     u"chatgpt",   u"gpt",     u"llm",    u"openai",
                                    u"roleplay",    u"pretend",      u"disregard", u"http",    u"https",  u"www",
                                    u"password",    u"developer",    u"ignore",    u"obey"};
constexpr std::array kSteeringPhrases{u"you are now", u"you're now",  u"you must",    u"act as",
                                      u"speak as",    u"from now on", u"forget all",  u"forget everything",
                                      u"forget your", u"new rule",    u"respond with"};

bool isBlank(QChar c)
{
    return c.isSpace() || c.category() == QChar::Other_Control || c.category() == QChar::Other_Format
        || c.category() == QChar::Other_PrivateUse || c.category() == QChar::Other_NotAssigned;
}

QString cutAtWord(QString line, qsizetype limit)
{
    if (line.size() <= limit)
        return line;
    const qsizetype blank = line.lastIndexOf(u' ', limit - 1);
    line.truncate(blank > limit / 2 ? blank : limit - 1);
    if (line.back().isHighSurrogate())
        line.chop(1);
    return line + u'…';
}

} // namespace

QString plainLine(QStringView untrusted, qsizetype limit)
{
    QString line;
    line.reserve(qMin(untrusted.size(), limit + 1));
    for (const QChar c : untrusted) {
        if (kStructure.contains(c))
            continue;
        if (!isBlank(c))
            line += c == u'’' ? QChar(u'\'') : c;
        else if (!line.isEmpty() && line.back() != u' ')
            line += u' ';
        if (line.size() > limit * 2)
            break;
    }
    while (!line.isEmpty() && (line.front() == u'-' || line.front() == u' ' || line.front() == u'+'))
        line.remove(0, 1);
    return cutAtWord(line.trimmed(), limit);
}

bool addressesModel(QStringView untrusted)
{
    // Compatibility forms fold ｉｇｎｏｒｅ and ⅰgnore; blanks and hidden characters inside phrases vanish in wordsOf.
    const QString folded = untrusted.toString().normalized(QString::NormalizationForm_KC);
    QString visible;
    for (const QChar c : folded) {
        if (c.category() != QChar::Other_Format)
            visible += c;
    }
    const QStringList words = wordsOf(visible);
    for (const QStringView word : kSteeringWords) {
        if (words.contains(word))
            return true;
    }
    const QString joined = u' ' + words.join(u' ') + u' ';
    for (const QStringView phrase : kSteeringPhrases) {
        if (joined.contains(QString(u' ' + phrase.toString() + u' ')))
            return true;
    }
    return false;
}

std::optional<QString> quotable(QStringView untrusted)
{
    if (addressesModel(untrusted))
        return std::nullopt;
    QString line = plainLine(untrusted, kMaxQuoteLength);
    if (line.size() < 3)
        return std::nullopt;
    return line;
}

} // namespace remirai
