// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/store.h"

#include "core/services/operationrunner.h"
#include "core/storage/migrations.h"
#include "core/storage/sagastore.h"
#include "core/storage/userstore.h"

namespace remirai {

namespace {

Result<SagaSetup> makeQueues(Transaction &tx)
{
    QueueSettings settings;
    settings.visibilityTimeoutMs = 180'000;
    const auto synthesis = ensureQueue(tx, QStringLiteral("persona-generation-queue"), settings);
    if (!synthesis)
        return synthesis.error();
    const auto illustration = ensureQueue(tx, QStringLiteral("image-generation-queue"), settings);
    if (!illustration)
        return illustration.error();
    return SagaSetup{*synthesis, *illustration, {settings.maxReceiveCount, 1'000, 60'000}};
}

} // namespace

Result<DatabaseUrl> Backends::create(const QString &backend)
{
    if (backend == QLatin1String("sqlite")) {
        m_folders.push_back(std::make_unique<QTemporaryDir>());
        return parseDatabaseUrl(QStringLiteral("sqlite:test.db"), m_folders.back()->path());
    }
    if (!m_postgres) {
        auto started = PostgresFixture::start();
        if (!started)
            return started.error();
        m_postgres = std::move(*started);
    }
    const auto url = m_postgres->createDatabase();
    if (!url)
        return url.error();
    return parseDatabaseUrl(*url, {});
}

void Store::addBackendRows()
{
    QTest::addColumn<QString>("backend");
    QTest::newRow("sqlite") << QStringLiteral("sqlite");
    QTest::newRow("postgres") << QStringLiteral("postgres");
}

Result<std::unique_ptr<Store>> Store::open(const DatabaseUrl &url, std::function<CommitFault()> fault)
{
    std::unique_ptr<Store> store(new Store);
    store->m_url = url;
    {
        auto database = Database::open(url, Access::ReadWrite);
        if (!database)
            return database.error();
        const auto migrated = migrate(**database, store->m_environment.nowMs());
        if (!migrated)
            return migrated.error();
    }
    WriterOptions options;
    options.url = url;
    options.maxBatchMs = 60'000; // what waits shares a commit, however slow the machine is
    store->m_writer = std::make_unique<Writer>(options, store->m_environment);
    if (const Status started = store->m_writer->start(); !started)
        return started.error();
    auto setup = store->m_writer->call(makeQueues);
    if (!setup)
        return setup.error();
    store->m_setup = *setup;
    if (fault) { // from here on, so that the ground is always laid
        options.fault = std::move(fault);
        store->m_writer = std::make_unique<Writer>(options, store->m_environment);
        if (const Status started = store->m_writer->start(); !started)
            return started.error();
    }
    auto reader = Database::open(url, Access::ReadOnly);
    if (!reader)
        return reader.error();
    store->m_reader = std::move(*reader);
    return store;
}

QueueCounts Store::counts(const Queue &queue)
{
    return queueCounts(*m_reader, queue.id, m_environment.nowMs()).value();
}

UserId Store::newOwner(int responses)
{
    const QString email = QStringLiteral("owner%1@example.org").arg(++m_owners);
    const auto user =
        write([&](Transaction &tx) { return findOrCreateUser(tx, email, QStringLiteral("Owner")); }).value();
    const auto survey = write([&](Transaction &tx) { return createSurvey(tx, user.id, 1); }).value();
    for (int i = 0; i < responses; ++i) {
        const Status stored = write([&](Transaction &tx) {
            return submitResponse(tx, {survey.id, i + 1, R"({"q1":"dry","q2":"Calm"})"});
        });
        if (!stored)
            qFatal("%s", qPrintable(stored.error().message));
    }
    return user.id;
}

PersonaView Store::persona(UserId owner)
{
    return personaView(*m_reader, owner, 3).value().value();
}

SagaId Store::startSaga(UserId owner)
{
    const auto view = write([&](Transaction &tx) { return advancePersona(tx, m_setup, owner, 3); });
    if (!view)
        qFatal("%s", qPrintable(view.error().message));
    return latestSagaOf(*m_reader, view->persona.id).value().value().id;
}

std::optional<StepJob> Store::claim(StepName step)
{
    auto jobs = write([&](Transaction &tx) { return claimJobs(tx, m_setup, step, 1, QStringLiteral("test")); }).value();
    return jobs.empty() ? std::nullopt : std::optional(jobs.front());
}

Settled Store::settle(const StepJob &job, const StepResult &result, const QByteArray &picture)
{
    const Settlement settlement{job.receipt, job.message.sagaId, job.message.step, result, picture};
    return write([&](Transaction &tx) { return remirai::settle(tx, m_setup, settlement); }).value();
}

void Store::succeed(const StepJob &job)
{
    if (settle(job, {AttemptOutcome::Succeeded, QStringLiteral("You are calm."), {}, 0}) != Settled::Applied)
        qFatal("the result was not applied");
}

std::vector<SagaId> Store::failSagas(int count, const QString &error)
{
    std::vector<SagaId> sagas;
    for (int i = 0; i < count; ++i) {
        sagas.push_back(startSaga(newOwner(3)));
        settle(claim(StepName::Synthesis).value(), {AttemptOutcome::Fatal, {}, error, 0});
        m_environment.advanceMs(1);
    }
    return sagas;
}

Result<Operation> Store::operate(OperationKind kind, const QString &queue)
{
    m_environment.advanceMs(1); // only what was there before is touched
    OperationFilter filter;
    filter.queue = queue;
    OperationDriver driver(*m_writer, m_setup, m_url, m_environment);
    return driver.runToEnd({kind, filter, {}, QStringLiteral("olga"), {}});
}

} // namespace remirai
