// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/outcome.h"
#include "sim/preview/preview.h"
#include "sim/scenario/scenario.h"
#include "sim/stats/student.h"

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace remirai::sim {

// One line over all replications, at the sample instants. NaN where no replication had a value.
struct Band
{
    std::vector<float> mean;
    std::vector<float> p05;
    std::vector<float> p50;
    std::vector<float> p95;
};

struct ThresholdResult
{
    Threshold threshold;
    double observed = 0; // NaN: nothing was observed, which fails; infinite: never
    bool pass = false;
};

struct VariantResult
{
    QString name;
    Json config; // flattened
    QString currency;
    qint64 horizonNs = 0;
    qint64 sampleNs = 0;
    int replications = 0;
    std::vector<Estimate> scalars; // in the order of scalarKinds()
    std::vector<std::vector<double>> values; // [replication][scalar]
    std::array<Band, kMetricSize> series;
    Histogram wait; // pooled over replications
    Histogram timeToReady;
    Histogram apiLatency;
    Preview preview;
    Preflight preflight;
    std::vector<ThresholdResult> thresholds;
    double precision = 0; // reached, relative half-width; NaN when there is nothing to measure it on
    quint64 fingerprint = 0; // of every event of every replication, in order
};

struct ExperimentResult
{
    QString source = QStringLiteral("simulation"); // or "live": the first variant was measured
    QStringList notes; // what a reader must know first, like a schedule that was not kept
    QString name;
    QString title;
    QString description;
    quint64 seed = 0;
    QByteArray scenarioSha256;
    std::vector<VariantResult> variants;
    quint64 fingerprint = 0;
    bool cancelled = false; // the variants hold what was finished
    double elapsedSeconds = 0; // wall clock; not part of the result's identity

    bool passes() const;
};

// Read it from any thread, at most 20 times a second is of use: figures change no faster.
struct Progress
{
    QString variant;
    int variantIndex = 0;
    int variantCount = 0;
    int replicationsDone = 0;
    int replicationsPlanned = 0;
    double share = 0; // of the whole, 0 … 1; a guess while the precision decides how many replications there are
    std::shared_ptr<const VariantResult> partial; // of the variant that runs, after its first batch
};

// One variant's result from replications that ran elsewhere. With `measured` names, all other scalars have no value:
// whoever cannot see a figure must not report zero.
VariantResult summariseOutcomes(const Variant &variant, std::vector<Outcome> outcomes,
                                const QStringList &measured = {});

struct RunOptions
{
    int replications = 0; // exactly so many; 0 = until the scenario's precision is reached
    int threads = 0; // 0 = as many as the machine has
    // Called on the calling thread of runExperiment(), at most 20 times a second.
    std::function<void(const Progress &)> onProgress;
    const std::atomic<bool> *cancel = nullptr;
};

// Runs every variant: replications in parallel, in batches whose sizes do not depend on the number of threads, merged
// in order. Equal scenario and seed give equal results to the last bit, whatever `threads` is. Blocks the calling
// thread.
ExperimentResult runExperiment(const Scenario &scenario, const RunOptions &options);

} // namespace remirai::sim
