// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/watch.h"

#include "core/domain/clock.h"

#include <algorithm>
#include <pthread.h>
#include <set>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kLookEvery{1'000};

QJsonObject payloadOf(const Alert &alert)
{
    return {{u"rule"_s, toString(alert.rule)},
            {u"value"_s, alert.value},
            {u"threshold"_s, alert.threshold},
            {u"since"_s, rfc3339(alert.sinceMs)}};
}

} // namespace

Watch::Watch(Writer &writer, Monitor &monitor, SagaSetup setup, AlertRules rules, std::function<Vitals()> vitals)
    : m_writer(writer)
    , m_monitor(monitor)
    , m_setup(std::move(setup))
    , m_rules(rules)
    , m_readVitals(std::move(vitals))
    , m_history(writer)
{ }

Watch::~Watch()
{
    stop();
}

Status Watch::load(Database &database, qint64 nowMs)
{
    return m_history.load(database, nowMs);
}

void Watch::start()
{
    m_thread = std::jthread([this](const std::stop_token &stop) { loop(stop); });
}

void Watch::stop()
{
    if (!m_thread.joinable())
        return;
    m_thread.request_stop();
    m_thread.join();
    m_history.flush();
}

void Watch::loop(const std::stop_token &stop)
{
    ::pthread_setname_np(::pthread_self(), "watch");
    std::mutex mutex;
    std::condition_variable_any tick;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        look();
        tick.wait_for(lock, stop, kLookEvery, [] { return false; });
    }
}

void Watch::look()
{
    const auto overview = m_monitor.latest();
    if (!overview || overview == m_seen)
        return;
    m_seen = overview;
    Vitals vitals = m_readVitals();
    m_history.add(*overview, vitals);
    AlertStep step = evaluateAlerts(m_rules, factsOf(*overview, vitals), m_state, overview->atMs);
    m_state = std::move(step.state);
    tell(step);
    const std::lock_guard lock(m_mutex);
    m_alerts = std::move(step.firing);
    m_vitals = std::move(vitals);
}

std::vector<Alert> Watch::alerts() const
{
    const std::lock_guard lock(m_mutex);
    return m_alerts;
}

Vitals Watch::vitals() const
{
    const std::lock_guard lock(m_mutex);
    return m_vitals;
}

AlertFacts Watch::factsOf(const Overview &overview, const Vitals &vitals) const
{
    std::set<qint64> deadLetterQueues;
    for (const QueueView &view : overview.queues)
        deadLetterQueues.insert(view.queue.deadLetterId);
    AlertFacts facts;
    for (const QueueView &view : overview.queues) {
        if (!deadLetterQueues.contains(view.queue.id))
            facts.queues.push_back({view.queue.name, view.counts.oldestAgeMs, view.deadLetters, view.counts.delayed,
                                    view.queue.paused, m_setup.find(view.queue.id) != nullptr});
    }
    facts.providers = vitals.providers;
    facts.workerSlots = vitals.workerSlots;
    return facts;
}

void Watch::tell(const AlertStep &step)
{
    if (step.fired.empty() && step.cleared.empty())
        return;
    m_writer.post(
        [fired = step.fired, cleared = step.cleared](Transaction &tx) {
            for (const Alert &alert : fired)
                tx.record("alert.fired", alert.subject, payloadOf(alert));
            for (const Alert &alert : cleared)
                tx.record("alert.cleared", alert.subject, payloadOf(alert));
            return Status();
        },
        [](Status &&told) {
            if (!told)
                qWarning("alerts: %s", qPrintable(told.error().message));
        });
}

} // namespace remirai
