// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/verbatim.h"

#include <QSet>
#include <algorithm>
#include <array>

namespace remirai {

namespace {

constexpr size_t kRun = 5; // words in a row that are nobody's coincidence
constexpr size_t kShortest = 3; // words of a whole answer that are
constexpr size_t kKept = 2; // "You are"

struct Word
{
    QString folded;
    qsizetype from = 0;
    qsizetype to = 0;
};

// A character, and where the next one begins.
struct Character
{
    char32_t code = 0;
    qsizetype end = 0;

    Character(const QString &text, qsizetype at)
        : code(text[at].unicode())
        , end(at + 1)
    {
        if (text[at].isHighSurrogate() && end < text.size() && text[end].isLowSurrogate())
            code = QChar::surrogateToUcs4(text[at], text[end++]);
    }
    bool isPartOfWord() const { return QChar::isLetterOrNumber(code) || QChar::isMark(code); }
    // Of a script without blanks between words: each such character counts as a word.
    bool standsAlone() const
    {
        static constexpr std::array kScripts{QChar::Script_Han,    QChar::Script_Hiragana, QChar::Script_Katakana,
                                             QChar::Script_Thai,   QChar::Script_Lao,      QChar::Script_Khmer,
                                             QChar::Script_Myanmar};
        return std::find(kScripts.begin(), kScripts.end(), QChar::script(code)) != kScripts.end();
    }
};

std::vector<Word> wordsIn(const QString &text)
{
    std::vector<Word> words;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype from = at;
        const Character first(text, at);
        at = first.end;
        if (!first.isPartOfWord())
            continue;
        while (at < text.size()) {
            const Character next(text, at);
            const bool joins = first.standsAlone() ? QChar::isMark(next.code) : !next.standsAlone();
            if (!next.isPartOfWord() || !joins)
                break;
            at = next.end;
        }
        words.push_back(
            {text.sliced(from, at - from).normalized(QString::NormalizationForm_KC).toCaseFolded(), from, at});
    }
    return words;
}

QString joined(const std::vector<Word> &words, size_t from, size_t count)
{
    QString run;
    for (size_t i = from; i < from + count; ++i)
        run += words[i].folded + u' ';
    return run;
}

// The runs of words that must not appear, each of kRun words or a whole shorter answer.
QSet<QString> forbiddenRuns(const AnswerSummary &summary)
{
    QSet<QString> runs;
    for (const QuestionSummary &question : summary.questions) {
        for (const QString &answer : question.texts) {
            if (question.quotes.contains(answer))
                continue;
            const std::vector<Word> words = wordsIn(answer);
            if (words.size() < kShortest)
                continue;
            const size_t length = std::min(kRun, words.size());
            for (size_t from = 0; from + length <= words.size(); ++from)
                runs.insert(joined(words, from, length));
        }
    }
    return runs;
}

} // namespace

QString withoutVerbatim(const QString &text, const AnswerSummary &summary)
{
    const QSet<QString> runs = forbiddenRuns(summary);
    if (runs.isEmpty())
        return text;
    const std::vector<Word> words = wordsIn(text);
    std::vector<bool> repeated(words.size());
    for (size_t from = 0; from < words.size(); ++from) {
        const size_t shortest = from < kKept ? kRun : kShortest; // less would hardly reach beyond what is kept
        for (size_t length = shortest; length <= kRun && from + length <= words.size(); ++length) {
            if (runs.contains(joined(words, from, length)))
                std::fill_n(repeated.begin() + static_cast<std::ptrdiff_t>(from), length, true);
        }
    }
    std::fill_n(repeated.begin(), std::min(kKept, words.size()), false);
    QString kept;
    qsizetype done = 0;
    for (size_t i = 0; i < words.size(); ++i) {
        if (!repeated[i])
            continue;
        const size_t first = i;
        while (i + 1 < words.size() && repeated[i + 1])
            ++i;
        kept += QStringView(text).sliced(done, words[first].from - done) + u'…';
        done = words[i].to;
    }
    return kept + QStringView(text).sliced(done);
}

} // namespace remirai
