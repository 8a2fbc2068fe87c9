// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/verify/verify.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace remirai::sim {

bool runVerification(bool json, int threads, const std::function<void(const QString &)> &print)
{
    QJsonArray array;
    bool good = true;
    int count = 0;
    const auto report = [&](const Check &check) {
        good = good && check.pass;
        ++count;
        if (json) {
            array.append(QJsonObject{{QStringLiteral("check"), check.name},
                                     {QStringLiteral("theory"), check.theory},
                                     {QStringLiteral("observed"), check.observed},
                                     {QStringLiteral("z"), check.z},
                                     {QStringLiteral("exact"), check.exact},
                                     {QStringLiteral("pass"), check.pass}});
            return;
        }
        print(QStringLiteral("%1 %2 %3 %4 %5\n")
                  .arg(check.pass ? QStringLiteral("✓") : QStringLiteral("✗"), check.name.leftJustified(48),
                       QString::number(check.theory, 'g', 6).rightJustified(11),
                       QString::number(check.observed, 'g', 6).rightJustified(11),
                       check.exact ? QStringLiteral("  exact") : QString::number(check.z, 'f', 2).rightJustified(7)));
    };
    if (!json)
        print(QStringLiteral("  %1 %2 %3 %4\n")
                  .arg(QStringLiteral("check").leftJustified(48), QStringLiteral("theory").rightJustified(11),
                       QStringLiteral("observed").rightJustified(11), QStringLiteral("z").rightJustified(7)));
    for (const Check &check : pathwiseChecks())
        report(check);
    statisticalChecks(threads, report);
    if (json)
        print(QString::fromUtf8(
            QJsonDocument(QJsonObject{{QStringLiteral("pass"), good}, {QStringLiteral("checks"), array}}).toJson()));
    else
        print(QStringLiteral("%1: %2 checks, |z| < %3, fixed seeds\n")
                  .arg(good ? QStringLiteral("all pass") : QStringLiteral("FAILED"))
                  .arg(count)
                  .arg(kLargestZ));
    return good;
}

} // namespace remirai::sim
