// SPDX-License-Identifier: GPL-3.0-or-later
// Values: identifiers, units, answers, question sets, receipts, messages of a saga.
#include "core/domain/answers.h"
#include "core/domain/environment.h"
#include "core/domain/message.h"
#include "core/domain/units.h"
#include "core/saga/stepmessage.h"
#include "core/services/questionsets.h"

#include <QJsonDocument>
#include <QTest>

using namespace remirai;

class TestValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void uuidsAreTimeOrderedAndRoundTrip();
    void uuidText_data();
    void uuidText();
    void durations_data();
    void durations();
    void durationText_data();
    void durationText();
    void sizesAndRates();
    void questionSetAsDesigned();
    void answers_data();
    void answers();
    void summaryCountsAndSamples();
    void summaryIsJson();
    void receiptHandles();
    void queueNames();
    void stepMessages();
};

void TestValues::uuidsAreTimeOrderedAndRoundTrip()
{
    SystemEnvironment environment;
    Uuid before = environment.newUuid();
    QCOMPARE(before.bytes[6] >> 4, 7);
    QCOMPARE(before.bytes[8] >> 6, 2);
    QVERIFY(Uuid::fromString(before.toLatin1()) == before);
    QVERIFY(Uuid::fromBytes(before.toBytes()) == before);
    const qint64 ms = environment.nowMs();
    QTRY_VERIFY(environment.nowMs() > ms + 1);
    QVERIFY(before < environment.newUuid());
}

void TestValues::uuidText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("valid");
    QTest::newRow("canonical") << QByteArray("0190163d-8694-739b-aea5-966c26f8ad91") << true;
    QTest::newRow("upper case") << QByteArray("0190163D-8694-739B-AEA5-966C26F8AD91") << true;
    QTest::newRow("short") << QByteArray("0190163d-8694-739b-aea5-966c26f8ad9") << false;
    QTest::newRow("dash astray") << QByteArray("0190163d8-694-739b-aea5-966c26f8ad91") << false;
    QTest::newRow("not hex") << QByteArray("0190163g-8694-739b-aea5-966c26f8ad91") << false;
    QTest::newRow("empty") << QByteArray() << false;
}

void TestValues::uuidText()
{
    QFETCH(QByteArray, text);
    QTEST(SurveyId::fromString(text).has_value(), "valid");
}

void TestValues::durations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ms"); // -1 = refused
    QTest::newRow("seconds") << QStringLiteral("30s") << qint64(30'000);
    QTest::newRow("days") << QStringLiteral("4d") << qint64(345'600'000);
    QTest::newRow("fraction") << QStringLiteral("1.5 s") << qint64(1'500);
    QTest::newRow("no unit") << QStringLiteral("30") << qint64(-1);
    QTest::newRow("unknown unit") << QStringLiteral("3 fortnights") << qint64(-1);
    QTest::newRow("negative") << QStringLiteral("-3s") << qint64(-1);
    QTest::newRow("endless") << QStringLiteral("99999999w") << qint64(-1);
    QTest::newRow("nothing") << QString() << qint64(-1);
}

void TestValues::durations()
{
    QFETCH(QString, text);
    QFETCH(qint64, ms);
    const auto parsed = parseDurationMs(text);
    QCOMPARE(parsed.ok() ? *parsed : -1, ms);
    if (!parsed)
        QVERIFY(parsed.error().message.contains(text));
}

void TestValues::durationText_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("ms") << qint64(12) << QStringLiteral("12 ms");
    QTest::newRow("s") << qint64(2'450) << QStringLiteral("2.4 s");
    QTest::newRow("min") << qint64(720'000) << QStringLiteral("12 min");
    QTest::newRow("h min") << qint64(12'000'000) << QStringLiteral("3 h 20 min");
    QTest::newRow("d h") << qint64(205'200'000) << QStringLiteral("2 d 9 h");
}

void TestValues::durationText()
{
    QFETCH(qint64, ms);
    QTEST(formatDuration(std::chrono::milliseconds(ms)), "text");
}

void TestValues::sizesAndRates()
{
    QCOMPARE(*parseByteSize(u"64KiB"), 65'536);
    QVERIFY(!parseByteSize(u"64KB"));
    QCOMPARE(*parseRate(u"10000/s"), 10'000.0);
    QCOMPARE(*parseRate(u"60/m"), 1.0);
    QVERIFY(!parseRate(u"10"));
}

void TestValues::questionSetAsDesigned()
{
    const auto sets = QuestionSets::load();
    QVERIFY(sets.ok());
    const QuestionSet *first = sets->find(1);
    QVERIFY(first);
    QCOMPARE(first->questions.size(), size_t(4));
    QCOMPARE(first->find(u"q2")->options.join(u'|'), QStringLiteral("Calm|Anxious|Energetic|Withdrawn"));
    QVERIFY(!sets->find(99));
    QVERIFY(!parseQuestionSet("{\"version\":1,\"questions\":[{\"id\":\"a\",\"text\":\"b\",\"type\":\"choice\"}]}"));
    QVERIFY(!parseQuestionSet("nonsense"));
}

void TestValues::answers_data()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("wrongField"); // empty = accepted
    const auto row = [](const char *name, const char *question, const QString &answer, const char *field) {
        QTest::newRow(name) << QString::fromLatin1(question) << answer << QString::fromLatin1(field);
    };
    row("text", "q1", QStringLiteral("Very funny"), "");
    row("option", "q2", QStringLiteral("Calm"), "");
    row("no such option", "q2", QStringLiteral("Furious"), "answers.q2");
    row("no such question", "q9", QStringLiteral("x"), "answers.q9");
    row("blank", "q1", QStringLiteral("   "), "answers.q1");
    row("too long", "q4", QString(kMaxAnswerLength + 1, u'x'), "answers.q4");
    row("NUL", "q4", QStringLiteral("a") + QChar(0) + QStringLiteral("b"), "answers.q4");
    row("line breaks", "q4", QStringLiteral("a\nb"), "");
    row("what JSON escapes", "q4", QStringLiteral("a\t\"b\" \\ c\\\" \u2028 \U0001F600 {},:"), "");
}

void TestValues::answers()
{
    QFETCH(QString, question);
    QFETCH(QString, answer);
    QFETCH(QString, wrongField);
    const auto sets = QuestionSets::load();
    const auto checked = validateAnswers(sets->latest(), {{question, answer}});
    QCOMPARE(checked.ok(), wrongField.isEmpty());
    if (checked) {
        QVERIFY((answersFromJson(answersToJson(*checked)) == FriendAnswers{*checked, false}));
        QVERIFY((answersFromJson(answersToJson(*checked, true)) == FriendAnswers{*checked, true}));
    } else {
        QCOMPARE(checked.error().field, wrongField);
    }
    QCOMPARE(validateAnswers(sets->latest(), {}).error().field, QStringLiteral("answers"));
}

void TestValues::summaryCountsAndSamples()
{
    const auto sets = QuestionSets::load();
    std::vector<FriendAnswers> responses;
    for (int i = 0; i < 60; ++i)
        responses.push_back(
            {{{QStringLiteral("q1"), QString::number(i)}, {QStringLiteral("q2"), QStringLiteral("Calm")}}, i % 2 == 0});
    const AnswerSummary summary = summarize(sets->latest(), responses);
    QCOMPARE(summary.responseCount, 60);
    QCOMPARE(summary.questions[0].texts.size(), kMaxSampledTexts);
    QCOMPARE(summary.questions[0].quotes.size(), 30);
    QVERIFY(!summary.questions[0].quotes.contains(QStringLiteral("1")));
    QCOMPARE(summary.questions[1].counts[0].second, 60);
    QCOMPARE(summary.questions[1].counts[1].second, 0);
    const auto restored = summaryFromJson(summaryToJson(summary));
    QVERIFY(restored.ok());
    QVERIFY(*restored == summary);
    QVERIFY(summaryFromJson(summaryToJson({})).value() == AnswerSummary{});
}

// It is written by hand, so Qt has to agree on every byte.
void TestValues::summaryIsJson()
{
    const QString odd = QStringLiteral("she said \"\\o/\"\u00e9\U0001f600");
    const AnswerSummary summary{2, {{odd, odd, {{odd, 2}, {QString(), 0}}, {odd, QString()}, {odd}}, {odd, {}, {}}}};
    const QByteArray json = summaryToJson(summary);
    QCOMPARE(QJsonDocument::fromJson(json).toJson(QJsonDocument::Compact), json);
    QVERIFY(summaryFromJson(json).value() == summary);
    AnswerSummary broken = summary; // control characters are escaped in another of JSON's ways
    broken.questions[0].texts = {QStringLiteral("one\ntwo\tthree\u0001")};
    QVERIFY(summaryFromJson(summaryToJson(broken)).value() == broken);
}

void TestValues::receiptHandles()
{
    const ReceiptHandle handle{42, 0x1234'5678'9abc};
    QVERIFY(ReceiptHandle::fromText(handle.toText()) == handle);
    QVERIFY(!ReceiptHandle::fromText("garbage"));
    QVERIFY(!ReceiptHandle::fromText(QByteArray(22, '!')));
    QVERIFY(!ReceiptHandle::fromText(ReceiptHandle{42, 0}.toText()));
}

void TestValues::queueNames()
{
    QVERIFY(isQueueName(u"persona-generation-queue"));
    QVERIFY(!isQueueName(u""));
    QVERIFY(!isQueueName(u"a b"));
    QVERIFY(!isQueueName(QString(81, u'a')));
}

void TestValues::stepMessages()
{
    SystemEnvironment environment;
    StepMessage message{environment.newId<SagaId>(),
                        environment.newId<PersonaId>(),
                        environment.newId<UserId>(),
                        environment.newId<SurveyId>(),
                        StepName::Illustration,
                        kSagaVersion,
                        {}};
    for (const QString &prompt : {QString(), QStringLiteral("You are “calm”."),
                                  QStringLiteral("\"You\" are \\ calm,\n\ttab \u0001 control, 🙂 smiling")}) {
        message.personaPrompt = prompt;
        const auto decoded = decodeStepMessage(encode(message));
        QVERIFY(decoded.ok());
        QVERIFY(*decoded == message);
        QCOMPARE(encode(message).contains("persona_prompt"), !prompt.isEmpty());
    }
    QVERIFY(!decodeStepMessage("not json"));
    QVERIFY(!decodeStepMessage("{}"));
    QByteArray later = encode(message);
    later.replace("\"version\":1", "\"version\":2");
    QVERIFY(decodeStepMessage(later).error().message.contains(QLatin1String("version 2")));
}

QTEST_GUILESS_MAIN(TestValues)
#include "tst_values.moc"
