// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/operationrunner.h"

#include "core/domain/redeath.h"
#include "core/storage/operationstore.h"

#include <algorithm>
#include <cmath>
#include <pthread.h>

namespace remirai {

namespace {

constexpr int kMostAtOnce = 16;
constexpr qint64 kWatchEveryMs = 250;
constexpr qint64 kTallyEveryMs = 1'000;
constexpr qint64 kTallied = 1'000; // the latest items tell whether the next would die again
constexpr qint64 kShortestWaitMs = 20;
constexpr std::chrono::milliseconds kLookEvery{3'000};

} // namespace

OperationDriver::OperationDriver(Writer &writer, SagaSetup setup, DatabaseUrl database, Environment &environment)
    : m_writer(writer)
    , m_setup(std::move(setup))
    , m_reader(std::move(database))
    , m_environment(environment)
    , m_id(environment.newUuid())
{ }

Result<std::optional<qint64>> OperationDriver::turn()
{
    const auto database = m_reader.get();
    if (!database)
        return database.error();
    const auto running = runningOperations(**database, kMostAtOnce);
    if (!running) {
        m_reader.forget(); // perhaps torn: the next turn opens it anew
        return running.error();
    }
    std::erase_if(m_paces, [&](const auto &pace) {
        return std::find(running->begin(), running->end(), pace.first) == running->end();
    });
    std::optional<qint64> waitMs;
    for (const OperationId id : *running) {
        const auto operation = findOperation(**database, id);
        if (!operation)
            return operation.error();
        if (!*operation || (*operation)->state != OperationState::Running)
            continue;
        const auto wait = step(**operation);
        if (!wait)
            return wait.error();
        waitMs = std::min(waitMs.value_or(*wait), *wait);
    }
    return waitMs;
}

Result<Operation> OperationDriver::runToEnd(const OperationRequest &request, const std::stop_token &stop)
{
    const auto database = m_reader.get();
    if (!database)
        return database.error();
    auto started = m_writer.call([&](Transaction &tx) -> Result<Operation> {
        const auto operation = startOperation(tx, request);
        if (!operation)
            return operation;
        // Ours from the start, so that the runner leaves it alone while we live.
        const auto taken = takeOperation(tx, operation->id, m_id, tx.nowMs() + kOperationLeaseMs);
        return taken ? operation : Result<Operation>(taken.error());
    });
    if (!started)
        return started;
    Operation operation = *started;
    while (operation.state == OperationState::Running) {
        if (stop.stop_requested())
            return Error{ErrorCode::Unavailable,
                         QStringLiteral("the server is stopping; operation %1 goes on when one runs again")
                             .arg(operation.id.toString()),
                         {},
                         1'000};
        if (const auto wait = step(operation); !wait)
            return wait.error();
        const auto now = findOperation(**database, operation.id);
        if (!now)
            return now.error();
        operation = now->value();
    }
    return operation;
}

Result<qint64> OperationDriver::step(const Operation &operation)
{
    Result<qint64> wait = 0;
    switch (operation.phase) {
    case OperationPhase::Counting:
        wait = count(operation);
        break;
    case OperationPhase::Watching:
        wait = watch(operation);
        break;
    case OperationPhase::Canary:
    case OperationPhase::Ramp:
        wait = goOn(operation);
        break;
    case OperationPhase::Over:
        break;
    }
    if (wait || wait.error().code == ErrorCode::Unavailable)
        return wait;
    // It cannot go on, and trying again will not help: say so where its operator looks.
    const QString why = wait.error().message;
    const auto ended =
        m_writer.call([&](Transaction &tx) { return giveUp(tx, biteOf(operation), OperationState::Failed, why); });
    return ended ? Result<qint64>(0) : ended.error();
}

Result<qint64> OperationDriver::count(const Operation &operation)
{
    const auto database = m_reader.get();
    const auto filter = operationFilterFrom(operation.filter, operation.kind);
    if (!database || !filter)
        return database ? filter.error() : database.error();
    const auto target = targetOf(**database, operation.kind, *filter, operation.createdAtMs);
    if (!target)
        return target.error();
    const auto preview = previewOperation(**database, *target, 0, m_environment.nowMs());
    if (!preview)
        return preview.error();
    const auto begun =
        m_writer.call([&](Transaction &tx) { return beginActing(tx, biteOf(operation), preview->matched); });
    return begun ? Result<qint64>(0) : begun.error();
}

Result<qint64> OperationDriver::watch(const Operation &operation)
{
    const auto database = m_reader.get();
    if (!database)
        return database.error();
    const auto tally = tallyItems(**database, operation.id, 0);
    if (!tally)
        return tally.error();
    const CanaryDecision decision =
        judgeCanary(*tally, operation.pace.stopOnRedeathRatio, m_environment.nowMs() - operation.phaseAtMs);
    if (decision.verdict == CanaryVerdict::Wait)
        return kWatchEveryMs;
    const auto decided = m_writer.call([&](Transaction &tx) {
        return decision.verdict == CanaryVerdict::GoOn
            ? goOnAfterCanary(tx, biteOf(operation))
            : giveUp(tx, biteOf(operation), OperationState::Stopped, decision.note);
    });
    return decided ? Result<qint64>(0) : decided.error();
}

Result<qint64> OperationDriver::goOn(const Operation &operation)
{
    Pace &pace = m_paces[operation.id];
    const auto note = reasonToStop(operation, pace);
    if (!note)
        return note.error();
    if (*note) {
        const auto stopped = m_writer.call(
            [&](Transaction &tx) { return giveUp(tx, biteOf(operation), OperationState::Stopped, **note); });
        return stopped ? Result<qint64>(0) : stopped.error();
    }
    const qint64 most = allowance(operation, pace);
    if (most == 0)
        return kShortestWaitMs;
    const auto after = m_writer.call([&](Transaction &tx) { return actOnSome(tx, m_setup, biteOf(operation, most)); });
    if (!after)
        return after.error();
    if (!*after) // another server's, or over
        return kLookEvery.count();
    pace.tokens -= static_cast<double>((*after)->done - operation.done);
    return operation.pace.ratePerSecond > 0 ? kShortestWaitMs : 0;
}

Result<std::optional<QString>> OperationDriver::reasonToStop(const Operation &operation, Pace &pace)
{
    const qint64 now = m_environment.steadyMs();
    if (!operation.pace.stopOnRedeathRatio || now - pace.talliedAtMs < kTallyEveryMs)
        return std::optional<QString>();
    pace.talliedAtMs = now;
    const auto database = m_reader.get();
    if (!database)
        return database.error();
    const auto tally = tallyItems(**database, operation.id, operation.done - kTallied);
    if (!tally)
        return tally.error();
    return redeathNote(*tally, operation.pace.stopOnRedeathRatio);
}

// A bucket that holds one second's worth at most: after a pause there is no burst.
qint64 OperationDriver::allowance(const Operation &operation, Pace &pace)
{
    if (operation.pace.ratePerSecond <= 0 || operation.phase == OperationPhase::Canary)
        return kMaxBite;
    const qint64 now = m_environment.steadyMs();
    if (pace.rampSinceMs < 0) {
        pace.rampSinceMs = pace.filledAtMs = now;
        pace.tokens = 1;
    }
    const double rate = rampRate(operation.pace.ratePerSecond, operation.pace.canary > 0, now - pace.rampSinceMs);
    pace.tokens += rate * static_cast<double>(now - pace.filledAtMs) / 1'000;
    pace.tokens = std::min(pace.tokens, std::max(1.0, rate));
    pace.filledAtMs = now;
    return std::min<qint64>(kMaxBite, static_cast<qint64>(std::floor(std::max(0.0, pace.tokens))));
}

OperationRunner::OperationRunner(Writer &writer, SagaSetup setup, DatabaseUrl database, Environment &environment)
    : m_driver(std::make_unique<OperationDriver>(writer, std::move(setup), std::move(database), environment))
{ }

OperationRunner::~OperationRunner()
{
    stop();
}

void OperationRunner::start()
{
    m_thread = std::jthread(
        [this, driver = std::move(m_driver)](const std::stop_token &stop) mutable { loop(stop, std::move(driver)); });
}

void OperationRunner::stop()
{
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

void OperationRunner::nudge()
{
    const std::lock_guard lock(m_mutex);
    m_isNudged = true;
    m_wake.notify_one();
}

// The driver ends with the thread that opened its connection.
void OperationRunner::loop(const std::stop_token &stop, std::unique_ptr<OperationDriver> driver)
{
    ::pthread_setname_np(::pthread_self(), "operations");
    while (!stop.stop_requested()) {
        const auto turned = driver->turn();
        if (!turned && !stop.stop_requested())
            qWarning("operations: %s", qPrintable(turned.error().message));
        const auto wait = turned && *turned ? std::chrono::milliseconds(**turned) : kLookEvery;
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, stop, wait, [this] { return m_isNudged; });
        m_isNudged = false;
    }
}

} // namespace remirai
