// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/questionsets.h"

#include <QDir>
#include <QFile>
#include <algorithm>

static void initQuestionResources() // Q_INIT_RESOURCE must stand outside any namespace
{
    Q_INIT_RESOURCE(questions);
}

namespace remirai {

Result<QuestionSets> QuestionSets::load()
{
    initQuestionResources();
    QuestionSets sets;
    const QDir folder(QStringLiteral(":/questions"));
    for (const QString &name : folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            return Error{ErrorCode::Internal, QStringLiteral("cannot read %1").arg(name), {}};
        auto set = parseQuestionSet(file.readAll());
        if (!set)
            return set.error();
        sets.m_sets.push_back(std::move(*set));
    }
    if (sets.m_sets.empty())
        return Error{ErrorCode::Internal, QStringLiteral("no question set in the resources"), {}};
    std::sort(sets.m_sets.begin(), sets.m_sets.end(),
              [](const auto &a, const auto &b) { return a.version < b.version; });
    return sets;
}

const QuestionSet *QuestionSets::find(int version) const
{
    const auto found =
        std::find_if(m_sets.begin(), m_sets.end(), [&](const QuestionSet &set) { return set.version == version; });
    return found == m_sets.end() ? nullptr : &*found;
}

} // namespace remirai
