// SPDX-License-Identifier: GPL-3.0-or-later
// AWS Signature Version 4 against the published test suite (aws-sig-v4-test-suite, and "ListUsers" of the IAM guide),
// and the verifier against requests that we sign here.
#include "server/sqs/sigv4.h"
#include "tests/support/testenvironment.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QScopeGuard>
#include <QTemporaryFile>
#include <QTest>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

QByteArray sha256(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QByteArray signatureOf(const SignedParts &parts, const QByteArray &amzDate, const QByteArray &service)
{
    const QByteArray date = amzDate.left(8);
    const QByteArray scope = date + "/us-east-1/" + service + "/aws4_request";
    const Digest key = signingKey(kSecret, date, "us-east-1", service);
    return asBytes(HmacSha256(asBytes(key)).compute({stringToSign(amzDate, scope, canonicalRequest(parts))}))
        .toByteArray()
        .toHex();
}

// A request to be signed for SQS; each case bends one thing.
struct Draft
{
    QByteArray amzDate = "20260301T120000Z";
    QByteArray scopeDate = {};
    QByteArray service = "sqs";
    QByteArray keyId = "AKIDEXAMPLE";
    QByteArray target = "/";
    QByteArray body = "{}";
    QByteArray sentBody = "{}";
    QList<QByteArray> signedNames{"host", "x-amz-date", "x-amz-target"};
    QByteArray moreHeaders = {};
    QByteArray authorization = {}; // instead of a signature

    Request request() const
    {
        QByteArray head = "POST " + target + " HTTP/1.1\r\nHost: localhost:9324\r\nX-Amz-Date: " + amzDate
            + "\r\nX-Amz-Target:  AmazonSQS.ListQueues \r\n" + moreHeaders;
        if (!authorization.isEmpty())
            return parsed(head + "Authorization: " + authorization + "\r\n\r\n");
        const Request unsignedOne = parsed(head + "\r\n");
        SignedParts parts{"POST", target.split('?').first(), target.split('?').value(1), {}, sha256(body)};
        for (const QByteArray &name : signedNames)
            parts.headers.emplace_back(name, unsignedOne.headerLines(name).value_or(""));
        const QByteArray date = scopeDate.isEmpty() ? amzDate.left(8) : scopeDate;
        const QByteArray scope = date + "/us-east-1/" + service + "/aws4_request";
        const Digest key = signingKey(kSecret, date, "us-east-1", service);
        const Digest mac = HmacSha256(asBytes(key)).compute({stringToSign(amzDate, scope, canonicalRequest(parts))});
        return parsed(head + "Authorization: AWS4-HMAC-SHA256 Credential=" + keyId + "/" + scope + ", SignedHeaders="
                      + signedNames.join(';') + ", Signature=" + asBytes(mac).toByteArray().toHex() + "\r\n\r\n");
    }

    Request parsed(const QByteArray &head) const
    {
        auto read = parseRequestHead(head, HttpLimits{});
        if (std::holds_alternative<Refusal>(read))
            qFatal("%s", std::get<Refusal>(read).detail);
        return Request(std::get<RequestHead>(std::move(read)), sentBody, QHostAddress(), "id");
    }
};

} // namespace

class TestSigV4 : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishedVectors_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("contentType");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("service");
        QTest::addColumn<QByteArray>("signature");
        const auto row = [](const char *name, const char *method, const char *query, const char *type, const char *body,
                            const char *service, const char *signature) {
            QTest::newRow(name) << QByteArray(method) << QByteArray(query) << QByteArray(type) << QByteArray(body)
                                << QByteArray(service) << QByteArray(signature);
        };
        row("get-vanilla", "GET", "", "", "", "service",
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        row("get-vanilla-query-order-key-case", "GET", "Param2=value2&Param1=value1", "", "", "service",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
        row("get-vanilla-utf8-query", "GET", "%E1%88%B4=bar", "", "", "service",
            "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04");
        row("post-vanilla", "POST", "", "", "", "service",
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
        row("post-x-www-form-urlencoded", "POST", "", "application/x-www-form-urlencoded", "Param1=value1", "service",
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
        row("ListUsers", "GET", "Action=ListUsers&Version=2010-05-08",
            "application/x-www-form-urlencoded; charset=utf-8", "", "iam",
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }
    void publishedVectors()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, contentType);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, service);
        SignedParts parts{method, "/", query, {}, sha256(body)};
        if (!contentType.isEmpty())
            parts.headers.emplace_back("content-type", contentType);
        parts.headers.emplace_back("host", service == "iam" ? "iam.amazonaws.com" : "example.amazonaws.com");
        parts.headers.emplace_back("x-amz-date", "20150830T123600Z");
        QTEST(signatureOf(parts, "20150830T123600Z", service), "signature");
    }
    void publishedKey()
    {
        QCOMPARE(asBytes(signingKey(kSecret, "20150830", "us-east-1", "iam")).toByteArray().toHex(),
                 QByteArray("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"));
    }
    void foldsBlanks()
    {
        const SignedParts parts{"GET", "/", {}, {{"my-header", "  a   b \t c  "}}, {}};
        QVERIFY(canonicalRequest(parts).contains("\nmy-header:a b c\n"));
    }

    void verifies_data()
    {
        QTest::addColumn<QByteArray>("code"); // empty = accepted
        QTest::addColumn<int>("minutes"); // the server's clock is ahead by
        for (const char *name : {"as it should be", "a token that is signed", "spaces in a header"})
            QTest::newRow(name) << QByteArray() << 0;
        QTest::newRow("14 minutes late") << QByteArray() << 14;
        QTest::newRow("16 minutes late") << QByteArray("SignatureDoesNotMatch") << 16;
        QTest::newRow("14 minutes early") << QByteArray() << -14;
        QTest::newRow("16 minutes early") << QByteArray("SignatureDoesNotMatch") << -16;
        for (const char *name : {"another body", "another service", "unsigned payload"})
            QTest::newRow(name) << QByteArray("SignatureDoesNotMatch") << 0;
        QTest::newRow("unknown key") << QByteArray("InvalidClientTokenId") << 0;
        QTest::newRow("no signature") << QByteArray("IncompleteSignature") << 0;
        for (const char *name :
             {"another day in the scope", "host is not signed", "the date is not signed", "the target is not signed",
              "a token that is not signed", "a bearer token", "no scope", "a short signature"})
            QTest::newRow(name) << QByteArray("IncompleteSignature") << 0;
    }
    void verifies()
    {
        QFETCH(QByteArray, code);
        QFETCH(int, minutes);
        const QByteArray name = QTest::currentDataTag();
        const QByteArray scope = "AKIDEXAMPLE/20260301/us-east-1/sqs/aws4_request";
        Draft draft;
        if (name == "another body")
            draft.sentBody = "{ }";
        if (name == "another service")
            draft.service = "sns";
        if (name == "another day in the scope")
            draft.scopeDate = "20260302";
        if (name == "unknown key")
            draft.keyId = "SOMEBODY";
        if (name == "host is not signed")
            draft.signedNames.removeOne("host");
        if (name == "the date is not signed")
            draft.signedNames.removeOne("x-amz-date");
        if (name == "the target is not signed")
            draft.signedNames.removeOne("x-amz-target");
        if (name.startsWith("a token"))
            draft.moreHeaders = "X-Amz-Security-Token: session\r\n";
        if (name == "a token that is signed")
            draft.signedNames << "x-amz-security-token";
        if (name == "spaces in a header") {
            draft.moreHeaders = "X-Odd:  a    b \r\n";
            draft.signedNames << "x-odd";
        }
        if (name == "unsigned payload")
            draft.moreHeaders = "X-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\n";
        if (name == "no signature")
            draft.authorization = "AWS4-HMAC-SHA256 Credential=" + scope + ", SignedHeaders=host;x-amz-date";
        if (name == "a bearer token")
            draft.authorization = "Bearer x";
        if (name == "no scope")
            draft.authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE, SignedHeaders=host, Signature=00";
        if (name == "a short signature")
            draft.authorization =
                "AWS4-HMAC-SHA256 Credential=" + scope + ", SignedHeaders=host;x-amz-date, Signature=00";
        QCOMPARE(codeOf(draft.request(), minutes), code);
    }
    void withoutAnyAuthentication()
    {
        Draft draft;
        QCOMPARE(codeOf(draft.parsed("GET /?Action=ListQueues HTTP/1.1\r\nHost: h\r\n\r\n"), 0),
                 QByteArray("MissingAuthenticationToken"));
    }
    void signedInTheQuery()
    {
        const QByteArray query = "Action=ListQueues&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F"
                                 "20260301%2Fus-east-1%2Fsqs%2Faws4_request&X-Amz-Date=20260301T120000Z&"
                                 "X-Amz-Expires=60&X-Amz-SignedHeaders=host";
        const SignedParts parts{"GET", "/", query, {{"host", "localhost:9324"}}, sha256({})};
        const QByteArray signature = signatureOf(parts, "20260301T120000Z", "sqs");
        Draft draft;
        draft.sentBody.clear();
        const auto request = [&](const QByteArray &more) {
            return draft.parsed("GET /?" + query + more + "&X-Amz-Signature=" + signature
                                + " HTTP/1.1\r\nHost: localhost:9324\r\n\r\n");
        };
        QCOMPARE(codeOf(request({}), 0), QByteArray());
        QCOMPARE(codeOf(request({}), 2), QByteArray("SignatureDoesNotMatch")); // expired
        QCOMPARE(codeOf(request("&QueueNamePrefix=x"), 0), QByteArray("SignatureDoesNotMatch"));
    }

    void credentialLines_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says"); // empty = fine
        QTest::newRow("three") << QByteArray("# ours\nA s1 client\n\nB s2 operator ; C s3") << QString();
        QTest::newRow("no secret") << QByteArray("A") << u"line 1: write ACCESS_KEY_ID"_s;
        QTest::newRow("no such standing") << QByteArray("A s king") << u"line 1"_s;
        QTest::newRow("twice") << QByteArray("A s\nA t") << u"line 2: A is given twice"_s;
        QTest::newRow("a slash in the id") << QByteArray("A/B s") << u"line 1: an access key id"_s;
    }
    void credentialLines()
    {
        QFETCH(QString, says);
        QFETCH(QByteArray, text);
        const auto read = parseSqsCredentials(text);
        QCOMPARE(read.ok(), says.isEmpty());
        if (!read)
            QVERIFY2(read.error().message.contains(says), qPrintable(read.error().message));
        else
            QVERIFY(read->size() == 3 && (*read)[1].standing == SqsStanding::Operator
                    && (*read)[2].standing == SqsStanding::Client);
    }

    // Who names a place for credentials wants them asked for: an empty one must not open the endpoint to everybody.
    void aPlaceWithoutCredentials()
    {
        const auto restore = qScopeGuard([] { qunsetenv("REMIRAI_SQS_CREDENTIALS"); });
        qputenv("REMIRAI_SQS_CREDENTIALS", " # none yet\n;");
        const auto none = loadSqsCredentials({});
        QVERIFY(!none);
        QVERIFY2(none.error().message.contains(u"REMIRAI_SQS_CREDENTIALS has no credentials; write"),
                 qPrintable(none.error().message));
        qputenv("REMIRAI_SQS_CREDENTIALS", "A s");
        QCOMPARE(loadSqsCredentials({})->size(), size_t(1));
        qunsetenv("REMIRAI_SQS_CREDENTIALS");
        QVERIFY(loadSqsCredentials({})->empty());
    }
    void aFileThatIsTooLarge()
    {
        QTemporaryFile file; // of mode 0600
        QVERIFY(file.open());
        file.write("A s\n" + QByteArray(64 * 1'024, '#') + "\nB t\n");
        QVERIFY(file.flush());
        const auto read = loadSqsCredentials(file.fileName());
        QVERIFY(!read);
        QVERIFY2(read.error().message.contains(u"larger than 65536 bytes"), qPrintable(read.error().message));
    }

private:
    // The code that the verifier refuses the request with, empty when it does not.
    static QByteArray codeOf(const Request &request, int minutesAhead)
    {
        TestEnvironment environment;
        environment.setNowMs(QDateTime(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch()
                             + minutesAhead * 60'000);
        const SqsCredentials credentials{{"OTHER", "x", SqsStanding::Client},
                                         {"AKIDEXAMPLE", kSecret, SqsStanding::Operator}};
        SignatureVerifier verifier(credentials, environment);
        const auto verified = verifier.verify(request);
        if (!verified)
            return verified.error().queryCode();
        return (*verified)->accessKeyId == "AKIDEXAMPLE" ? QByteArray() : QByteArray("somebody else");
    }
};

} // namespace remirai

QTEST_GUILESS_MAIN(remirai::TestSigV4)
#include "tst_sigv4.moc"
