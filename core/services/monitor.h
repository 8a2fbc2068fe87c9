// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/drain.h"
#include "core/domain/environment.h"
#include "core/domain/persona.h"
#include "core/domain/saga.h"
#include "core/domain/waits.h"
#include "core/storage/queuestore.h"

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <stop_token>
#include <thread>

namespace remirai {

// One queue as it is now. Rates are means over the last minute (or since the start, if that is nearer).
struct QueueView
{
    Queue queue;
    QueueCounts counts;
    qint64 deadLetters = 0; // messages in its dead-letter queue
    double arrivalsPerSecond = 0;
    double completionsPerSecond = 0;
    Drain drain;
    WaitCounts waits{}; // of first receives, since the queue was made
    WaitCounts recentWaits{}; // within the last minute
};

// One look at everything countable. Immutable.
struct Overview
{
    qint64 atMs = 0;
    std::vector<QueueView> queues; // by name
    std::map<PersonaStatus, qint64> personas;
    std::map<SagaState, qint64> sagas;
    qint64 responsesAccepted = 0;
    double responsesPerSecond = 0;
    qint64 staleResults = 0;
    qint64 failures = 0; // attempts that failed
    double failuresPerSecond = 0;
    qint64 lastEventSeq = 0;
    bool movesMessages = false; // a move task is under way

    const QueueView *find(const QString &name) const;
    const QueueView *find(qint64 queueId) const;
};

// Reads the counts once, with rates against earlier looks.
class OverviewReader
{
public:
    // Uses `database` of the calling thread.
    Result<std::shared_ptr<const Overview>> read(Database &database, Environment &environment);

private:
    struct Sample
    {
        qint64 steadyMs = 0;
        std::map<std::string, qint64> counters;
    };
    double rate(const Sample &now, const std::string &counter) const;

    std::deque<Sample> m_samples; // the last minute
};

// Looks once a second on a thread and connection of its own; everybody else reads the last look, from any thread.
class Monitor
{
public:
    Monitor(DatabaseUrl url, Environment &environment);
    ~Monitor();

    Status start();
    void stop(); // idempotent

    // Never null after a successful start().
    std::shared_ptr<const Overview> latest() const { return m_latest.load(); }

private:
    void loop(const std::stop_token &stop, std::unique_ptr<Database> database);

    const DatabaseUrl m_url;
    Environment &m_environment;
    std::atomic<std::shared_ptr<const Overview>> m_latest;
    std::jthread m_thread;
};

} // namespace remirai
