// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/monitor.h"

#include "core/storage/eventstore.h"
#include "core/storage/movetaskstore.h"
#include "core/storage/personastore.h"
#include "core/storage/sagastore.h"

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>
#include <pthread.h>

namespace remirai {

namespace {

constexpr qint64 kWindowMs = 60'000;
constexpr std::chrono::milliseconds kLookEvery{1'000};
constexpr PersonaStatus kStatuses[] = {PersonaStatus::Pending, PersonaStatus::Synthesizing,
                                       PersonaStatus::GeneratingImage, PersonaStatus::Ready, PersonaStatus::Failed};
constexpr SagaState kStates[] = {SagaState::Running, SagaState::Completed, SagaState::Failed};

qint64 valueOf(const std::map<std::string, qint64> &counters, const std::string &name)
{
    const auto found = counters.find(name);
    return found == counters.end() ? 0 : found->second;
}

// The counters of a queue's waits lie together: no look-up for each of its buckets.
WaitCounts waitsIn(const std::map<std::string, qint64> &counters, qint64 queueId)
{
    WaitCounts waits{};
    const std::string prefix = waitCounter(queueId, 0).substr(0, waitCounter(queueId, 0).size() - 1);
    for (auto it = counters.lower_bound(prefix); it != counters.end() && it->first.starts_with(prefix); ++it) {
        const int bucket = std::atoi(it->first.c_str() + prefix.size());
        if (bucket >= 0 && bucket < kWaitBuckets)
            waits[static_cast<size_t>(bucket)] = it->second;
    }
    return waits;
}

void fillDeadLetters(std::vector<QueueView> &views)
{
    for (QueueView &view : views) {
        const auto dead = std::find_if(views.begin(), views.end(), [&](const QueueView &other) {
            return other.queue.id == view.queue.deadLetterId;
        });
        if (view.queue.deadLetterId != 0 && dead != views.end())
            view.deadLetters = dead->counts.total();
    }
}

} // namespace

const QueueView *Overview::find(const QString &name) const
{
    const auto found =
        std::find_if(queues.begin(), queues.end(), [&](const QueueView &v) { return v.queue.name == name; });
    return found == queues.end() ? nullptr : &*found;
}

const QueueView *Overview::find(qint64 queueId) const
{
    const auto found =
        std::find_if(queues.begin(), queues.end(), [&](const QueueView &v) { return v.queue.id == queueId; });
    return found == queues.end() ? nullptr : &*found;
}

double OverviewReader::rate(const Sample &now, const std::string &counter) const
{
    if (m_samples.empty() || now.steadyMs <= m_samples.front().steadyMs)
        return 0;
    const Sample &then = m_samples.front();
    const qint64 delta = valueOf(now.counters, counter) - valueOf(then.counters, counter);
    return static_cast<double>(std::max<qint64>(0, delta)) * 1000.0 / static_cast<double>(now.steadyMs - then.steadyMs);
}

Result<std::shared_ptr<const Overview>> OverviewReader::read(Database &database, Environment &environment)
{
    auto overview = std::make_shared<Overview>();
    overview->atMs = environment.nowMs();
    auto counters = loadCounters(database);
    const auto queues = allQueues(database);
    const auto lastEvent = lastEventSeq(database);
    const auto moves = runningMoveTasks(database);
    if (!counters)
        return counters.error();
    if (!queues)
        return queues.error();
    if (!lastEvent)
        return lastEvent.error();
    if (!moves)
        return moves.error();

    const Sample now{environment.steadyMs(), std::move(*counters)};
    for (const Queue &queue : *queues) {
        const auto counts = queueCounts(database, queue.id, overview->atMs);
        if (!counts)
            return counts.error();
        QueueView view;
        view.queue = queue;
        view.counts = *counts;
        view.arrivalsPerSecond = rate(now, sentCounter(queue.id));
        view.completionsPerSecond = rate(now, goneCounter(queue.id));
        view.waits = waitsIn(now.counters, queue.id);
        view.recentWaits =
            m_samples.empty() ? WaitCounts{} : waitsSince(view.waits, waitsIn(m_samples.front().counters, queue.id));
        view.drain = drainVerdict({counts->depth + counts->delayed, view.arrivalsPerSecond, view.completionsPerSecond});
        overview->queues.push_back(std::move(view));
    }
    fillDeadLetters(overview->queues);
    for (const PersonaStatus status : kStatuses)
        overview->personas[status] = valueOf(now.counters, personaCounter(status));
    for (const SagaState state : kStates)
        overview->sagas[state] = valueOf(now.counters, sagaCounter(state));
    overview->responsesAccepted = valueOf(now.counters, "responses.accepted");
    overview->responsesPerSecond = rate(now, "responses.accepted");
    overview->staleResults = valueOf(now.counters, kStaleResultsCounter);
    overview->failures = valueOf(now.counters, kFailuresCounter);
    overview->failuresPerSecond = rate(now, kFailuresCounter);
    overview->lastEventSeq = *lastEvent;
    overview->movesMessages = !moves->empty();

    m_samples.push_back(now);
    while (m_samples.size() > 1 && now.steadyMs - m_samples.front().steadyMs > kWindowMs)
        m_samples.pop_front();
    return std::shared_ptr<const Overview>(std::move(overview));
}

Monitor::Monitor(DatabaseUrl url, Environment &environment)
    : m_url(std::move(url))
    , m_environment(environment)
{ }

Monitor::~Monitor()
{
    stop();
}

Status Monitor::start()
{
    std::promise<Status> started;
    auto ready = started.get_future();
    m_thread = std::jthread([this, &started](const std::stop_token &stop) {
        auto database = Database::open(m_url, Access::ReadOnly);
        auto first = database ? OverviewReader().read(**database, m_environment)
                              : Result<std::shared_ptr<const Overview>>(database.error());
        if (!first) {
            started.set_value(first.error());
            return;
        }
        m_latest = *first;
        started.set_value({});
        loop(stop, std::move(*database));
    });
    return ready.get();
}

void Monitor::stop()
{
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

void Monitor::loop(const std::stop_token &stop, std::unique_ptr<Database> database)
{
    ::pthread_setname_np(::pthread_self(), "monitor");
    OverviewReader reader;
    std::mutex mutex;
    std::condition_variable_any tick;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        auto look = reader.read(*database, m_environment);
        if (look)
            m_latest = *look;
        else
            (void)database->reopen(); // the last look stays, with its time; the next one tries again
        tick.wait_for(lock, stop, kLookEvery, [] { return false; });
    }
}

} // namespace remirai
