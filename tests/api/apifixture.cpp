// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/api/apifixture.h"

#include <QJsonDocument>

namespace remirai {

namespace {

Secret testSecret()
{
    Digest bytes{};
    bytes.fill(7);
    return Secret(bytes);
}

} // namespace

Result<QString> FakeLanguage::synthesize(const AnswerSummary &, const CallContext &)
{
    return QStringLiteral("You are calm.");
}

Result<QString> FakeLanguage::chat(const ChatRequest &request, const CallContext &context)
{
    std::unique_lock lock(m_mutex);
    m_most = std::max(m_most, ++m_inside);
    m_changed.notify_all();
    m_changed.wait(lock, context.stop, [&] { return !m_held; });
    --m_inside;
    if (m_error)
        return *m_error;
    return QStringLiteral("I heard: %1 (after %2)").arg(request.message).arg(request.history.size());
}

void FakeLanguage::hold()
{
    const std::lock_guard lock(m_mutex);
    m_held = true;
}

void FakeLanguage::letGo()
{
    const std::lock_guard lock(m_mutex);
    m_held = false;
    m_changed.notify_all();
}

void FakeLanguage::failWith(std::optional<Error> error)
{
    const std::lock_guard lock(m_mutex);
    m_error = std::move(error);
}

bool FakeLanguage::waitUntilInside(int calls)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, std::chrono::seconds(5), [&] { return m_inside >= calls; });
}

QByteArray bytesOf(const ApiCall &call)
{
    QByteArray bytes = call.method + ' ' + call.target + " HTTP/1.1\r\nHost: " + call.host + "\r\n" + call.lines;
    if (!call.token.isEmpty())
        bytes += "Authorization: Bearer " + call.token + "\r\n";
    if (!call.body.isEmpty() && !call.type.isEmpty())
        bytes += "Content-Type: " + call.type + "\r\n";
    if (!call.body.isEmpty() || call.method == "POST" || call.method == "PATCH")
        bytes += "Content-Length: " + QByteArray::number(call.body.size()) + "\r\n";
    return bytes + "\r\n" + call.body;
}

ApiAnswer readAnswer(RawClient &client, bool withBody)
{
    ApiAnswer answer;
    answer.raw = client.read(withBody);
    answer.status = answer.raw.status;
    answer.json = QJsonDocument::fromJson(answer.raw.body).object();
    return answer;
}

ApiFixture::ApiFixture(Store &s, const DatabaseUrl &url, ApiConfig config, const QString &jwksUrl)
    : store(s)
    , m_monitor(url, s.environment())
    , m_watch(s.writer(), m_monitor, s.setup(), AlertRules{}, [this] { return vitals; })
    , m_operations(s.writer(), s.setup(), url, s.environment())
    , m_tokens(testSecret(), s.environment())
    , m_google({{QStringLiteral("client")}, jwksUrl, 200, 60'000}, s.environment())
{
    if (const Status started = m_monitor.start(); !started)
        qFatal("%s", qPrintable(started.error().message));
    auto questions = QuestionSets::load();
    if (!questions)
        qFatal("%s", qPrintable(questions.error().message));
    m_operations.start();
    ApiContext context{s.environment(),       s.writer(), m_monitor, m_watch,      url,      s.setup(),
                       std::move(*questions), language,   m_tokens,  testSecret(), m_google, m_metrics,
                       std::move(config)};
    context.workArrived = [this] { ++m_nudges; };
    context.workers = [this] { return std::make_shared<const WorkersView>(workersNow); };
    context.drainWorker = [this](const QString &worker, bool draining) {
        for (WorkerView &one : workersNow.workers)
            one.draining = one.id == worker ? draining : one.draining;
    };
    context.operationArrived = [this] { m_operations.nudge(); };
    context.httpCounters = [this] { return &m_server->counters(); };
    m_api = std::make_unique<Api>(std::move(context));
    m_server = std::make_unique<HttpServer>(
        HttpOptions{}, s.environment(), [this](Router &router, int thread) { m_api->installRoutes(router, thread); },
        [this](int thread) { m_api->removeRoutes(thread); });
    const auto listening = m_server->start();
    port = listening ? *listening : quint16(0);
}

ApiFixture::~ApiFixture()
{
    language.letGo();
    m_server->stop(1'000);
    m_operations.stop();
    m_api->stop();
}

ApiConfig ApiFixture::defaults()
{
    ApiConfig config;
    config.publicUrl = QStringLiteral("http://mirai.test");
    return config;
}

ApiAnswer ApiFixture::call(const ApiCall &call)
{
    RawClient client(port);
    client.send(bytesOf(call));
    return readAnswer(client, call.method != "HEAD");
}

ApiAnswer ApiFixture::respond(const QString &survey, const QByteArray &friendName, const QByteArray &body)
{
    return call({"POST",
                 "/api/v1/surveys/" + survey.toLatin1() + "/responses",
                 body,
                 {},
                 "User-Agent: " + friendName + "\r\n"});
}

QByteArray ApiFixture::signIn(const QByteArray &email)
{
    return post("/api/v1/auth/local", R"({"email":")" + email + R"("})").text("token").toLatin1();
}

QByteArray ApiFixture::tokenOf(Role role) const
{
    return m_tokens.issue(UserId{Uuid{{1, 2, 3}}}, role, toString(role) + QStringLiteral("@example.org"));
}

QString ApiFixture::newSurvey(const QByteArray &token)
{
    return post("/api/v1/surveys", "{}", token).text("survey_id");
}

void ApiFixture::runSaga()
{
    for (const StepName step : {StepName::Synthesis, StepName::Illustration}) {
        const auto job = store.claim(step);
        if (!job)
            qFatal("no job of step %s is due", qPrintable(toString(step)));
        store.succeed(*job);
    }
}

} // namespace remirai
