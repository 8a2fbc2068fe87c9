// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/run/experiment.h"

#include "sim/engine/replication.h"
#include "sim/stats/scalars.h"

#include <QElapsedTimer>
#include <QThreadPool>
#include <QtConcurrent>
#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <numeric>

namespace remirai::sim {

namespace {

constexpr auto kSnapshotEvery = std::chrono::milliseconds(50); // 20 a second

// What is kept of a replication once its histograms are merged.
struct Kept
{
    std::vector<double> scalars;
    std::array<std::vector<float>, kMetricSize> series;
};

struct Gathered
{
    std::vector<Kept> kept;
    Histogram wait;
    Histogram timeToReady;
    Histogram apiLatency;
    quint64 fingerprint = 0xcbf29ce484222325ULL;
};

void gather(Gathered &all, const Model &model, Outcome &&outcome)
{
    all.wait.merge(outcome.wait);
    all.timeToReady.merge(outcome.timeToReady);
    all.apiLatency.merge(outcome.apiLatency);
    all.fingerprint = (all.fingerprint ^ outcome.fingerprint) * 0x100000001b3ULL;
    all.kept.push_back({scalarsOf(model, outcome), std::move(outcome.series)});
}

Band bandOf(const std::vector<Kept> &kept, size_t metric)
{
    Band band;
    const size_t points = kept.empty() ? 0 : kept.front().series[metric].size();
    std::vector<double> column;
    for (size_t point = 0; point < points; ++point) {
        column.clear();
        for (const Kept &one : kept) {
            if (std::isfinite(one.series[metric][point]))
                column.push_back(static_cast<double>(one.series[metric][point]));
        }
        const double sum = std::accumulate(column.begin(), column.end(), 0.0);
        std::sort(column.begin(), column.end());
        const double none = std::numeric_limits<double>::quiet_NaN();
        band.mean.push_back(static_cast<float>(column.empty() ? none : sum / static_cast<double>(column.size())));
        band.p05.push_back(static_cast<float>(sortedQuantile(column, 0.05)));
        band.p50.push_back(static_cast<float>(sortedQuantile(column, 0.5)));
        band.p95.push_back(static_cast<float>(sortedQuantile(column, 0.95)));
    }
    return band;
}

// The worse of the two headline figures' relative half-widths.
double precisionOf(const std::vector<Estimate> &scalars)
{
    double worst = std::numeric_limits<double>::quiet_NaN();
    for (const QStringView name : {QStringView(u"time_to_ready_mean"), QStringView(u"depth_max")}) {
        const Estimate &estimate = scalars[static_cast<size_t>(scalarIndex(name))];
        if (estimate.count < 2 || std::abs(estimate.mean) < 1)
            continue; // a depth below one message has no useful relative error
        const double relative = estimate.halfWidth / std::abs(estimate.mean);
        worst = std::isnan(worst) ? relative : std::max(worst, relative);
    }
    return worst;
}

bool holds(Threshold::Compare compare, double observed, double limit)
{
    switch (compare) {
    case Threshold::Compare::Less:
        return observed < limit;
    case Threshold::Compare::LessOrEqual:
        return observed <= limit;
    case Threshold::Compare::Greater:
        return observed > limit;
    case Threshold::Compare::GreaterOrEqual:
        return observed >= limit;
    case Threshold::Compare::Equal:
        return observed == limit;
    case Threshold::Compare::NotEqual:
        return observed != limit;
    }
    Q_UNREACHABLE();
}

double observeDistribution(const Threshold &threshold, const Histogram &histogram)
{
    switch (threshold.part) {
    case Threshold::Part::Average:
    case Threshold::Part::Value:
        return histogram.mean() * 1e-9;
    case Threshold::Part::Minimum:
        return histogram.quantile(0) * 1e-9;
    case Threshold::Part::Maximum:
        return static_cast<double>(histogram.max()) * 1e-9;
    case Threshold::Part::Percentile:
        return histogram.quantile(threshold.percentile / 100) * 1e-9;
    }
    Q_UNREACHABLE();
}

// Over replications. One that never recovered counts as infinite: leaving it out would let the survivors pass for all.
double observeScalar(const Threshold &threshold, const VariantResult &result)
{
    const auto index = static_cast<size_t>(scalarIndex(threshold.metric));
    std::vector<double> values;
    for (const auto &replication : result.values) {
        if (!std::isnan(replication[index]))
            values.push_back(replication[index]);
    }
    if (values.empty())
        return std::numeric_limits<double>::quiet_NaN();
    std::sort(values.begin(), values.end());
    switch (threshold.part) {
    case Threshold::Part::Average:
    case Threshold::Part::Value:
        return std::isinf(values.back()) ? values.back() : result.scalars[index].mean;
    case Threshold::Part::Minimum:
        return values.front();
    case Threshold::Part::Maximum:
        return values.back();
    case Threshold::Part::Percentile:
        return sortedQuantile(values, threshold.percentile / 100);
    }
    Q_UNREACHABLE();
}

double observe(const Threshold &threshold, const VariantResult &result)
{
    for (const auto &[name, histogram] :
         {std::pair("time_to_ready", &result.timeToReady), std::pair("wait", &result.wait),
          std::pair("api_latency", &result.apiLatency)}) {
        if (threshold.metric == QLatin1String(name))
            return observeDistribution(threshold, *histogram);
    }
    return observeScalar(threshold, result);
}

std::shared_ptr<VariantResult> summarise(const Variant &variant, const Gathered &all, const Preview &fluid,
                                         const Preflight &verdict)
{
    auto result = std::make_shared<VariantResult>();
    result->name = variant.name;
    result->config = variant.config;
    result->currency = variant.model.currency;
    result->horizonNs = variant.model.horizonNs;
    result->sampleNs = variant.model.sampleNs;
    result->replications = static_cast<int>(all.kept.size());
    for (size_t scalar = 0; scalar < scalarKinds().size(); ++scalar) {
        std::vector<double> values;
        for (const Kept &one : all.kept)
            values.push_back(one.scalars[scalar]);
        result->scalars.push_back(estimate(std::move(values)));
    }
    for (const Kept &one : all.kept)
        result->values.push_back(one.scalars);
    for (size_t metric = 0; metric < kMetricSize; ++metric)
        result->series[metric] = bandOf(all.kept, metric);
    result->wait = all.wait;
    result->timeToReady = all.timeToReady;
    result->apiLatency = all.apiLatency;
    result->preview = fluid;
    result->preflight = verdict;
    result->precision = precisionOf(result->scalars);
    result->fingerprint = all.fingerprint;
    for (const Threshold &threshold : variant.thresholds) {
        const double observed = observe(threshold, *result);
        result->thresholds.push_back(
            {threshold, observed, !std::isnan(observed) && holds(threshold.compare, observed, threshold.limit)});
    }
    return result;
}

// Replications `from` … `to` − 1 on the pool; the calling thread only waits and reports.
class Batch
{
public:
    Batch(const Model &model, int from, int to, QThreadPool &pool, const std::atomic<bool> *cancel)
        : m_outcomes(static_cast<size_t>(to - from))
        , m_reached(static_cast<size_t>(to - from))
        , m_horizonNs(static_cast<double>(model.horizonNs))
    {
        for (size_t i = 0; i < m_outcomes.size(); ++i) {
            const auto number = static_cast<quint64>(from) + i;
            m_futures.push_back(QtConcurrent::run(&pool, [this, &model, i, number, cancel] {
                Outcome outcome = Replication(model, number, cancel, &m_reached[i]).run();
                const std::scoped_lock lock(m_mutex);
                m_outcomes[i] = std::move(outcome);
                ++m_done;
                m_changed.notify_one();
            }));
        }
    }
    ~Batch()
    {
        for (QFuture<void> &future : m_futures)
            future.waitForFinished();
    }
    Batch(const Batch &) = delete;
    Batch &operator=(const Batch &) = delete;

    bool waitOrReport()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, kSnapshotEvery, [this] { return m_done == m_outcomes.size(); });
        return m_done == m_outcomes.size();
    }
    // In replications, fractions included.
    double progress() const
    {
        double sum = 0;
        for (const std::atomic<qint64> &reached : m_reached)
            sum += static_cast<double>(reached.load(std::memory_order_relaxed)) / m_horizonNs;
        return sum;
    }
    std::vector<Outcome> &outcomes() { return m_outcomes; }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Outcome> m_outcomes; // guarded by m_mutex until all are done
    size_t m_done = 0; // guarded by m_mutex
    std::vector<std::atomic<qint64>> m_reached;
    std::vector<QFuture<void>> m_futures;
    const double m_horizonNs;
};

} // namespace

VariantResult summariseOutcomes(const Variant &variant, std::vector<Outcome> outcomes, const QStringList &measured)
{
    Gathered all;
    for (Outcome &outcome : outcomes)
        gather(all, variant.model, std::move(outcome));
    for (size_t i = 0; i < scalarKinds().size() && !measured.isEmpty(); ++i) {
        for (Kept &one : all.kept) {
            if (!measured.contains(scalarKinds()[i].name.toString()))
                one.scalars[i] = std::numeric_limits<double>::quiet_NaN();
        }
    }
    return *summarise(variant, all, preview(variant.model), preflight(variant.model));
}

bool ExperimentResult::passes() const
{
    return std::all_of(variants.begin(), variants.end(), [](const VariantResult &variant) {
        return std::all_of(variant.thresholds.begin(), variant.thresholds.end(),
                           [](const ThresholdResult &threshold) { return threshold.pass; });
    });
}

ExperimentResult runExperiment(const Scenario &scenario, const RunOptions &options)
{
    QElapsedTimer clock;
    clock.start();
    QThreadPool pool;
    if (options.threads > 0)
        pool.setMaxThreadCount(options.threads);
    ExperimentResult result;
    result.name = scenario.name;
    result.title = scenario.title;
    result.description = scenario.description;
    result.seed = scenario.seed;
    result.scenarioSha256 = scenario.sha256;
    result.fingerprint = 0xcbf29ce484222325ULL;
    const bool fixed = options.replications > 0;
    const int most = fixed ? options.replications : scenario.replications.most;
    const int least = fixed ? options.replications : std::min(scenario.replications.least, most);
    qint64 reported = -1; // ms
    Progress progress;
    progress.variantCount = static_cast<int>(scenario.variants.size());
    for (const Variant &variant : scenario.variants) {
        const Preview fluid = preview(variant.model);
        const Preflight verdict = preflight(variant.model);
        Gathered all;
        progress.variant = variant.name;
        progress.partial.reset();
        int planned = least;
        // Batches of at most `least` bound what is in memory; their sizes are part of the result's definition.
        while (static_cast<int>(all.kept.size()) < planned && !result.cancelled) {
            const auto from = static_cast<int>(all.kept.size());
            const int to = std::min({planned, from + std::max(1, std::min(scenario.replications.least, 20)), most});
            Batch batch(variant.model, from, to, pool, options.cancel);
            for (bool done = false; !done;) {
                done = batch.waitOrReport();
                progress.replicationsDone = from + (done ? to - from : 0);
                progress.replicationsPlanned = planned;
                progress.share = (progress.variantIndex + (from + batch.progress()) / planned) / progress.variantCount;
                if (options.onProgress && (reported < 0 || clock.elapsed() - reported >= kSnapshotEvery.count())) {
                    reported = clock.elapsed();
                    options.onProgress(progress);
                }
            }
            for (Outcome &outcome : batch.outcomes()) {
                if (outcome.cancelled)
                    result.cancelled = true;
                else if (!result.cancelled)
                    gather(all, variant.model, std::move(outcome));
            }
            if (static_cast<int>(all.kept.size()) >= planned && !fixed && planned < most) {
                const auto partial = summarise(variant, all, fluid, verdict);
                progress.partial = partial;
                if (partial->precision > scenario.replications.precision)
                    planned = std::min(most, planned + least);
            }
        }
        if (!all.kept.empty()) {
            const auto done = summarise(variant, all, fluid, verdict);
            result.fingerprint = (result.fingerprint ^ done->fingerprint) * 0x100000001b3ULL;
            result.variants.push_back(*done);
        }
        ++progress.variantIndex;
        if (result.cancelled)
            break;
    }
    progress.share = 1;
    if (options.onProgress)
        options.onProgress(progress);
    result.elapsedSeconds = static_cast<double>(clock.nsecsElapsed()) * 1e-9;
    return result;
}

} // namespace remirai::sim
