// SPDX-License-Identifier: GPL-3.0-or-later
// The values between a handler and the wire: responses, problems, CORS, ids, the order of answers.
#include "server/http/answer.h"
#include "server/http/cors.h"
#include "server/http/exchange.h"
#include "server/http/problem.h"
#include "server/http/requestids.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace remirai;

namespace {

QByteArray headText(const Response &response, const AnswerFrame &frame)
{
    QByteArray out;
    appendAnswerHead(out, response, frame);
    return out;
}

} // namespace

class TestAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void head();
    void withoutBody();
    void headersThatLie();
    void problems_data();
    void problems();
    void problemDetails();
    void clientsDoNotSeeTheInsides_data();
    void clientsDoNotSeeTheInsides();
    void cors();
    void requestIds();
    void order();
    void dates();
};

void TestAnswers::head()
{
    Response response = Response::json("{}", 201);
    response.addHeader("Location", "/surveys/1");
    AnswerFrame frame;
    frame.requestId = "abc";
    frame.date = "Sun, 06 Nov 1994 08:49:37 GMT";
    frame.close = true;
    QCOMPARE(headText(response, frame),
             "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
             "X-Request-Id: abc\r\nX-Content-Type-Options: nosniff\r\nLocation: /surveys/1\r\nConnection: close\r\n"
             "Content-Length: 2\r\n\r\n");
}

void TestAnswers::withoutBody()
{
    AnswerFrame get;
    AnswerFrame head;
    head.headOnly = true;
    const Response page = Response::html("12345");
    QVERIFY(headText(page, head).contains("Content-Length: 5\r\n"));
    QVERIFY(!hasBody(page, head));
    QVERIFY(hasBody(page, get));
    for (const int status : {204, 304}) {
        const Response empty(status, {}, "never sent");
        QVERIFY(!headText(empty, get).contains("Content-Length"));
        QVERIFY(!hasBody(empty, get));
    }
}

void TestAnswers::headersThatLie()
{
    Response response(200);
    QVERIFY(!response.addHeader("X", "a\r\nSet-Cookie: evil=1"));
    QVERIFY(!response.addHeader("X", "a\nb"));
    QVERIFY(!response.addHeader("X", QByteArrayView("a\0b", 3)));
    QVERIFY(!response.addHeader("X: y\r\nZ", "a"));
    QVERIFY(!response.addHeader("", "a"));
    QVERIFY(response.headerLines().isEmpty());
    QVERIFY(response.addHeader("X", "a\tb"));
    QCOMPARE(response.headerLines(), "X: a\tb\r\n");
    QCOMPARE(Response(200, "text/html\r\nX: y", {}).contentType(), "application/octet-stream");
}

void TestAnswers::problems_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("type");
    const auto row = [](ErrorCode code, int status, const char *type) {
        QTest::newRow(type) << code << status << QLatin1String("/problems/") + QLatin1String(type);
    };
    row(ErrorCode::InvalidArgument, 400, "invalid-argument");
    row(ErrorCode::Unauthenticated, 401, "unauthenticated");
    row(ErrorCode::Forbidden, 403, "forbidden");
    row(ErrorCode::NotFound, 404, "not-found");
    row(ErrorCode::Conflict, 409, "conflict");
    row(ErrorCode::Gone, 410, "gone");
    row(ErrorCode::TooLarge, 413, "too-large");
    row(ErrorCode::Unprocessable, 422, "unprocessable");
    row(ErrorCode::RateLimited, 429, "rate-limited");
    row(ErrorCode::Internal, 500, "internal");
    row(ErrorCode::Unavailable, 503, "unavailable");
    row(ErrorCode::Timeout, 504, "timeout");
}

void TestAnswers::problems()
{
    QFETCH(ErrorCode, code);
    QFETCH(int, status);
    QFETCH(QString, type);
    const Response response = problem({code, QStringLiteral("It \"broke\"\n\u00e9"), QStringLiteral("q1"), 1'001});
    QCOMPARE(response.status(), status);
    QCOMPARE(response.contentType(), "application/problem+json");
    const QJsonObject body = QJsonDocument::fromJson(response.body()).object();
    QCOMPARE(body.value(u"type").toString(), type);
    QCOMPARE(body.value(u"title").toString().toUtf8(), reasonPhrase(status).toByteArray());
    QCOMPARE(body.value(u"status").toInt(), status);
    QCOMPARE(body.value(u"detail").toString(), QStringLiteral("It \"broke\"\n\u00e9"));
    QCOMPARE(body.value(u"field").toString(), QStringLiteral("q1"));
    QVERIFY(response.headerLines().contains("Retry-After: 2\r\n"));
    QCOMPARE(response.headerLines().contains("WWW-Authenticate: Bearer\r\n"), code == ErrorCode::Unauthenticated);
}

void TestAnswers::problemDetails()
{
    const Response plain = problem({ErrorCode::NotFound, QStringLiteral("No."), {}, 0});
    QVERIFY(!plain.headerLines().contains("Retry-After"));
    QVERIFY(!plain.body().contains("field"));
    QCOMPARE(problem(405, "No.").body(),
             R"({"type":"about:blank","title":"Method Not Allowed","status":405,"detail":"No."})");
}

void TestAnswers::clientsDoNotSeeTheInsides_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<bool>("isPrivate");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("seen");
    const auto ours = QStringLiteral("SELECT at db.example");
    const auto quoted = QStringLiteral("number quote-me.");
    QTest::newRow("ours") << ErrorCode::Unavailable << false << 503 << ours;
    QTest::newRow("internal") << ErrorCode::Internal << false << 500 << quoted;
    QTest::newRow("the database is away") << ErrorCode::Unavailable << true << 503 << QStringLiteral("try again");
    QTest::newRow("a constraint nobody foresaw") << ErrorCode::Conflict << true << 500 << quoted;
    QTest::newRow("a statement that is wrong") << ErrorCode::Internal << true << 500 << quoted;
}

void TestAnswers::clientsDoNotSeeTheInsides()
{
    QFETCH(ErrorCode, code);
    QFETCH(bool, isPrivate);
    QFETCH(int, status);
    QFETCH(QString, seen);
    const QString text = QStringLiteral("SELECT at db.example");
    if (seen != text)
        QTest::ignoreMessage(QtCriticalMsg, "request quote-me failed: SELECT at db.example");
    const Response response = problem(forClient({code, text, {}, 0, isPrivate}, "quote-me"));
    QCOMPARE(response.status(), status);
    const QString detail = QJsonDocument::fromJson(response.body()).object().value(u"detail").toString();
    QVERIFY2(detail.contains(seen), qPrintable(detail));
    QCOMPARE(detail.contains(text), seen == text);
    QCOMPARE(response.headerLines().contains("Retry-After: 1\r\n"), code == ErrorCode::Unavailable && isPrivate);
}

void TestAnswers::cors()
{
    const Cors off({});
    QVERIFY(off.isOff());
    QVERIFY(off.linesFor(-1).isEmpty());
    const Cors two({"https://a.example", "https://b.example"});
    QCOMPARE(two.indexOf("https://b.example"), 1);
    QCOMPARE(two.indexOf("https://b.example.evil"), -1);
    QCOMPARE(two.indexOf("null"), -1);
    QVERIFY(two.linesFor(1).toByteArray().contains("Access-Control-Allow-Origin: https://b.example\r\n"));
    QCOMPARE(two.linesFor(-1), QByteArrayView("Vary: Origin\r\n"));
}

void TestAnswers::requestIds()
{
    RequestIds ids(0xabc);
    QCOMPARE(ids.next(), "abc-1");
    QCOMPARE(ids.next(), "abc-2");
    QVERIFY(RequestIds::isAcceptable(ids.next()));
    QVERIFY(RequestIds::isAcceptable(QByteArray(64, 'a')));
    for (const QByteArray &bad :
         {QByteArray(), QByteArray(65, 'a'), QByteArray("a b"), QByteArray("a\"b"), QByteArray("\xc3\xa9")})
        QVERIFY(!RequestIds::isAcceptable(bad));
}

void TestAnswers::order()
{
    ExchangeQueue queue;
    const quint32 first = queue.open({});
    const quint32 second = queue.open({});
    QVERIFY(queue.answer(second, Response(201)));
    QVERIFY(!queue.answer(second, Response(202))); // only the first answer counts
    QVERIFY(!queue.frontIsReady());
    QVERIFY(queue.answer(first, Response(200)));
    QCOMPARE(queue.takeFront().answer->status(), 200);
    QCOMPARE(queue.takeFront().answer->status(), 201);
    QVERIFY(!queue.answer(first, Response(200)));
    QVERIFY(!queue.answer(99, Response(200)));
    QVERIFY(queue.isEmpty());
}

void TestAnswers::dates()
{
    QCOMPARE(httpDate(784'111'777'000), "Sun, 06 Nov 1994 08:49:37 GMT");
}

QTEST_APPLESS_MAIN(TestAnswers)
#include "tst_answers.moc"
