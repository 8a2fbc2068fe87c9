// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/operation.h"
#include "core/queue/queuesetup.h"
#include "core/saga/settlement.h"
#include "core/services/personas.h"
#include "core/services/surveys.h"
#include "core/services/writer.h"
#include "tests/support/postgresfixture.h"
#include "tests/support/testenvironment.h"

#include <QTemporaryDir>

namespace remirai {

// A fresh database of either backend with its writer, the saga's queues and a clock moved by hand.
class Store
{
public:
    // `fault` is asked at each commit.
    static Result<std::unique_ptr<Store>> open(const DatabaseUrl &url, std::function<CommitFault()> fault = {});

    // Adds the rows `sqlite` and `postgres` to the running test function.
    static void addBackendRows();

    template <typename Work> auto write(Work work) { return m_writer->call(std::move(work)); }
    Database &reader() { return *m_reader; }
    Writer &writer() { return *m_writer; }
    TestEnvironment &environment() { return m_environment; }
    const SagaSetup &setup() const { return m_setup; }
    QueueCounts counts(const Queue &queue);

    // An owner with a survey that `responses` friends have answered.
    UserId newOwner(int responses);
    PersonaView persona(UserId owner);
    // Starts the owner's saga; its id.
    SagaId startSaga(UserId owner);
    // Claims one job of `step`, nothing when none is due.
    std::optional<StepJob> claim(StepName step);
    Settled settle(const StepJob &job, const StepResult &result, const QByteArray &picture = "png");
    void succeed(const StepJob &job);
    // So many sagas that failed at synthesis with `error`, a millisecond apart.
    std::vector<SagaId> failSagas(int count, const QString &error);
    // An operator's bulk action on a whole queue.
    Result<Operation> operate(OperationKind kind, const QString &queue);

private:
    Store() = default;

    DatabaseUrl m_url;
    TestEnvironment m_environment;
    std::unique_ptr<Writer> m_writer;
    std::unique_ptr<Database> m_reader;
    SagaSetup m_setup;
    int m_owners = 0;
};

// Gives each test a database of the row's backend.
class Backends
{
public:
    Result<DatabaseUrl> create(const QString &backend);
    PostgresFixture *postgres() { return m_postgres.get(); }

private:
    std::vector<std::unique_ptr<QTemporaryDir>> m_folders;
    std::unique_ptr<PostgresFixture> m_postgres;
};

} // namespace remirai

// Opens `store` for the current row, or fails (or skips, where PostgreSQL is neither installed nor required).
#define REMIRAI_OPEN_STORE(store, ...)                                                                                 \
    QFETCH(QString, backend);                                                                                          \
    const auto backendUrl = m_backends.create(backend);                                                                \
    REMIRAI_NEED_POSTGRES(backendUrl);                                                                                 \
    auto openedStore = Store::open(*backendUrl __VA_OPT__(, ) __VA_ARGS__);                                            \
    QVERIFY2(openedStore.ok(), openedStore.ok() ? "" : qPrintable(openedStore.error().message));                       \
    Store &store = **openedStore
