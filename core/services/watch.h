// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/saga/sagaengine.h"
#include "core/services/seriesrecorder.h"

#include <functional>

namespace remirai {

// Once a second: takes the monitor's latest look and this process's vitals, keeps them as history, and judges the
// alerts, whose beginnings and ends go to the event log. A thread of its own; commits only when something begins or
// ends, and once a minute for the history.
class Watch
{
public:
    // `vitals` is called by the watch's thread alone.
    Watch(Writer &writer, Monitor &monitor, SagaSetup setup, AlertRules rules, std::function<Vitals()> vitals);
    ~Watch();

    Status load(Database &database, qint64 nowMs); // history of an earlier process; before start()
    void start();
    void stop(); // writes what it has; idempotent

    void look(); // what the thread does each second; nothing when the monitor has not looked again

    // Any thread:
    std::vector<Alert> alerts() const; // that fire, the oldest first
    Vitals vitals() const; // as the last look found them
    const SeriesRecorder &history() const { return m_history; }

private:
    void loop(const std::stop_token &stop);
    AlertFacts factsOf(const Overview &overview, const Vitals &vitals) const;
    void tell(const AlertStep &step);

    Writer &m_writer;
    Monitor &m_monitor;
    const SagaSetup m_setup;
    const AlertRules m_rules;
    const std::function<Vitals()> m_readVitals;
    SeriesRecorder m_history;
    std::shared_ptr<const Overview> m_seen;
    AlertState m_state;

    mutable std::mutex m_mutex;
    std::vector<Alert> m_alerts;
    Vitals m_vitals;
    std::jthread m_thread;
};

} // namespace remirai
