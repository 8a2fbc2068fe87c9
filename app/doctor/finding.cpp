// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/finding.h"

#include "core/domain/enumtext.h"

#include <algorithm>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr EnumTexts<Verdict, 3> kVerdictTexts{{
    {Verdict::Ok, u"ok"},
    {Verdict::Warn, u"warn"},
    {Verdict::Fail, u"fail"},
}};
constexpr qsizetype kVerdictWidth = 6;
constexpr qsizetype kSubjectWidth = 16;

} // namespace

QString toString(Verdict verdict)
{
    return textOf(kVerdictTexts, verdict);
}

QJsonObject Finding::toJson() const
{
    QJsonObject object{{u"verdict"_s, toString(verdict)}, {u"subject"_s, subject}, {u"says"_s, says}};
    if (!mend.isEmpty())
        object.insert(u"mend"_s, mend);
    return object;
}

QString reportText(const Findings &findings)
{
    QString text;
    for (const Finding &finding : findings) {
        text += toString(finding.verdict).leftJustified(kVerdictWidth) + finding.subject.leftJustified(kSubjectWidth)
            + finding.says + u'\n';
        if (!finding.mend.isEmpty())
            text += QString(kVerdictWidth + kSubjectWidth, u' ') + u"→ "_s + finding.mend + u'\n';
    }
    return text;
}

bool anyFails(const Findings &findings)
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding &finding) { return finding.verdict == Verdict::Fail; });
}

} // namespace remirai
