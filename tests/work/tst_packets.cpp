// SPDX-License-Identifier: GPL-3.0-or-later
// What goes over the pipelines: every packet round trips, everything else is refused.
#include "core/work/curve.h"
#include "core/work/packets.h"

#include <QTemporaryDir>
#include <QTest>

using namespace remirai;

class TestPackets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundTrips();
    void errorsAreCutShort();
    void refusesNonsense_data();
    void refusesNonsense();
    void localEndpoints_data();
    void localEndpoints();
    void keysAreMadeOnceAndGuarded();
    void authorizedKeys();
};

void TestPackets::roundTrips()
{
    const SagaId saga = SagaId::fromString("0190163d-8694-739b-aea5-966c26f8ad91").value();
    const StepTask task{{7, 9}, saga, StepName::Illustration, 3, 120'000, "You are “calm”."};
    const StepReply reply{{7, 9},
                          saga,
                          StepName::Synthesis,
                          {AttemptOutcome::Snoozed, QStringLiteral("o"), QStringLiteral("é"), 20'000},
                          QByteArray("\x89PNG\0x", 6)};
    const Packet packets[] = {Hello{QStringLiteral("w"), QStringLiteral("1"), 4, {StepName::Synthesis}},
                              Welcome{250},
                              task,
                              reply,
                              Ping{},
                              Pong{},
                              Leaving{},
                              Stranger{}};
    for (const Packet &packet : packets) {
        const Frames frames = encode(packet);
        const auto decoded = decode(frames);
        QVERIFY2(decoded.ok(), frames.kind.constData());
        QCOMPARE(decoded->index(), packet.index());
        const Frames again = encode(*decoded);
        QCOMPARE(again.header, frames.header);
        QCOMPARE(again.payload, frames.payload);
    }
}

void TestPackets::errorsAreCutShort()
{
    const StepReply reply{{7, 9},
                          SagaId::fromString("0190163d-8694-739b-aea5-966c26f8ad91").value(),
                          StepName::Synthesis,
                          {AttemptOutcome::Failed, {}, QString(1'000'000, u'x'), 0},
                          {}};
    const auto decoded = decode(encode(reply));
    QVERIFY(decoded.ok());
    QCOMPARE(std::get<StepReply>(*decoded).result.error, QString(2'000, u'x'));
}

void TestPackets::refusesNonsense_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("unknown") << QByteArray("dance") << QByteArray("{}");
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("no json") << QByteArray("task") << QByteArray("\xff\xfe");
    QTest::newRow("no receipt") << QByteArray("task") << QByteArray("{\"step\":\"synthesis\"}");
    QTest::newRow("no slots") << QByteArray("hello") << QByteArray("{\"worker\":\"w\",\"slots\":0}");
    QTest::newRow("endless version") << QByteArray(
        "hello") << QByteArray("{\"worker\":\"w\",\"slots\":1,\"version\":\"" + QByteArray(201, '1') + "\"}");
    QTest::newRow("too many slots") << QByteArray("hello") << QByteArray("{\"worker\":\"w\",\"slots\":1000000}");
    QTest::newRow("no heartbeat") << QByteArray("welcome") << QByteArray("{}");
    QTest::newRow("still running") << QByteArray("reply") << QByteArray("{\"outcome\":\"running\"}");
}

void TestPackets::refusesNonsense()
{
    QFETCH(QByteArray, kind);
    QFETCH(QByteArray, header);
    QVERIFY(!decode({kind, header, {}}).ok());
}

void TestPackets::localEndpoints_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<bool>("local");
    QTest::newRow("inproc") << QStringLiteral("inproc://x") << true;
    QTest::newRow("ipc") << QStringLiteral("ipc:///tmp/x") << true;
    QTest::newRow("loopback") << QStringLiteral("tcp://127.0.0.1:5570") << true;
    QTest::newRow("loopback 6") << QStringLiteral("tcp://[::1]:5570") << true;
    QTest::newRow("localhost") << QStringLiteral("tcp://localhost:5570") << true;
    QTest::newRow("any") << QStringLiteral("tcp://0.0.0.0:5570") << false;
    QTest::newRow("star") << QStringLiteral("tcp://*:5570") << false;
    QTest::newRow("name") << QStringLiteral("tcp://worker.example:5570") << false;
}

void TestPackets::localEndpoints()
{
    QFETCH(QString, endpoint);
    QTEST(isLocalEndpoint(endpoint), "local");
}

void TestPackets::keysAreMadeOnceAndGuarded()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("worker.key"));
    const auto made = loadOrCreateCurveKeys(path);
    QVERIFY(made.ok());
    QCOMPARE(made->secretKey.size(), 40);
    QCOMPARE(loadOrCreateCurveKeys(path)->publicKey, made->publicKey);
    QCOMPARE(QFile::permissions(path) & 0x0077, QFile::Permissions());
    QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::ReadOther));
    QVERIFY(loadOrCreateCurveKeys(path).error().message.contains(QLatin1String("chmod")));
}

void TestPackets::authorizedKeys()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("authorized"));
    const auto keys = loadOrCreateCurveKeys(folder.filePath(QStringLiteral("k")));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("# workers\n\n" + keys->publicKey + "\n");
    file.close();
    QCOMPARE(loadAuthorizedKeys(path).value(), QList<QByteArray>{keys->publicKey});
    QVERIFY(file.open(QIODevice::Append));
    file.write("nonsense\n");
    file.close();
    QVERIFY(loadAuthorizedKeys(path).error().message.contains(QLatin1String("line 4")));
}

QTEST_GUILESS_MAIN(TestPackets)
#include "tst_packets.moc"
