// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/stats/scalars.h"

#include <algorithm>
#include <array>
#include <limits>

namespace remirai::sim {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double count(const Outcome &outcome, Count which)
{
    return static_cast<double>(outcome.count(which));
}
double share(double part, double whole)
{
    return whole > 0 ? part / whole : kNone;
}
double seconds(double ns)
{
    return ns * 1e-9;
}
double span(const Model &model)
{
    return static_cast<double>(model.horizonNs - model.warmupNs);
}

double slotCost(const Model &model, const Outcome &outcome)
{
    double cost = outcome.instanceNs / 3.6e12 * model.api.costPerInstanceHour;
    for (size_t i = 0; i < outcome.stations.size(); ++i)
        cost += static_cast<double>(outcome.stations[i].slotNs) / 3.6e12 * model.stations[i].costPerSlotHour;
    return cost;
}
double cost(const Model &model, const Outcome &outcome)
{
    return slotCost(model, outcome) + count(outcome, Count::CostMicros) * 1e-6;
}
double utilisation(const Model &, const Outcome &outcome)
{
    double busy = 0;
    double paid = 0;
    for (const StationTotals &station : outcome.stations) {
        busy += static_cast<double>(station.busyNs);
        paid += static_cast<double>(station.slotNs);
    }
    return share(busy, paid);
}
double meanSlots(const Model &model, const Outcome &outcome)
{
    double paid = 0;
    for (const StationTotals &station : outcome.stations)
        paid += static_cast<double>(station.slotNs);
    return paid / span(model);
}
double maxSlots(const Model &, const Outcome &outcome)
{
    double most = 0;
    for (const StationTotals &station : outcome.stations)
        most += station.maxSlots;
    return most;
}

constexpr std::array kScalars = std::to_array<ScalarKind>({
    {u"submitted", u"jobs", u"first submissions",
     [](const Model &, const Outcome &o) { return count(o, Count::Submitted); }},
    {u"resubmitted", u"jobs", u"further submissions of clients that were turned away or lost patience",
     [](const Model &, const Outcome &o) { return count(o, Count::Resubmitted); }},
    {u"rejected", u"jobs", u"submissions turned away",
     [](const Model &, const Outcome &o) { return count(o, Count::Rejected); }},
    {u"rejected_share", u"share", u"of all submissions",
     [](const Model &, const Outcome &o) {
         return share(count(o, Count::Rejected), count(o, Count::Submitted) + count(o, Count::Resubmitted));
     }},
    {u"gave_up", u"jobs", u"clients out of tries",
     [](const Model &, const Outcome &o) { return count(o, Count::GaveUp); }},
    {u"accepted", u"jobs", u"submissions accepted",
     [](const Model &, const Outcome &o) { return count(o, Count::Accepted); }},
    {u"ready", u"jobs", u"jobs done", [](const Model &, const Outcome &o) { return count(o, Count::Ready); }},
    {u"answered_share", u"share", u"first submissions answered while the client was there",
     [](const Model &, const Outcome &o) { return share(count(o, Count::InTime), count(o, Count::Submitted)); }},
    {u"abandoned", u"jobs", u"clients whose patience ended",
     [](const Model &, const Outcome &o) { return count(o, Count::Abandoned); }},
    {u"abandoned_share", u"share", u"of accepted jobs",
     [](const Model &, const Outcome &o) { return share(count(o, Count::Abandoned), count(o, Count::Accepted)); }},
    {u"dead_letters", u"jobs", u"messages in the dead-letter queues",
     [](const Model &, const Outcome &o) { return count(o, Count::DeadLettered); }},
    {u"dead_letter_share", u"share", u"of accepted jobs",
     [](const Model &, const Outcome &o) { return share(count(o, Count::DeadLettered), count(o, Count::Accepted)); }},
    {u"expired", u"jobs", u"messages older than the retention",
     [](const Model &, const Outcome &o) { return count(o, Count::Expired); }},
    {u"cancelled", u"jobs", u"dropped because nobody waited",
     [](const Model &, const Outcome &o) { return count(o, Count::Cancelled); }},
    {u"retries", u"calls", u"failed attempts tried again",
     [](const Model &, const Outcome &o) { return count(o, Count::Retries); }},
    {u"snoozed", u"calls", u"refused by the provider and postponed",
     [](const Model &, const Outcome &o) { return count(o, Count::Snoozed); }},
    {u"lease_ends", u"calls", u"leases that ran out",
     [](const Model &, const Outcome &o) { return count(o, Count::LeaseEnds); }},
    {u"calls", u"calls", u"provider calls made",
     [](const Model &, const Outcome &o) { return count(o, Count::Calls); }},
    {u"wasted_share", u"share", u"of calls, ended after the client or the lease had gone",
     [](const Model &, const Outcome &o) { return share(count(o, Count::Wasted), count(o, Count::Calls)); }},
    {u"polls", u"requests", u"status requests of waiting clients",
     [](const Model &, const Outcome &o) { return count(o, Count::Polls); }},
    {u"depth_max", u"jobs", u"largest number of visible messages",
     [](const Model &, const Outcome &o) { return static_cast<double>(o.maxDepth); }},
    {u"depth_max_at", u"s", u"when",
     [](const Model &, const Outcome &o) { return seconds(static_cast<double>(o.maxDepthAtNs)); }},
    {u"depth_end", u"jobs", u"visible messages at the horizon",
     [](const Model &, const Outcome &o) { return static_cast<double>(o.depthEnd); }},
    {u"wait_mean", u"s", u"accepted to begun",
     [](const Model &,
        const Outcome
            &o) { return share(seconds(static_cast<double>(o.waitSumNs)), static_cast<double>(o.waitCount)); }},
    {u"wait_p95", u"s", u"accepted to begun",
     [](const Model &, const Outcome &o) { return seconds(o.wait.quantile(0.95)); }},
    {u"time_to_ready_mean", u"s", u"accepted to ready",
     [](const Model &,
        const Outcome &o) { return share(seconds(static_cast<double>(o.readySumNs)), count(o, Count::Ready)); }},
    {u"time_to_ready_p50", u"s", u"accepted to ready",
     [](const Model &, const Outcome &o) { return seconds(o.timeToReady.quantile(0.5)); }},
    {u"time_to_ready_p95", u"s", u"accepted to ready",
     [](const Model &, const Outcome &o) { return seconds(o.timeToReady.quantile(0.95)); }},
    {u"time_to_ready_p99", u"s", u"accepted to ready",
     [](const Model &, const Outcome &o) { return seconds(o.timeToReady.quantile(0.99)); }},
    {u"api_latency_p99", u"s", u"time to answer a request",
     [](const Model &, const Outcome &o) { return seconds(o.apiLatency.quantile(0.99)); }},
    {u"recovery", u"s", u"end of the slowest disturbance to the usual backlog",
     [](const Model &, const Outcome &o) { return o.disturbed ? seconds(o.recoveryNs) : kNone; }},
    {u"slots_max", u"slots", u"most slots wanted, all steps", maxSlots},
    {u"slots_mean", u"slots", u"paid slots on average", meanSlots},
    {u"utilisation", u"share", u"of paid slot time", utilisation},
    {u"cost", u"money", u"calls, slots and instances", cost},
    {u"cost_per_ready", u"money", u"per job done",
     [](const Model &m, const Outcome &o) { return share(cost(m, o), count(o, Count::Ready)); }},
    {u"events", u"events", u"handled by the engine",
     [](const Model &, const Outcome &o) { return static_cast<double>(o.events); }},
});

constexpr std::array<MetricKind, kMetricSize> kMetrics{{
    {u"arrivals", u"1/s", u"Submissions"},
    {u"rejections", u"1/s", u"Turned away"},
    {u"depth", u"jobs", u"Queue depth"},
    {u"depth_illustration", u"jobs", u"Depth of the second queue"},
    {u"delayed", u"jobs", u"Waiting for a retry"},
    {u"oldest_age", u"s", u"Age of the oldest message"},
    {u"in_flight", u"jobs", u"In flight"},
    {u"slots", u"slots", u"Slots"},
    {u"wait", u"s", u"Wait for a slot"},
    {u"time_to_ready", u"s", u"Time to ready"},
    {u"completions", u"1/s", u"Ready"},
    {u"failures", u"1/s", u"Retried attempts"},
    {u"dead_letters", u"1/s", u"Dead letters"},
    {u"abandonments", u"1/s", u"Clients that left"},
    {u"api_latency_p99", u"s", u"API latency, p99"},
    {u"api_instances", u"instances", u"API instances"},
    {u"cost", u"money", u"Cost so far"},
}};

} // namespace

std::span<const ScalarKind> scalarKinds()
{
    return kScalars;
}

int scalarIndex(QStringView name)
{
    const auto found =
        std::find_if(kScalars.begin(), kScalars.end(), [&](const ScalarKind &kind) { return kind.name == name; });
    return found == kScalars.end() ? -1 : static_cast<int>(found - kScalars.begin());
}

std::vector<double> scalarsOf(const Model &model, const Outcome &outcome)
{
    std::vector<double> values;
    values.reserve(kScalars.size());
    for (const ScalarKind &kind : kScalars)
        values.push_back(kind.of(model, outcome));
    return values;
}

const MetricKind &metricKind(Metric metric)
{
    return kMetrics[static_cast<size_t>(metric)];
}

} // namespace remirai::sim
