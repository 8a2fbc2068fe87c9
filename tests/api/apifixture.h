// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/operationrunner.h"
#include "server/api/api.h"
#include "server/http/httpserver.h"
#include "tests/conformance/store.h"
#include "tests/http/rawclient.h"

#include <QJsonObject>
#include <condition_variable>
#include <mutex>

namespace remirai {

// A model that answers at once, or, when held, only after the test lets go (or the call is stopped).
class FakeLanguage final : public LanguageModel
{
public:
    Result<QString> synthesize(const AnswerSummary &summary, const CallContext &context) override;
    Result<QString> chat(const ChatRequest &request, const CallContext &context) override;

    void hold();
    void letGo();
    void failWith(std::optional<Error> error);
    // Waits until that many calls are inside; false after five seconds.
    bool waitUntilInside(int calls);
    int mostInside() const { return m_most; }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_held = false;
    int m_inside = 0;
    int m_most = 0;
    std::optional<Error> m_error;
};

// One answer, with its body as JSON when it is.
struct ApiAnswer
{
    int status = 0;
    RawAnswer raw;
    QJsonObject json;

    QString text(const char *key) const { return json.value(QLatin1String(key)).toString(); }
    QByteArray header(const char *name) const { return raw.header(name); }
};

struct ApiCall
{
    QByteArray method = "GET";
    QByteArray target = "/";
    QByteArray body = {};
    QByteArray token = {};
    QByteArray lines = {}; // more header lines, each with CRLF
    QByteArray type = "application/json"; // of a body that is not empty
    QByteArray host = "test";
};
QByteArray bytesOf(const ApiCall &call);
ApiAnswer readAnswer(RawClient &client, bool withBody = true);

// The whole API over real HTTP on a free port, upon a Store.
class ApiFixture
{
public:
    explicit ApiFixture(Store &store, const DatabaseUrl &url, ApiConfig config = defaults(),
                        const QString &jwksUrl = QStringLiteral("http://127.0.0.1:1/keys"));
    ~ApiFixture();

    static ApiConfig defaults();

    WorkersView workersNow; // what the dispatcher would know
    ApiAnswer call(const ApiCall &call);
    ApiAnswer get(const QByteArray &target, const QByteArray &token = {}) { return call({"GET", target, {}, token}); }
    ApiAnswer post(const QByteArray &target, const QByteArray &body, const QByteArray &token = {})
    {
        return call({"POST", target, body, token});
    }
    // A friend of their own, told apart by the user agent.
    ApiAnswer respond(const QString &survey, const QByteArray &friendName, const QByteArray &body);

    QByteArray signIn(const QByteArray &email); // a token
    QByteArray tokenOf(Role role) const;
    QByteArray tokenFor(UserId owner) const { return m_tokens.issue(owner, Role::Owner); }
    // A new survey of the token's owner; its id.
    QString newSurvey(const QByteArray &token);
    // Carries the synthesis and the illustration out, as workers do.
    void runSaga();

    Store &store;
    FakeLanguage language;
    quint16 port = 0;
    HttpServer &server() { return *m_server; }
    Api &api() { return *m_api; }
    int nudges() const { return m_nudges; }
    Monitor &monitor() { return m_monitor; }
    Watch &watch() { return m_watch; } // looks when the test says so
    Vitals vitals; // that the watch is told

private:
    std::atomic<int> m_nudges = 0;
    Monitor m_monitor;
    Watch m_watch;
    OperationRunner m_operations;
    Metrics m_metrics;
    TokenService m_tokens;
    GoogleVerifier m_google;
    std::unique_ptr<Api> m_api;
    std::unique_ptr<HttpServer> m_server;
};

} // namespace remirai
