// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace prometheus {
class Counter;
class Histogram;
} // namespace prometheus

namespace remirai {

// A metric that somebody else counts (the database, the writer, a provider's gate), as it stands when it is asked for.
struct Reading
{
    enum class Kind { Counter, Gauge };
    struct Sample
    {
        std::vector<std::pair<std::string, std::string>> labels;
        double value = 0;
    };

    std::string name; // "remirai_queue_depth"
    std::string help;
    Kind kind = Kind::Gauge;
    std::vector<Sample> samples;
};

// How many requests took how long: counts in the buckets of the histogram.
struct RequestDurations
{
    std::vector<quint64> counts;

    quint64 total() const;
    RequestDurations since(const RequestDurations &before) const;
    // The seconds that a share of `quantile` stayed below, interpolated within a bucket; 0 when there were none.
    double seconds(double quantile) const;
};

// The metrics that we count ourselves, and the text that Prometheus reads. Any thread.
class Metrics
{
public:
    Metrics();
    ~Metrics();

    // Prometheus text format 0.0.4: our own metrics, then `readings`.
    QByteArray exposition(const std::vector<Reading> &readings) const;

    RequestDurations requestDurations() const; // of all requests so far

private:
    friend class RequestRecorder;
    struct State;
    std::unique_ptr<State> m_state;
};

// Counts finished HTTP requests for one thread: the series of a route are looked up once and then kept, so that a
// request costs a hash lookup and two increments. Not thread-safe; `metrics` must outlive it.
class RequestRecorder
{
public:
    explicit RequestRecorder(Metrics &metrics);

    // `method` and `route` (the pattern) empty when the request had none that we know. No duration: only counted, for
    // requests that wait for as long as their client wants.
    void record(QByteArrayView method, const QByteArray &route, int status, std::optional<qint64> durationUs);

private:
    struct Series
    {
        prometheus::Counter *count = nullptr;
        prometheus::Histogram *duration = nullptr;
    };
    struct Key
    {
        QByteArray route;
        QByteArray method;
        bool operator==(const Key &) const = default;
    };
    struct KeyHash
    {
        size_t operator()(const Key &key) const;
    };
    static constexpr size_t kClasses = 6; // by the hundreds of the status; 0 = nonsense

    Metrics &m_metrics;
    std::unordered_map<Key, std::array<Series, kClasses>, KeyHash> m_series;
};

} // namespace remirai
