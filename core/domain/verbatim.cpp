// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/verbatim.h"

#include <QHash>
#include <algorithm>
#include <array>
#include <set>

namespace remirai {

namespace {

constexpr size_t kRun = 5; // words in a row that are nobody's coincidence
constexpr size_t kShortest = 3; // words of a whole answer that are
constexpr size_t kKept = 2; // "You are"

struct Word
{
    quint32 number = 0; // the same for the same word; 0 = one that no friend wrote
    qsizetype from = 0;
    qsizetype to = 0;
};

// Words in a row by their numbers; a shorter run ends in zeros.
using Run = std::array<quint32, kRun>;

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
        constexpr char32_t kFirst = 0x0E00; // Thai; none of them has a character before it
        return code >= kFirst && std::find(kScripts.begin(), kScripts.end(), QChar::script(code)) != kScripts.end();
    }
};

// Numbers of words, in whatever case and composition.
class Vocabulary
{
public:
    quint32 learned(const QString &word)
    {
        quint32 &number = m_numbers[folded(word)];
        if (number == 0)
            number = static_cast<quint32>(m_numbers.size());
        return number;
    }
    quint32 known(const QString &word) const { return m_numbers.value(folded(word)); }

private:
    static QString folded(const QString &word) { return word.normalized(QString::NormalizationForm_KC).toCaseFolded(); }

    QHash<QString, quint32> m_numbers;
};

template <typename NumberOf> std::vector<Word> wordsIn(const QString &text, NumberOf numberOf)
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
        words.push_back({numberOf(text.sliced(from, at - from)), from, at});
    }
    return words;
}

// The runs of words that must not appear, each of kRun words or a whole shorter answer.
std::set<Run> forbiddenRuns(const AnswerSummary &summary, Vocabulary &vocabulary)
{
    std::set<Run> runs;
    const auto learned = [&](const QString &word) { return vocabulary.learned(word); };
    for (const QuestionSummary &question : summary.questions) {
        for (const QString &answer : question.texts) {
            if (question.quotes.contains(answer))
                continue;
            const std::vector<Word> words = wordsIn(answer, learned);
            if (words.size() < kShortest)
                continue;
            const size_t length = std::min(kRun, words.size());
            for (size_t from = 0; from + length <= words.size(); ++from) {
                Run run{};
                for (size_t i = 0; i < length; ++i)
                    run[i] = words[from + i].number;
                runs.insert(run);
            }
        }
    }
    return runs;
}

} // namespace

QString withoutVerbatim(const QString &text, const AnswerSummary &summary)
{
    Vocabulary vocabulary;
    const std::set<Run> runs = forbiddenRuns(summary, vocabulary);
    if (runs.empty())
        return text;
    const std::vector<Word> words = wordsIn(text, [&](const QString &word) { return vocabulary.known(word); });
    std::vector<bool> repeated(words.size());
    for (size_t from = 0; from < words.size(); ++from) {
        const size_t shortest = from < kKept ? kRun : kShortest; // less would hardly reach beyond what is kept
        Run run{};
        for (size_t i = 0; i < kRun && from + i < words.size() && words[from + i].number != 0; ++i) {
            run[i] = words[from + i].number;
            if (i + 1 >= shortest && runs.contains(run))
                std::fill_n(repeated.begin() + static_cast<std::ptrdiff_t>(from), i + 1, true);
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
