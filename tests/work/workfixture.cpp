// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/work/workfixture.h"

#include "core/queue/queuesetup.h"
#include "core/services/personas.h"
#include "core/services/surveys.h"
#include "core/storage/migrations.h"
#include "core/storage/personastore.h"
#include "core/storage/sagastore.h"
#include "core/storage/userstore.h"

#include <QTest>

namespace remirai {

namespace {

template <typename T> T orDie(Result<T> result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    return *std::move(result);
}

void orDie(const Status &status)
{
    if (!status)
        qFatal("%s", qPrintable(status.error().message));
}

} // namespace

template <typename T, typename Call> Result<T> FakeModels::counted(Call call)
{
    ++calls;
    const int now = ++running;
    for (int most = mostRunning; now > most && !mostRunning.compare_exchange_weak(most, now);) { }
    Result<T> result = call();
    --running;
    return result;
}

Result<QString> FakeModels::synthesize(const AnswerSummary &, const CallContext &context)
{
    return counted<QString>(
        [&] { return onSynthesize ? onSynthesize(context) : Result<QString>(QStringLiteral("You are a test.")); });
}

Result<QString> FakeModels::chat(const ChatRequest &, const CallContext &)
{
    return QStringLiteral("hello");
}

Result<QByteArray> FakeModels::paint(const QString &, const CallContext &context)
{
    return counted<QByteArray>([&] { return onPaint ? onPaint(context) : Result<QByteArray>(QByteArray("png")); });
}

WorkFixture::WorkFixture()
    : m_url(orDie(parseDatabaseUrl(QStringLiteral("sqlite:work.db"), m_folder.path())))
    , m_questions(std::make_unique<QuestionSets>(orDie(QuestionSets::load())))
{
    {
        const auto database = orDie(Database::open(m_url, Access::ReadWrite));
        (void)orDie(migrate(*database, m_environment.nowMs()));
    }
    m_writer = std::make_unique<Writer>(WriterOptions{m_url, 20'000, 1'000, {}}, m_environment);
    orDie(m_writer->start());
    QueueSettings settings;
    settings.visibilityTimeoutMs = 180'000;
    settings.minSlots = 1;
    settings.maxSlots = 100;
    const auto make = [&](const QString &name) {
        return orDie(m_writer->call([&](Transaction &tx) { return ensureQueue(tx, name, settings); }));
    };
    m_setup = {make(QStringLiteral("persona-generation-queue")), make(QStringLiteral("image-generation-queue")), {}};
    m_monitor = std::make_unique<Monitor>(m_url, m_environment);
    orDie(m_monitor->start());
    m_reader = orDie(Database::open(m_url, Access::ReadOnly));
}

WorkFixture::~WorkFixture()
{
    m_monitor->stop();
    m_writer->stop();
}

std::unique_ptr<Dispatcher> WorkFixture::startDispatcher(const QString &endpoint, int slotLimit, CurveKeys keys)
{
    for (const QString &name : {m_setup.synthesis.name, m_setup.illustration.name}) {
        QueuePatch patch;
        patch.minSlots = patch.maxSlots = slotLimit;
        (void)orDie(m_writer->call([&](Transaction &tx) { return patchQueue(tx, name, patch, {}); }));
    }
    DispatcherOptions options;
    options.endpoints = {endpoint};
    options.keys = std::move(keys);
    options.heartbeatMs = heartbeatMs;
    options.lookEveryMs = 20;
    for (const StepName step : {StepName::Synthesis, StepName::Illustration}) {
        options.timeoutMs[step] = 30'000;
        options.scaling[step].minSlots = options.scaling[step].maxSlots = slotLimit;
    }
    auto dispatcher = std::make_unique<Dispatcher>(std::move(options), m_pipes, m_url, m_setup, *m_questions, *m_writer,
                                                   *m_monitor, m_environment);
    orDie(dispatcher->start());
    return dispatcher;
}

WorkerHostOptions WorkFixture::hostOptions(const QString &endpoint, int slotCount) const
{
    WorkerHostOptions options;
    options.endpoint = endpoint;
    options.name = QStringLiteral("host");
    options.slotCount = slotCount;
    options.firstReconnectMs = 100;
    options.longestReconnectMs = 400;
    return options;
}

std::unique_ptr<WorkerHost> WorkFixture::startHost(const QString &endpoint, int slotCount)
{
    auto host =
        std::make_unique<WorkerHost>(hostOptions(endpoint, slotCount), m_pipes, m_models, m_models, m_environment);
    orDie(host->start());
    return host;
}

UserId WorkFixture::startSaga()
{
    const QString email = QStringLiteral("owner%1@example.org").arg(++m_owners);
    const UserId owner = orDie(m_writer->call([&](Transaction &tx) -> Result<UserId> {
        const auto user = findOrCreateUser(tx, email, QStringLiteral("Owner"));
        if (!user)
            return user.error();
        const auto survey = createSurvey(tx, user->id, 1);
        if (!survey)
            return survey.error();
        for (int i = 1; i <= 3; ++i) {
            if (const Status stored = submitResponse(tx, {survey->id, i, R"({"q1":"dry","q2":"Calm"})"}); !stored)
                return stored.error();
        }
        return user->id;
    }));
    orDie(m_writer->call([&](Transaction &tx) { return advancePersona(tx, m_setup, owner, 3); }));
    return owner;
}

QString WorkFixture::statusOf(UserId owner)
{
    return toString(orDie(personaOf(*m_reader, owner)).value().status);
}

int WorkFixture::readyCount()
{
    const auto counters = orDie(loadCounters(*m_reader));
    const auto ready = counters.find(personaCounter(PersonaStatus::Ready));
    return ready == counters.end() ? 0 : static_cast<int>(ready->second);
}

int WorkFixture::receiveCount(const QString &queue)
{
    const auto found = orDie(findQueue(*m_reader, queue));
    const auto messages = orDie(browseMessages(*m_reader, found->id, {}, 1));
    return messages.empty() ? -1 : messages.front().receiveCount;
}

qint64 WorkFixture::staleResults()
{
    const auto counters = orDie(loadCounters(*m_reader));
    const auto stale = counters.find(kStaleResultsCounter);
    return stale == counters.end() ? 0 : stale->second;
}

Result<Queue> WorkFixture::setPaused(StepName step, bool paused)
{
    QueuePatch patch;
    patch.paused = paused;
    return m_writer->call([&](Transaction &tx) { return patchQueue(tx, m_setup.queueOf(step).name, patch, {}); });
}

} // namespace remirai
