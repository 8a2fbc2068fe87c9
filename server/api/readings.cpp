// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/readings.h"

#include "server/api/queuelook.h"

namespace remirai {

namespace {

constexpr auto kCounter = Reading::Kind::Counter;
constexpr auto kGauge = Reading::Kind::Gauge;

Reading single(const char *name, const char *help, Reading::Kind kind, double value)
{
    return {name, help, kind, {{{}, value}}};
}

// One sample per value, labelled by `labelOf`.
template <typename Values, typename Label, typename Number>
Reading labelled(const char *name, const char *help, Reading::Kind kind, const char *label, const Values &values,
                 Label labelOf, Number numberOf)
{
    Reading reading{name, help, kind, {}};
    for (const auto &value : values)
        reading.samples.push_back({{{label, labelOf(value).toStdString()}}, static_cast<double>(numberOf(value))});
    return reading;
}

// Percentiles of the last minute; a queue from which nothing was received has none.
Reading waitsOf(const Overview &overview)
{
    Reading reading{
        "remirai_queue_wait_seconds", "From sending to the first receive, within the last minute.", kGauge, {}};
    for (const QueueView &view : overview.queues) {
        for (const auto &[label, quantile] :
             {std::pair{"0.5", 0.5}, std::pair{"0.95", 0.95}, std::pair{"0.99", 0.99}}) {
            if (const auto ms = waitPercentileMs(view.recentWaits, quantile))
                reading.samples.push_back(
                    {{{"queue", view.queue.name.toStdString()}, {"quantile", label}}, *ms / 1'000});
        }
    }
    return reading;
}

void addQueues(std::vector<Reading> &readings, const Overview &overview)
{
    const auto add = [&](const char *name, const char *help, Reading::Kind kind, auto numberOf) {
        readings.push_back(labelled(
            name, help, kind, "queue", overview.queues, [](const QueueView &view) { return view.queue.name; },
            numberOf));
    };
    using View = const QueueView &;
    add("remirai_queue_depth", "Messages visible now.", kGauge, [](View v) { return v.counts.depth; });
    add("remirai_queue_in_flight", "Messages received and not settled.", kGauge,
        [](View v) { return v.counts.inFlight; });
    add("remirai_queue_delayed", "Messages not visible yet.", kGauge, [](View v) { return v.counts.delayed; });
    add("remirai_queue_dead", "Messages in its dead-letter queue.", kGauge, [](View v) { return v.deadLetters; });
    add("remirai_queue_oldest_age_seconds", "Age of the message that is next.", kGauge,
        [](View v) { return static_cast<double>(v.counts.oldestAgeMs) / 1'000; });
    readings.push_back(waitsOf(overview));
    add("remirai_queue_paused", "1 while it gives no messages.", kGauge, [](View v) { return v.queue.paused ? 1 : 0; });
    add("remirai_queue_arrivals_total", "Messages that came in.", kCounter, [](View v) { return v.counts.sentTotal; });
    add("remirai_queue_completions_total", "Messages deleted by a consumer.", kCounter,
        [](View v) { return v.counts.deletedTotal; });
    add("remirai_queue_dead_total", "Messages moved to the dead-letter queue.", kCounter,
        [](View v) { return v.counts.deadTotal; });
}

void addOverview(std::vector<Reading> &readings, const Overview &overview)
{
    const auto name = [](const auto &entry) { return toString(entry.first); };
    const auto count = [](const auto &entry) { return entry.second; };
    addQueues(readings, overview);
    readings.push_back(
        labelled("remirai_personas", "Personas by status.", kGauge, "status", overview.personas, name, count));
    readings.push_back(labelled("remirai_sagas", "Sagas by state.", kGauge, "state", overview.sagas, name, count));
    readings.push_back(single("remirai_responses_accepted_total", "Survey responses stored.", kCounter,
                              static_cast<double>(overview.responsesAccepted)));
    readings.push_back(single("remirai_attempts_failed_total", "Attempts of steps that failed.", kCounter,
                              static_cast<double>(overview.failures)));
    readings.push_back(single("remirai_stale_results_total", "Results that came after their lease had ended.", kCounter,
                              static_cast<double>(overview.staleResults)));
    readings.push_back(single("remirai_monitor_look_timestamp_seconds", "When queues and sagas were last counted.",
                              kGauge, static_cast<double>(overview.atMs) / 1'000));
}

void addWorkers(std::vector<Reading> &readings, const WorkersView &workers)
{
    const auto step = [](const auto &entry) { return toString(entry.first); };
    readings.push_back(
        single("remirai_workers", "Worker hosts connected.", kGauge, static_cast<double>(workers.workers.size())));
    readings.push_back(single("remirai_worker_capacity", "Slots of hosts that take jobs.", kGauge, workers.capacity()));
    readings.push_back(labelled("remirai_slots", "Steps that may run at once.", kGauge, "step", workers.steps, step,
                                [](const auto &entry) { return entry.second.slotCount; }));
    readings.push_back(labelled("remirai_slots_running", "Steps that run now.", kGauge, "step", workers.steps, step,
                                [](const auto &entry) { return entry.second.running; }));
}

void addWriter(std::vector<Reading> &readings, const WriterStats &stats)
{
    readings.push_back(single("remirai_writer_commits_total", "Transactions committed.", kCounter,
                              static_cast<double>(stats.commits)));
    readings.push_back(
        single("remirai_writer_commands_total", "Commands run.", kCounter, static_cast<double>(stats.commands)));
    readings.push_back(single("remirai_writer_refused_total", "Commands refused because too many waited.", kCounter,
                              static_cast<double>(stats.refused)));
    readings.push_back(
        single("remirai_writer_waiting", "Commands that wait.", kGauge, static_cast<double>(stats.waiting)));
    readings.push_back(single("remirai_writer_last_commit_seconds", "How long the last commit took.", kGauge,
                              static_cast<double>(stats.lastCommitUs) / 1e6));
}

void addProviders(std::vector<Reading> &readings, const ApiContext &context)
{
    Reading calls{"remirai_provider_calls_total", "Calls to a model by outcome.", kCounter, {}};
    Reading breaker{"remirai_provider_breaker_open", "0 closed, 0.5 half open, 1 open.", kGauge, {}};
    for (const auto &[model, gate] : context.providers) {
        const ProviderHealth health = gate->health();
        const std::pair<const char *, qint64> outcomes[] = {
            {"succeeded", health.succeeded}, {"failed", health.failed},   {"rate_limited", health.rateLimited},
            {"refused", health.refused},     {"stopped", health.stopped}, {"throttled", health.throttled},
            {"rejected", health.rejected}};
        for (const auto &[outcome, count] : outcomes)
            calls.samples.push_back(
                {{{"model", model.toStdString()}, {"outcome", outcome}}, static_cast<double>(count)});
        const double open = health.breaker == BreakerPhase::Closed ? 0
            : health.breaker == BreakerPhase::HalfOpen             ? 0.5
                                                                   : 1;
        breaker.samples.push_back({{{"model", model.toStdString()}}, open});
    }
    readings.push_back(std::move(calls));
    readings.push_back(std::move(breaker));
}

void addAlerts(std::vector<Reading> &readings, const std::vector<Alert> &alerts)
{
    Reading firing{"remirai_alert_firing", "1 for each alert that fires.", kGauge, {}};
    for (const Alert &alert : alerts)
        firing.samples.push_back(
            {{{"rule", toString(alert.rule).toStdString()}, {"subject", alert.subject.toStdString()}}, 1});
    readings.push_back(std::move(firing));
}

void addHttp(std::vector<Reading> &readings, const HttpCounters &http)
{
    const auto add = [&](const char *name, const char *help, Reading::Kind kind, auto value) {
        readings.push_back(single(name, help, kind, static_cast<double>(value)));
    };
    add("remirai_http_connections_accepted_total", "Connections accepted.", kCounter, http.connectionsAccepted.load());
    add("remirai_http_connections_refused_total", "Connections beyond the cap.", kCounter,
        http.connectionsRefused.load());
    add("remirai_http_requests_refused_total", "Requests refused before any handler.", kCounter,
        http.requestsRefused.load());
    add("remirai_http_requests_timed_out_total", "Requests that took too long.", kCounter,
        http.requestsTimedOut.load());
    add("remirai_http_answers_dropped_total", "Answers whose client had left.", kCounter, http.answersDropped.load());
    add("remirai_http_clients_cut_total", "Clients that took no bytes.", kCounter, http.clientsCut.load());
    add("remirai_http_handlers_thrown_total", "Handlers that failed.", kCounter, http.handlersThrown.load());
    add("remirai_http_connections_open", "Connections open now.", kGauge, http.connectionsOpen.load());
    add("remirai_http_requests_in_flight", "Requests being handled.", kGauge, http.requestsInFlight.load());
    add("remirai_http_streams_open", "Event streams open.", kGauge, http.streamsOpen.load());
}

} // namespace

std::vector<Reading> readingsOf(const ApiContext &context)
{
    std::vector<Reading> readings;
    if (const auto overview = context.monitor.latest())
        addOverview(readings, *overview);
    addWorkers(readings, *workersNow(context));
    addWriter(readings, context.writer.stats());
    addProviders(readings, context);
    addAlerts(readings, context.watch.alerts());
    if (const HttpCounters *http = context.httpCounters ? context.httpCounters() : nullptr)
        addHttp(readings, *http);
    return readings;
}

} // namespace remirai
