// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/live/recorder.h"
#include "sim/run/experiment.h"

namespace remirai::sim {

// What one sees while it runs. Series have a value a sample: depth, in flight, slots, arrivals per second, and so on.
struct LiveProgress
{
    double elapsedSeconds = 0;
    double playSeconds = 0;
    double horizonSeconds = 0;
    qint64 journeys = 0;
    qint64 ready = 0;
    qint64 failed = 0;
    qint64 turnedAway = 0;
    qint64 unfinished = 0;
    qint64 requests = 0;
    double latencyP99Ms = 0;
    QueueState queues;
    double sampleSeconds = 1;
    std::array<std::vector<float>, kMetricSize> series;
};

struct LiveOptions
{
    QByteArray target; // "http://127.0.0.1:8080"
    QByteArray token; // of a viewer or above, to watch the queues; empty: they are not seen
    QByteArray run; // a word that no other run has, for the users' addresses
    double scale = 0; // 0 = the scenario's
    qint64 drainNs = 120'000'000'000;
    int connections = 128;
    int replications = 200; // of the prediction
    const std::atomic<bool> *cancel = nullptr;
    std::function<void(const LiveProgress &)> onProgress; // on the calling thread, at most ten times a second
};

// Plays the first variant's window against a live server, open-loop: a request's latency runs from the instant when it
// was due. Stops by itself: when all journeys have ended, at the end of the drain, when nothing is answered any more,
// or when cancelled. Blocks the calling thread.
//
// The result's first variant is "measured", its second "predicted": the same window simulated with the scenario's own
// system, missing when that was cancelled. Notes say so when the schedule was not kept, and how much of the measurement
// lay inside the prediction. Errors: InvalidArgument for the window; Unavailable when the server does not answer at the
// start; Forbidden when it does not let local users in.
Result<ExperimentResult> runLive(const Scenario &scenario, const LiveOptions &options);

// "http://[::1]:8080" is on this machine; anything that is not certainly so is not.
bool isLoopback(const QString &url);

} // namespace remirai::sim
