// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/verbatim.h"

#include <QSet>

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

bool isPartOfWord(QChar c)
{
    return c.isLetterOrNumber() || c.isMark() || c.isSurrogate();
}

std::vector<Word> wordsIn(const QString &text)
{
    std::vector<Word> words;
    for (qsizetype at = 0; at < text.size();) {
        if (!isPartOfWord(text[at])) {
            ++at;
            continue;
        }
        const qsizetype from = at;
        while (at < text.size() && isPartOfWord(text[at]))
            ++at;
        words.push_back({text.sliced(from, at - from).toCaseFolded(), from, at});
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
    for (size_t from = kKept; from < words.size(); ++from) {
        for (size_t length = kShortest; length <= kRun && from + length <= words.size(); ++length) {
            if (runs.contains(joined(words, from, length)))
                std::fill_n(repeated.begin() + static_cast<std::ptrdiff_t>(from), length, true);
        }
    }
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
