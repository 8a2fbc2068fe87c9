// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/scenario/nearest.h"

#include <algorithm>
#include <vector>

namespace remirai::sim {

QString nearest(const QString &word, const QStringList &known)
{
    constexpr qsizetype kLongestWord = 64; // longer ones are no slips, and the distance costs their product
    if (word.size() > kLongestWord)
        return {};
    QString best;
    auto bestDistance = std::max<qsizetype>(2, word.size() / 2);
    for (const QString &candidate : known) {
        const bool longer = word.size() > 3 && candidate.size() >= 3
            && (word.startsWith(candidate, Qt::CaseInsensitive) || candidate.startsWith(word, Qt::CaseInsensitive));
        if (longer && bestDistance > 1) {
            bestDistance = 1; // "maximum" for "max"
            best = candidate;
        }
        // Levenshtein distance by rows; case does not count.
        std::vector<qsizetype> row(static_cast<size_t>(candidate.size()) + 1);
        for (size_t i = 0; i < row.size(); ++i)
            row[i] = static_cast<qsizetype>(i);
        for (qsizetype i = 0; i < word.size(); ++i) {
            qsizetype diagonal = row[0]++;
            for (size_t j = 1; j < row.size(); ++j) {
                const bool same = word[i].toLower() == candidate[static_cast<qsizetype>(j) - 1].toLower();
                const qsizetype changed = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
            }
        }
        if (row.back() < bestDistance) {
            bestDistance = row.back();
            best = candidate;
        }
    }
    return best;
}

} // namespace remirai::sim
