// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/operationbite.h"
#include "core/services/operations.h"
#include "core/services/writer.h"
#include "core/storage/readconnection.h"

#include <map>

namespace remirai {

// Carries operations on, a step at a time, with the pace that each asks for. Where an operation stands is in its row:
// this object remembers only its pace, so that one which is made after a crash goes on where the last one ended, slowly
// again. Belongs to one thread; never an HTTP thread.
class OperationDriver
{
public:
    OperationDriver(Writer &writer, SagaSetup setup, DatabaseUrl database, Environment &environment);

    // The next step of every operation that runs; how long the caller may wait until the next, nothing when none runs.
    Result<std::optional<qint64>> turn();

    // Starts one and carries it to its end: for what is to be done at once, without a canary. Unavailable when `stop`
    // comes first; whoever runs operations next goes on with it.
    Result<Operation> runToEnd(const OperationRequest &request, const std::stop_token &stop = {});

private:
    // How fast one may go on, in steady time.
    struct Pace
    {
        double tokens = 0;
        qint64 filledAtMs = 0;
        qint64 rampSinceMs = -1; // -1 = not ramping
        qint64 talliedAtMs = 0;
    };

    // Milliseconds until it can go on.
    Result<qint64> step(const Operation &operation);
    Result<qint64> count(const Operation &operation);
    Result<qint64> watch(const Operation &operation);
    Result<qint64> goOn(const Operation &operation);
    Result<std::optional<QString>> reasonToStop(const Operation &operation, Pace &pace);
    qint64 allowance(const Operation &operation, Pace &pace);
    Bite biteOf(const Operation &operation, qint64 most = 0) const { return {operation.id, m_id, most}; }

    Writer &m_writer;
    const SagaSetup m_setup;
    ReadConnection m_reader;
    Environment &m_environment;
    const Uuid m_id;
    std::map<OperationId, Pace> m_paces;
};

// A thread that turns a driver: at once when told of a new operation, else every few seconds, for those that another
// server left behind.
class OperationRunner
{
public:
    OperationRunner(Writer &writer, SagaSetup setup, DatabaseUrl database, Environment &environment);
    ~OperationRunner();

    void start();
    void stop(); // between two steps; idempotent
    void nudge(); // any thread

private:
    void loop(const std::stop_token &stop, std::unique_ptr<OperationDriver> driver);

    std::unique_ptr<OperationDriver> m_driver; // until the thread has it
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    bool m_isNudged = false;
    std::jthread m_thread;
};

} // namespace remirai
