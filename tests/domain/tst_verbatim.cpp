// SPDX-License-Identifier: GPL-3.0-or-later
// No friend's answer is shown word for word without their leave.
#include "core/domain/verbatim.h"

#include <QTest>

using namespace remirai;

class TestVerbatim : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passages_data();
    void passages();
};

void TestVerbatim::passages_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("kept");
    const auto row = [](const char *name, const QString &written, const QString &kept) {
        QTest::newRow(name) << written << kept;
    };
    const QString own = QStringLiteral("You are dry and kind. People borrow your steadiness.");
    row("own words", own, own);
    row("a passage", QStringLiteral("You are one who hums Bach while parking the car, badly."),
        QStringLiteral("You are one who …, badly."));
    row("case and punctuation", QStringLiteral("You are: HUMS — Bach, while; parking the car. The end."),
        QStringLiteral("You are: …. The end."));
    row("a whole short answer", QStringLiteral("You are known for terrible wonderful puns, they say."),
        QStringLiteral("You are known for …, they say."));
    row("allowed", QStringLiteral("You are “a laugh like a kettle on the hob”."),
        QStringLiteral("You are “a laugh like a kettle on the hob”."));
    row("two words", QStringLiteral("You are very dry."), QStringLiteral("You are very dry."));
    row("never the beginning", QStringLiteral("You are the best one here"),
        QStringLiteral("You are the best one here"));
    row("from the beginning on", QStringLiteral("You are always late to work. Dry."),
        QStringLiteral("You are … work. Dry."));
    row("from the second word on", QStringLiteral("You sing old songs in the choir."),
        QStringLiteral("You sing … choir."));
    row("without blanks", QStringLiteral("You are kind: いつも遅れて来る友だ。"),
        QStringLiteral("You are kind: …友だ。"));
    row("another composition", QStringLiteral("You are at the cafe\u0301 every single day."),
        QStringLiteral("You are at …."));
    row("an emoji between", QStringLiteral("You are one who hums Bach 🎵 while parking the car."),
        QStringLiteral("You are one who …."));
    row("at the end", QStringLiteral("You are: terrible wonderful puns"), QStringLiteral("You are: …"));
    row("empty", QString(), QString());
}

void TestVerbatim::passages()
{
    QFETCH(QString, written);
    AnswerSummary summary{3, {}};
    summary.questions.push_back(
        {QStringLiteral("q1"),
         {},
         {},
         {QStringLiteral("Hums Bach while parking the car"), QStringLiteral("Terrible, wonderful puns!"),
          QStringLiteral("very dry"), QStringLiteral("A laugh like a kettle on the hob"), QStringLiteral("you are the"),
          QStringLiteral("You are always late to every party"), QStringLiteral("sing old songs in the lift"),
          QStringLiteral("いつも遅れて来る"), QStringLiteral("the caf\u00e9 every single day")},
         {QStringLiteral("A laugh like a kettle on the hob")}});
    QTEST(withoutVerbatim(written, summary), "kept");
}

QTEST_GUILESS_MAIN(TestVerbatim)
#include "tst_verbatim.moc"
