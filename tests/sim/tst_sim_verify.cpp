// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/verify/verify.h"

#include <QTest>

using namespace remirai::sim;

// What `remirai simulate --verify` runs for the user.
class TestVerify : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pathwise()
    {
        for (const Check &check : pathwiseChecks())
            QVERIFY2(check.pass, qPrintable(describe(check)));
    }
    void statistical()
    {
        QStringList failed;
        statisticalChecks(0, [&failed](const Check &check) {
            if (!check.pass)
                failed << describe(check);
        });
        QVERIFY2(failed.isEmpty(), qPrintable(failed.join(u'\n')));
    }

private:
    static QString describe(const Check &check)
    {
        return QStringLiteral("%1: theory %2, observed %3, z %4")
            .arg(check.name)
            .arg(check.theory)
            .arg(check.observed)
            .arg(check.z);
    }
};

QTEST_GUILESS_MAIN(TestVerify)
#include "tst_sim_verify.moc"
