// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fakeapi.h"
#include "ui/client/session.h"

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kOverview = "GET /api/v1/operator/overview";
const QByteArray kPatch = "PATCH /api/v1/operator/queues/q";

QByteArray overviewJson(int backlog)
{
    return R"({"at":"2026-11-24T13:00:00.000Z","queues":[],"backlog":)" + QByteArray::number(backlog)
        + R"(,"last_event_seq":7})";
}

QByteArray eventText(int seq)
{
    const QByteArray number = QByteArray::number(seq);
    return "id: " + number + "\ndata: {\"seq\":" + number
        + R"(,"at":"2026-11-24T13:00:00.000Z","kind":"saga.started","subject":"s","payload":{}})" + "\n\n";
}

struct Desk
{
    Desk() { api.set(kOverview, overviewJson(1)); }
    void connectAndWait()
    {
        session.connectTo({u"test"_s, api.url(), "token"});
        QTRY_VERIFY(session.link() == Link::Online);
    }

    FakeApi api;
    SystemEnvironment environment;
    Session session{environment};
};

} // namespace

class TestUiClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cutsStreams()
    {
        const QByteArray text = ": hello\r\nid: 1\r\ndata: a\r\ndata: b\r\n\r\nevent: x\ndata:c\n\ndata: unfinished";
        for (qsizetype piece = 1; piece < text.size(); ++piece) {
            SseParser parser;
            std::vector<StreamEvent> events;
            for (qsizetype from = 0; from < text.size(); from += piece) {
                for (StreamEvent &event : parser.feed(text.mid(from, piece)))
                    events.push_back(event);
            }
            QCOMPARE(events.size(), size_t(2));
            QVERIFY((events[0] == StreamEvent{"1", "", "a\nb"}));
            QVERIFY((events[1] == StreamEvent{"", "x", "c"}));
        }
    }

    void keepsTokensToOneself()
    {
        QTemporaryDir folder;
        const ConnectionStore store(folder.filePath(u"sub/connections.json"_s));
        QVERIFY(store.load()->empty());
        const std::vector<Connection> some{{u"night"_s, QUrl(u"http://example.org:8080"_s), "a.b.c"}};
        QVERIFY(store.save(some));
        QVERIFY(*store.load() == some);
        QCOMPARE(QFile::permissions(store.file()) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        QFile::setPermissions(store.file(), QFile::ReadOwner | QFile::ReadOther);
        QVERIFY(store.load().error().message.contains(u"chmod 600"_s));
    }

    void saysWhatAnAddressLacks()
    {
        QVERIFY(serverUrl(u"https://a.example:1/"_s));
        for (const QString &bad : {u"example.org"_s, u"ftp://x"_s, u"http://"_s, u"http://u:p@x"_s})
            QVERIFY2(!serverUrl(bad), qPrintable(bad));
        QVERIFY(claimedRole("x." + QByteArray(R"({"role":"operator"})").toBase64(QByteArray::Base64UrlEncoding) + ".y")
                == Role::Operator);
        QVERIFY(claimedRole("nonsense") == Role::Owner);
    }

    void keepsTheLastStateWhileOffline()
    {
        Desk desk;
        desk.connectAndWait();
        QTRY_VERIFY(desk.session.feed().isLive());
        desk.api.close();
        QTRY_VERIFY(desk.session.link() == Link::Offline);
        QCOMPARE(desk.session.overview()->backlog, qint64(1));
        QVERIFY(desk.session.lastContactMs() > 0);
        const QSignalSpy back(&desk.session, &Session::cameBack);
        desk.api.set(kOverview, overviewJson(5));
        desk.api.reopen();
        QTRY_COMPARE_WITH_TIMEOUT(back.count(), 1, 15'000);
        QCOMPARE(desk.session.overview()->backlog, qint64(5));
    }

    void catchesUpOnEvents()
    {
        Desk desk;
        std::vector<qint64> seen;
        connect(&desk.session.feed(), &LiveFeed::arrived, this, [&](const std::vector<LiveEvent> &events) {
            for (const LiveEvent &event : events)
                seen.push_back(event.seq);
        });
        desk.connectAndWait();
        QTRY_COMPARE(desk.api.listeners(), 1);
        desk.api.push(eventText(8) + eventText(9));
        QTRY_COMPARE(seen.size(), size_t(2));
        desk.api.close();
        QTRY_VERIFY(!desk.session.feed().isLive());
        desk.api.set("GET /api/v1/operator/events", R"({"events":[{"seq":10},{"seq":11}],"next_after":11})");
        desk.api.reopen();
        QTRY_COMPARE_WITH_TIMEOUT(desk.api.listeners(), 1, 15'000);
        desk.api.push(eventText(11) + eventText(12)); // one comes twice
        QTRY_VERIFY((seen == std::vector<qint64>{8, 9, 10, 11, 12}));
        QVERIFY(desk.api.count("GET", "/api/v1/operator/events") > 0);
    }

    void commandsWaitAndGoOnce()
    {
        Desk desk;
        desk.connectAndWait();
        desk.api.close();
        QTRY_VERIFY(desk.session.link() == Link::Offline);
        QStringList answers;
        const auto answered = [&answers](const Result<QJsonObject> &answer) {
            answers << (answer ? u"done"_s : answer.error().message);
        };
        desk.session.outbox().submit(u"Pause q"_s, {"PATCH", u"/api/v1/operator/queues/q"_s, "{}", {}}, this, answered);
        QTRY_COMPARE(desk.session.outbox().entries().front().state == SendState::Waiting, true);
        QCOMPARE(desk.session.outbox().openCount(), 1);
        QVERIFY(answers.isEmpty());
        desk.api.set(kPatch, "{}");
        desk.api.reopen();
        QTRY_COMPARE_WITH_TIMEOUT(answers, QStringList{u"done"_s}, 15'000);
        QCOMPARE(desk.api.count("PATCH", "/api/v1/operator/queues/q"), 1);
        QCOMPARE(desk.api.asked("PATCH")[0].key.size(), 36);
        QCOMPARE(desk.session.outbox().openCount(), 0);
    }

    // Nobody knows whether it was done: it is sent again, and the key tells the server that it is the same.
    void sendsAgainWhatBrokeOff()
    {
        Desk desk;
        desk.connectAndWait();
        desk.api.set(kPatch, "{}");
        desk.api.breakOff(kPatch);
        QStringList answers;
        desk.session.outbox().submit(u"Pause q"_s, {"PATCH", u"/api/v1/operator/queues/q"_s, "{}", {}}, this,
                                     [&answers](const Result<QJsonObject> &answer) {
                                         answers << (answer ? u"done"_s : answer.error().message);
                                     });
        QTRY_COMPARE_WITH_TIMEOUT(answers, QStringList{u"done"_s}, 15'000);
        const QList<AskedRequest> sent = desk.api.asked("PATCH");
        QCOMPARE(sent.size(), 2);
        QCOMPARE(sent[0].key, sent[1].key);
        QCOMPARE(sent[0].key.size(), 36);
    }

    void tellsWhatTheServerSaid()
    {
        Desk desk;
        desk.connectAndWait();
        desk.api.set(kPatch, R"({"title":"Unprocessable","detail":"max_slots is below min_slots"})", 422);
        QString said;
        desk.session.outbox().submit(u"Scale q"_s, {"PATCH", u"/api/v1/operator/queues/q"_s, "{}", {}}, this,
                                     [&said](const Result<QJsonObject> &answer) { said = answer.error().message; });
        QTRY_COMPARE(said, u"max_slots is below min_slots"_s);
        QVERIFY(desk.session.outbox().entries().front().state == SendState::Refused);
    }

    void tellsWhenItIsNotLetIn()
    {
        Desk desk;
        desk.api.set(kOverview, R"({"title":"no"})", 401);
        desk.session.connectTo({u"test"_s, desk.api.url(), "token"});
        QTRY_VERIFY(desk.session.link() == Link::Refused);
        QVERIFY(desk.session.trouble().contains(u"token"_s));
    }
};

} // namespace remirai::ui

QTEST_GUILESS_MAIN(remirai::ui::TestUiClient)
#include "tst_uiclient.moc"
