// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/metrics.h"

#include <QHash>
#include <algorithm>
#include <numeric>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace remirai {

namespace {

const prometheus::Histogram::BucketBoundaries kSeconds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                       0.1,    0.25,  0.5,    1,     2.5,  5,     10};
constexpr size_t kMaxSeries = 1'024; // routes are few; this bounds what a mistake could cost

prometheus::MetricFamily familyOf(const Reading &reading)
{
    prometheus::MetricFamily family;
    family.name = reading.name;
    family.help = reading.help;
    const bool isCounter = reading.kind == Reading::Kind::Counter;
    family.type = isCounter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
    for (const Reading::Sample &sample : reading.samples) {
        prometheus::ClientMetric metric;
        for (const auto &[name, value] : sample.labels)
            metric.label.push_back({name, value});
        if (isCounter)
            metric.counter.value = sample.value;
        else
            metric.gauge.value = sample.value;
        family.metric.push_back(std::move(metric));
    }
    return family;
}

} // namespace

struct Metrics::State
{
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter> &requests = prometheus::BuildCounter()
                                                            .Name("remirai_http_requests_total")
                                                            .Help("HTTP requests answered.")
                                                            .Register(registry);
    prometheus::Family<prometheus::Histogram> &durations =
        prometheus::BuildHistogram()
            .Name("remirai_http_request_duration_seconds")
            .Help("From the complete request to its answer in the socket.")
            .Register(registry);
};

Metrics::Metrics()
    : m_state(std::make_unique<State>())
{ }

Metrics::~Metrics() = default;

QByteArray Metrics::exposition(const std::vector<Reading> &readings) const
{
    auto families = m_state->registry.Collect();
    for (const Reading &reading : readings)
        families.push_back(familyOf(reading));
    return QByteArray::fromStdString(prometheus::TextSerializer().Serialize(families));
}

quint64 RequestDurations::total() const
{
    return std::accumulate(counts.begin(), counts.end(), quint64{0});
}

RequestDurations RequestDurations::since(const RequestDurations &before) const
{
    RequestDurations rest = *this;
    for (size_t i = 0; i < std::min(rest.counts.size(), before.counts.size()); ++i)
        rest.counts[i] -= std::min(rest.counts[i], before.counts[i]);
    return rest;
}

double RequestDurations::seconds(double quantile) const
{
    const double wanted = quantile * static_cast<double>(total());
    if (wanted <= 0)
        return 0;
    double before = 0;
    for (size_t i = 0; i < kSeconds.size() && i < counts.size(); ++i) {
        const auto inside = static_cast<double>(counts[i]);
        const double low = i == 0 ? 0 : kSeconds[i - 1];
        if (inside > 0 && before + inside >= wanted)
            return low + (kSeconds[i] - low) * (wanted - before) / inside;
        before += inside;
    }
    return kSeconds.back();
}

RequestDurations Metrics::requestDurations() const
{
    RequestDurations durations;
    durations.counts.resize(kSeconds.size() + 1);
    for (const prometheus::MetricFamily &family : m_state->durations.Collect()) {
        for (const prometheus::ClientMetric &metric : family.metric) {
            quint64 below = 0;
            const auto &buckets = metric.histogram.bucket;
            for (size_t i = 0; i < std::min(buckets.size(), durations.counts.size()); ++i) {
                durations.counts[i] += buckets[i].cumulative_count - below;
                below = buckets[i].cumulative_count;
            }
        }
    }
    return durations;
}

RequestRecorder::RequestRecorder(Metrics &metrics)
    : m_metrics(metrics)
{ }

size_t RequestRecorder::KeyHash::operator()(const Key &key) const
{
    return qHash(key.route) ^ (qHash(key.method) << 1);
}

void RequestRecorder::record(QByteArrayView method, const QByteArray &route, int status,
                             std::optional<qint64> durationUs)
{
    // The view is of a literal: no copy of the method's bytes.
    const Key key{route, QByteArray::fromRawData(method.data(), method.size())};
    auto found = m_series.find(key);
    if (found == m_series.end()) {
        if (m_series.size() >= kMaxSeries)
            return;
        found = m_series.emplace(Key{route, method.toByteArray()}, std::array<Series, kClasses>{}).first;
    }
    const auto statusClass = static_cast<size_t>(std::clamp(status / 100, 0, 5));
    Series &series = found->second[statusClass];
    if (!series.count) {
        const prometheus::Labels labels{{"method", method.toByteArray().toStdString()},
                                        {"route", route.toStdString()},
                                        {"status", std::to_string(statusClass) + "xx"}};
        series.count = &m_metrics.m_state->requests.Add(labels);
        if (durationUs)
            series.duration = &m_metrics.m_state->durations.Add(labels, kSeconds);
    }
    series.count->Increment();
    if (series.duration && durationUs)
        series.duration->Observe(static_cast<double>(*durationUs) / 1e6);
}

} // namespace remirai
