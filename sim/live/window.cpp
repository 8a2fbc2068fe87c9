// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/live/window.h"

#include "core/domain/units.h"
#include "sim/engine/counts.h"

#include <QLocale>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace remirai::sim {

namespace {

constexpr qint64 kSecondNs = 1'000'000'000;
constexpr qint64 kLongestNs = 3'600 * kSecondNs;
constexpr qint64 kBeforeSpikeNs = 5 * kSecondNs;
constexpr qint64 kUsualNs = 60 * kSecondNs;
constexpr qint64 kPoints = 600;
constexpr double kMostJourneys = 200'000;

struct Stretch
{
    qint64 fromNs = 0;
    qint64 toNs = 0;
};

qint64 busiestMinute(const Model &model)
{
    const auto busiest = std::max_element(model.expected->begin(), model.expected->end());
    return (busiest - model.expected->begin()) * model.cellNs;
}

Stretch stretchOf(const Variant &variant)
{
    const Model &model = variant.model;
    if (variant.live.durationNs > 0)
        return {variant.live.fromNs, std::min(model.horizonNs, variant.live.fromNs + variant.live.durationNs)};
    if (variant.live.fromNs > 0 || model.disturbances.empty()) {
        const qint64 from = variant.live.fromNs > 0 ? variant.live.fromNs : busiestMinute(model);
        return {from, std::min(model.horizonNs, from + kUsualNs)};
    }
    const Disturbance &spike = model.disturbances.front();
    return {std::max<qint64>(0, spike.fromNs - kBeforeSpikeNs), std::min(model.horizonNs, spike.toNs)};
}

// Arrivals per `cellNs` of the new model from the old one's cells.
std::vector<double> cutArrivals(const Model &model, const Stretch &stretch, qint64 cellNs, qint64 cells, double scale)
{
    std::vector<double> expected(static_cast<size_t>(cells), 0.0);
    const double share = static_cast<double>(cellNs) / static_cast<double>(model.cellNs) * scale;
    for (qint64 cell = 0; cell < cells; ++cell) {
        const qint64 at = stretch.fromNs + cell * cellNs;
        const auto old = static_cast<size_t>(at / model.cellNs);
        if (at < stretch.toNs && old < model.expected->size())
            expected[static_cast<size_t>(cell)] = (*model.expected)[old] * share;
    }
    return expected;
}

// Puts what happens at scenario times on the window's clock, and drops what lies outside.
template <typename Span> void shift(std::vector<Span> &spans, qint64 byNs, qint64 horizonNs)
{
    for (Span &span : spans) {
        span.fromNs = std::max<qint64>(0, span.fromNs - byNs);
        span.toNs -= byNs;
    }
    std::erase_if(spans, [horizonNs](const Span &span) { return span.toNs <= 0 || span.fromNs >= horizonNs; });
}

} // namespace

Result<LiveWindow> liveWindow(const Variant &variant, double scale, qint64 drainNs)
{
    const Model &model = variant.model;
    Stretch stretch = stretchOf(variant);
    const qint64 cellNs = std::gcd(model.cellNs, kSecondNs);
    stretch.fromNs = stretch.fromNs / cellNs * cellNs;
    LiveWindow window{.variant = variant, .playNs = stretch.toNs - stretch.fromNs};
    window.scale = scale > 0 ? scale : variant.live.scale;
    const auto invalid = [](const QString &what) { return Error{ErrorCode::InvalidArgument, what, {}}; };
    if (window.playNs <= 0)
        return invalid(QStringLiteral("the window to play is empty; see \"live\" in the scenario"));
    if (window.playNs > kLongestNs)
        return invalid(
            QStringLiteral("the window to play lasts %1, and it is played in real time: at most an hour. Shorten it "
                           "with --set live.duration=10m")
                .arg(formatDuration(std::chrono::milliseconds(window.playNs / 1'000'000))));
    Model &cut = window.variant.model;
    const qint64 cells = (window.playNs + std::min(drainNs, kLongestNs) + cellNs - 1) / cellNs;
    cut.cellNs = cellNs;
    cut.horizonNs = cells * cellNs;
    cut.warmupNs = 0;
    cut.replayed = false;
    cut.burstPhi = std::pow(model.burstPhi, static_cast<double>(cellNs) / static_cast<double>(model.cellNs));
    cut.sampleNs = std::max(cellNs, (cut.horizonNs / kPoints / kSecondNs + 1) * kSecondNs / cellNs * cellNs);
    cut.expected =
        std::make_shared<const std::vector<double>>(cutArrivals(model, stretch, cellNs, cells, window.scale));
    shift(cut.disturbances, stretch.fromNs, cut.horizonNs);
    for (Disturbance &disturbance : cut.disturbances)
        disturbance.toNs = std::min(disturbance.toNs, window.playNs); // recovery begins where the play ends
    for (StationModel &station : cut.stations)
        shift(station.outages, stretch.fromNs, cut.horizonNs);
    window.journeys = std::accumulate(cut.expected->begin(), cut.expected->end(), 0.0);
    if (window.journeys > kMostJourneys)
        return invalid(QStringLiteral("this window at scale %1 is about %2 journeys of ten requests; at most 200,000. "
                                      "Give a smaller --scale, like %3")
                           .arg(window.scale)
                           .arg(QLocale(QLocale::English).toString(std::round(window.journeys), 'f', 0))
                           .arg(window.scale * kMostJourneys / window.journeys, 0, 'g', 1));
    return window;
}

std::vector<qint64> liveArrivals(const LiveWindow &window)
{
    const Model &model = window.variant.model;
    const Stream stream{model.seed, streamId("live"), 0};
    std::vector<qint64> all;
    for (size_t cell = 0; cell < model.expected->size(); ++cell) {
        Uniforms uniforms(stream, cell);
        const qint64 from = static_cast<qint64>(cell) * model.cellNs;
        const size_t before = all.size();
        for (qint64 n = poissonCount((*model.expected)[cell], uniforms); n > 0; --n)
            all.push_back(from + static_cast<qint64>(uniforms.next() * static_cast<double>(model.cellNs)));
        std::sort(all.begin() + static_cast<qsizetype>(before), all.end());
    }
    return all;
}

} // namespace remirai::sim
