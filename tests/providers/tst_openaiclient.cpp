// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/models.h"
#include "core/providers/openai/openaimodels.h"
#include "tests/providers/misbehavingserver.h"
#include "tests/providers/summaries.h"

#include <QElapsedTimer>
#include <QTest>
#include <thread>

using namespace remirai;

namespace {

const QByteArray kGoodChat = R"({"choices":[{"message":{"content":"You are a good one."}}]})";

OpenAiEndpoint endpointAt(const MisbehavingServer &server)
{
    return {QStringLiteral("llm"), server.url("/v1"), QStringLiteral("test-model"), "sk-secret",
            QStringLiteral("512x512")};
}

MisbehavingServer::Handler always(const Served &served)
{
    return [served](const ServedRequest &) { return served; };
}

} // namespace

class TestOpenAiClient : public QObject
{
    Q_OBJECT

    SystemEnvironment m_environment;

    Result<QString> synthesize(const MisbehavingServer &server, const CallContext &context = {})
    {
        OpenAiLanguageModel model(endpointAt(server), m_environment);
        return model.synthesize(summaryOf({}), context);
    }
private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
            qunsetenv(name);
    }

    void requestCarriesWhatItShould()
    {
        MisbehavingServer server(always({200, kGoodChat, {}, Manner::Answer, 0}));
        const Result<QString> prompt = synthesize(server, {"saga-1:synthesis\r\nX-Evil: 1", 5'000, {}});
        QVERIFY(prompt.ok());
        QCOMPARE(*prompt, QStringLiteral("You are a good one."));
        const ServedRequest request = server.requests().at(0);
        QCOMPARE(request.method, QByteArray("POST"));
        QCOMPARE(request.path, QByteArray("/v1/chat/completions"));
        QVERIFY(request.head.contains("Authorization: Bearer sk-secret\r\n"));
        QVERIFY(request.head.contains("Idempotency-Key: saga-1:synthesisX-Evil:1\r\n"));
        QVERIFY(request.head.contains("Content-Type: application/json"));
        QVERIFY(!request.head.contains("Expect"));
        QVERIFY(request.body.contains("test-model"));
        QVERIFY(!request.body.contains("sk-secret"));
    }

    // As Azure's and Google's tokens are.
    void aLongKeyIsSentWhole()
    {
        MisbehavingServer server(always({200, kGoodChat, {}, Manner::Answer, 0}));
        OpenAiEndpoint endpoint = endpointAt(server);
        endpoint.apiKey = QByteArray(2'000, 'k') + "end";
        OpenAiLanguageModel model(endpoint, m_environment);
        QVERIFY(model.synthesize(summaryOf({}), {}).ok());
        const QByteArray line = "Authorization: Bearer " + endpoint.apiKey + "\r\n";
        QVERIFY(server.requests().at(0).head.contains(line));
    }

    void statusesBecomeClasses_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("code");
        QTest::addColumn<qint64>("retryMs");
        const auto row = [](const char *name, int status, QByteArray header, QByteArray body, ErrorCode code,
                            qint64 retryMs = 0) {
            QTest::newRow(name) << status << header << body << int(code) << retryMs;
        };
        row("429 seconds", 429, "Retry-After: 7", "{}", ErrorCode::RateLimited, 7'000);
        row("429 milliseconds", 429, "retry-after-ms: 1500", "{}", ErrorCode::RateLimited, 1'500);
        row("429 far date", 429, "Retry-After: Fri, 01 Jan 2100 00:00:00 GMT", "{}", ErrorCode::RateLimited, 120'000);
        row("429 without advice", 429, "X: y", "{}", ErrorCode::RateLimited, 0);
        row("429 no money", 429, "Retry-After: 7", R"({"error":{"code":"insufficient_quota"}})", ErrorCode::Forbidden);
        row("529", 529, "Retry-After: 2", "{}", ErrorCode::RateLimited, 2'000);
        row("500", 500, "X: y", "oops", ErrorCode::Unavailable);
        row("400", 400, "X: y", R"({"error":{"message":"prompt You are sk-secret"}})", ErrorCode::Unprocessable);
        row("401", 401, "X: y", "{}", ErrorCode::Unauthenticated);
        row("402", 402, "X: y", "{}", ErrorCode::Forbidden);
        row("redirect", 302, "Location: http://127.0.0.1:1/", "", ErrorCode::Unprocessable);
        row("invalid JSON", 200, "X: y", "{\"choices\":[", ErrorCode::Internal);
        row("missing fields", 200, "X: y", "{\"object\":\"chat\"}", ErrorCode::Internal);
        row("wrong content", 200, "X: y", "<html>hello</html>", ErrorCode::Internal);
        row("wrong beginning", 200, "X: y", R"({"choices":[{"message":{"content":"I cannot."}}]})",
            ErrorCode::Internal);
        row("huge body", 200, "X: y", QByteArray(3 << 20, 'x'), ErrorCode::Internal);
    }
    void statusesBecomeClasses()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, body);
        QFETCH(qint64, retryMs);
        MisbehavingServer server(always({status, body, {header}, Manner::Answer, 0}));
        const Result<QString> result = synthesize(server, {{}, 10'000, {}});
        QVERIFY(!result.ok());
        QTEST(int(result.error().code), "code");
        QCOMPARE(result.error().retryAfterMs, retryMs);
        QVERIFY(!result.error().message.contains(u"sk-secret"));
        QVERIFY(!result.error().message.contains(u"You are sk"));
    }

    void slowAnswersTimeOut_data()
    {
        QTest::addColumn<int>("manner");
        QTest::newRow("no head") << int(Manner::Silence);
        QTest::newRow("trickling body") << int(Manner::Trickle);
    }
    void slowAnswersTimeOut()
    {
        QFETCH(int, manner);
        MisbehavingServer server(always({200, QByteArray(4'000, ' '), {}, static_cast<Manner>(manner), 0}));
        QElapsedTimer timer;
        timer.start();
        const Result<QString> result = synthesize(server, {{}, 300, {}});
        QCOMPARE(result.error().code, ErrorCode::Timeout);
        QVERIFY2(timer.elapsed() >= 290 && timer.elapsed() < 2'000, qPrintable(QString::number(timer.elapsed())));
    }

    void brokenConnectionsMayBeTriedAgain()
    {
        MisbehavingServer server(always({200, kGoodChat, {}, Manner::HangUp, 0}));
        QCOMPARE(synthesize(server, {{}, 5'000, {}}).error().code, ErrorCode::Unavailable);
    }

    void nobodyListens()
    {
        quint16 port = 0;
        {
            const MisbehavingServer gone(always({}));
            port = gone.port();
        }
        OpenAiEndpoint endpoint{
            QStringLiteral("llm"), "http://127.0.0.1:" + QByteArray::number(port), QStringLiteral("m"), {}, {}};
        OpenAiLanguageModel model(endpoint, m_environment);
        QCOMPARE(model.synthesize(summaryOf({}), {{}, 5'000, {}}).error().code, ErrorCode::Unavailable);
    }

    void chatIsCutToItsLength()
    {
        MisbehavingServer server(always({200,
                                         R"({"choices":[{"message":{"content":")" + QByteArray(9'000, 'a') + R"("}}]})",
                                         {},
                                         Manner::Answer,
                                         0}));
        OpenAiLanguageModel model(endpointAt(server), m_environment);
        const Result<QString> reply =
            model.chat({QStringLiteral("You are kind."), {}, QStringLiteral("hi")}, {{}, 5'000, {}});
        QVERIFY(reply.ok());
        QCOMPARE(reply->size(), kMaxReplyLength);
    }

    void aHundredCallsAtOnceThenReuse()
    {
        constexpr int kCalls = 100;
        std::atomic<int> together = kCalls; // no call is answered before all have arrived
        MisbehavingServer server([&](const ServedRequest &) {
            return Served{200, kGoodChat, {}, Manner::Together, together};
        });
        OpenAiLanguageModel model(endpointAt(server), m_environment);
        std::atomic<int> good = 0;
        {
            std::vector<std::jthread> callers;
            for (int i = 0; i < kCalls; ++i)
                callers.emplace_back([&] { good += model.synthesize(summaryOf({}), {{}, 20'000, {}}).ok() ? 1 : 0; });
        }
        QCOMPARE(good, kCalls);
        QCOMPARE(server.connections(), kCalls);
        together = 1;
        for (int i = 0; i < 20; ++i)
            QVERIFY(model.synthesize(summaryOf({}), {{}, 5'000, {}}).ok());
        QCOMPARE(server.connections(), kCalls);
    }

    void keptConnectionThatTheServerClosedIsReplaced()
    {
        std::atomic<bool> close = true;
        MisbehavingServer server([&](const ServedRequest &) {
            return close.exchange(false) ? Served{200, kGoodChat, {}, Manner::HangUp, 0}
                                         : Served{200, kGoodChat, {}, Manner::Answer, 0};
        });
        OpenAiLanguageModel model(endpointAt(server), m_environment);
        QVERIFY(!model.synthesize(summaryOf({}), {{}, 5'000, {}}).ok());
        QVERIFY(model.synthesize(summaryOf({}), {{}, 5'000, {}}).ok());
    }

    void stopInterrupts()
    {
        MisbehavingServer server(always({200, {}, {}, Manner::Silence, 0}));
        OpenAiLanguageModel model(endpointAt(server), m_environment);
        std::stop_source stop;
        Result<QString> result = QString();
        QElapsedTimer timer;
        {
            const std::jthread caller([&] {
                result = model.synthesize(summaryOf({}), {{}, 60'000, stop.get_token()});
            });
            QVERIFY(server.waitForRequest());
            timer.start();
            stop.request_stop();
        }
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(result.error().code, ErrorCode::Unavailable);
        QCOMPARE(model.synthesize(summaryOf({}), {{}, 60'000, stop.get_token()}).error().code, ErrorCode::Unavailable);
    }

    void factoryPutsTheGateInFront()
    {
        MisbehavingServer server(always({500, "{}", {}, Manner::Answer, 0}));
        ProviderConfig config;
        config.llm.provider = QStringLiteral("openai");
        config.llm.baseUrl = QString::fromLatin1(server.url("/v1/"));
        config.llm.model = QStringLiteral("m");
        config.breaker.minimumCalls = 3;
        const Result<Models> models = makeModels(config, m_environment);
        QVERIFY(models.ok());
        for (int i = 0; i < 3; ++i)
            QCOMPARE(models->language->synthesize(summaryOf({}), {}).error().code, ErrorCode::Unavailable);
        const Result<QString> rejected = models->language->synthesize(summaryOf({}), {});
        QCOMPARE(rejected.error().code, ErrorCode::RateLimited);
        QVERIFY(rejected.error().retryAfterMs > 0);
        QCOMPARE(server.requests().size(), 3);
        QVERIFY(models->languageGate->health().breaker == BreakerPhase::Open);
    }
};

QTEST_GUILESS_MAIN(TestOpenAiClient)
#include "tst_openaiclient.moc"
