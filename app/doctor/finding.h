// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>
#include <vector>

namespace remirai {

enum class Verdict { Ok, Warn, Fail };

QString toString(Verdict verdict);

// One line of the doctor's report.
struct Finding
{
    Verdict verdict = Verdict::Ok;
    QString subject; // "database"
    QString says; // what is so
    QString mend; // the way out; empty when it is ok

    QJsonObject toJson() const;
};

using Findings = std::vector<Finding>;

// "ok    database  …", and "                → mend" below what is not ok.
QString reportText(const Findings &findings);
bool anyFails(const Findings &findings);

} // namespace remirai
