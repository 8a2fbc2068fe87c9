// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/live/liverun.h"

#include "sim/live/crowd.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>
#include <algorithm>
#include <cmath>

namespace remirai::sim {

namespace {

constexpr qint64 kSecondNs = 1'000'000'000;
constexpr qint64 kTurnNs = 100'000'000;
constexpr qint64 kTimeoutMs = 10'000;
constexpr qint64 kMostUnanswered = 100; // in a row with nothing answered: the server is gone

QueueState queueStateOf(const QByteArray &body)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    const QJsonArray queues = document.isArray() ? document.array() : document[QStringLiteral("queues")].toArray();
    QueueState state;
    state.known = !queues.isEmpty();
    for (const QJsonValue &value : queues) {
        const QString name = value[QStringLiteral("name")].toString();
        if (name.endsWith(QLatin1String("-dlq")))
            continue;
        const qint64 depth = value[QStringLiteral("depth")].toInteger();
        state.depth += depth;
        if (name.contains(QLatin1String("image")))
            state.depthSecond += depth;
        state.inFlight += value[QStringLiteral("in_flight")].toInteger();
        state.delayed += value[QStringLiteral("delayed")].toInteger();
        state.slotCount += value[QStringLiteral("slots")].toInteger();
        state.oldestAgeMs = std::max(state.oldestAgeMs, value[QStringLiteral("oldest_age_ms")].toInteger());
    }
    return state;
}

// One run: the crowd on one exchanger, and the watch on the queues beside it on another, so that looking does not wait
// behind the load.
class Play
{
public:
    Play(const LiveWindow &window, const LiveOptions &options)
        : m_window(window)
        , m_options(options)
        , m_recorder(window)
        , m_load(options.target, options.connections, kTimeoutMs)
        , m_watch(options.target, 1, kTimeoutMs)
        , m_crowd(m_load, m_recorder, window, options.run)
    { }

    Status knock();
    void run();
    Recorder &recorder() { return m_recorder; }
    const Crowd &crowd() const { return m_crowd; }
    bool gone() const { return m_gone; }
    qint64 playedNs() const { return m_playedNs; }
    bool cancelled() const { return m_options.cancel && m_options.cancel->load(std::memory_order_relaxed); }

private:
    void look();
    void report(qint64 nowNs);

    const LiveWindow &m_window;
    const LiveOptions &m_options;
    Recorder m_recorder;
    Exchanger m_load;
    Exchanger m_watch;
    Crowd m_crowd;
    qint64 m_zeroNs = 0; // of the window, on the load's clock
    qint64 m_playedNs = 0;
    qint64 m_reportedNs = 0;
    bool m_looking = false;
    bool m_gone = false;
};

// Before anything is played: is it there, and does it let our users in?
Status Play::knock()
{
    Answer seen;
    Exchange exchange{
        .method = "POST", .path = "/api/v1/auth/local", .body = {}, .token = {}, .userAgent = {}, .done = {}};
    exchange.body = R"({"email":"spike-)" + m_options.run + R"(@example.org"})";
    exchange.done = [&seen](const Answer &answer) { seen = answer; };
    m_load.add(std::move(exchange));
    while (!m_load.idle() && !cancelled())
        m_load.turn(m_load.nowNs() + kTurnNs);
    const QString target = QString::fromUtf8(m_options.target);
    if (seen.status == 0 && cancelled())
        return Error{ErrorCode::Unavailable, QStringLiteral("cancelled before anything was played"), {}};
    if (seen.status == 0)
        return Error{ErrorCode::Unavailable,
                     QStringLiteral("%1 does not answer (%2); is `remirai serve` running there?")
                         .arg(target, QString::fromUtf8(seen.problem)),
                     {}};
    if (seen.status < 200 || seen.status > 299)
        return Error{ErrorCode::Forbidden,
                     QStringLiteral("%1 answers HTTP %2 to POST /api/v1/auth/local; a spike signs in users of its own, "
                                    "which needs a Re:MirAI server with auth.local = true")
                         .arg(target)
                         .arg(seen.status),
                     {}};
    return {};
}

void Play::look()
{
    if (m_options.token.isEmpty() || m_looking)
        return;
    m_looking = true;
    Exchange exchange;
    exchange.path = "/api/v1/operator/queues";
    exchange.token = m_options.token;
    exchange.dueNs = m_watch.nowNs();
    exchange.done = [this](const Answer &answer) {
        m_looking = false;
        m_recorder.see(answer.status == 200 ? queueStateOf(answer.body) : QueueState{}); // unknown, not the last one
    };
    m_watch.add(std::move(exchange));
}

void Play::run()
{
    const std::vector<qint64> arrivals = liveArrivals(m_window);
    const qint64 horizonNs = m_window.variant.model.horizonNs;
    size_t next = 0;
    qint64 lookNs = 0;
    m_zeroNs = m_load.nowNs();
    for (qint64 now = 0; now < horizonNs && !cancelled() && !m_gone; now = m_load.nowNs() - m_zeroNs) {
        m_recorder.reach(now);
        for (; next < arrivals.size() && arrivals[next] <= now + kTurnNs; ++next)
            m_crowd.add(m_zeroNs + arrivals[next]);
        if (now >= lookNs) {
            look();
            lookNs = now + std::min(m_recorder.sampleNs(), kSecondNs) / 2;
        }
        m_watch.turn(0);
        report(now);
        if (next == arrivals.size() && m_crowd.unfinished() == 0 && now >= m_window.playNs)
            break;
        m_load.turn(m_load.nowNs() + kTurnNs / 2);
        m_gone = m_recorder.unanswered() >= kMostUnanswered && m_recorder.unanswered() > m_recorder.requests() / 2;
    }
    m_playedNs = std::min(m_load.nowNs() - m_zeroNs, horizonNs);
    look(); // what is left behind
    while (m_looking && !cancelled())
        m_watch.turn(m_watch.nowNs() + kTurnNs);
    report(horizonNs);
}

void Play::report(qint64 nowNs)
{
    if (!m_options.onProgress || (nowNs < m_reportedNs && nowNs < m_window.variant.model.horizonNs))
        return;
    m_reportedNs = nowNs + kTurnNs;
    LiveProgress progress;
    progress.elapsedSeconds = static_cast<double>(m_load.nowNs() - m_zeroNs) * 1e-9;
    progress.playSeconds = static_cast<double>(m_window.playNs) * 1e-9;
    progress.horizonSeconds = static_cast<double>(m_window.variant.model.horizonNs) * 1e-9;
    progress.journeys = m_recorder.counted(Count::Submitted);
    progress.ready = m_recorder.counted(Count::Ready);
    progress.failed = m_recorder.counted(Count::DeadLettered);
    progress.turnedAway = m_recorder.counted(Count::Rejected);
    progress.unfinished = m_crowd.unfinished();
    progress.requests = m_recorder.requests();
    progress.latencyP99Ms = m_recorder.latencyQuantileMs(0.99);
    progress.queues = m_recorder.queues();
    progress.sampleSeconds = static_cast<double>(m_recorder.sampleNs()) * 1e-9;
    for (size_t metric = 0; metric < kMetricSize; ++metric)
        progress.series[metric] = m_recorder.series(static_cast<Metric>(metric));
    m_options.onProgress(progress);
}

// The share of the measured samples that lie inside the predicted band; NaN when nothing can be compared.
double insideBand(const VariantResult &measured, const VariantResult &predicted, Metric metric)
{
    const Band &line = measured.series[static_cast<size_t>(metric)];
    const Band &band = predicted.series[static_cast<size_t>(metric)];
    double inside = 0;
    double all = 0;
    for (size_t i = 0; i < std::min(line.mean.size(), band.mean.size()); ++i) {
        if (!std::isfinite(line.mean[i]) || !std::isfinite(band.p05[i]))
            continue;
        ++all;
        inside += double(line.mean[i] >= band.p05[i] && line.mean[i] <= band.p95[i]);
    }
    return all > 0 ? inside / all : std::nan("");
}

QStringList notesOf(Play &play, const LiveWindow &window, const QByteArray &target)
{
    constexpr double kMostLatenessMs = 10; // an idle machine has under two
    Recorder &recorder = play.recorder();
    QStringList notes{
        QStringLiteral("Measured against %1 at scale %2 of the scenario's arrivals: %3 journeys, %4 requests.")
            .arg(QString::fromUtf8(target))
            .arg(window.scale)
            .arg(recorder.counted(Count::Submitted))
            .arg(recorder.requests())};
    const double lateness = recorder.latenessQuantileMs(0.99);
    if (lateness > std::max(kMostLatenessMs, 0.1 * recorder.latencyQuantileMs(0.5)))
        notes << QStringLiteral(
                     "INVALID as a measurement of the server: this machine sent its requests up to %1 ms late "
                     "(p99). Play a smaller --scale, or from another machine.")
                     .arg(lateness, 0, 'f', 1);
    if (play.gone())
        notes << QStringLiteral("Stopped: the server no longer answers.");
    if (!play.crowd().lastRefusal().isEmpty())
        notes << QStringLiteral("%1 journeys were turned away; the last because of: %2.")
                     .arg(recorder.counted(Count::Rejected))
                     .arg(play.crowd().lastRefusal());
    if (play.crowd().unfinished() > 0)
        notes << QStringLiteral("%1 journeys were not followed to their end.").arg(play.crowd().unfinished());
    return notes;
}

VariantResult measuredVariant(Play &play, const LiveWindow &window, QStringList &notes)
{
    Recorder &recorder = play.recorder();
    std::vector<Outcome> outcomes;
    outcomes.push_back(recorder.finish(play.playedNs()));
    const Outcome &outcome = outcomes.front();
    const QString sentence =
        QStringLiteral("%1 journeys: %2 ready, %3 failed, %4 turned away; 99 of 100 requests took at most %5 ms.")
            .arg(outcome.count(Count::Submitted))
            .arg(outcome.count(Count::Ready))
            .arg(outcome.count(Count::DeadLettered))
            .arg(outcome.count(Count::Rejected))
            .arg(outcome.apiLatency.quantile(0.99) * 1e-6, 0, 'f', 1);
    const QStringList measured = recorder.measured();
    Variant live = window.variant;
    live.name = QStringLiteral("measured");
    QStringList skipped;
    std::erase_if(live.thresholds, [&](const Threshold &threshold) {
        const bool blind = !measured.contains(threshold.metric);
        if (blind)
            skipped << threshold.metric;
        return blind;
    });
    if (!skipped.isEmpty())
        notes << QStringLiteral("Not measured, so these thresholds were not judged: %1.").arg(skipped.join(u", "));
    VariantResult result = summariseOutcomes(live, std::move(outcomes), measured);
    result.preflight.sentence = sentence;
    return result;
}

} // namespace

Result<ExperimentResult> runLive(const Scenario &scenario, const LiveOptions &options)
{
    const auto window = liveWindow(scenario.variants.front(), options.scale, options.drainNs);
    if (!window)
        return window.error();
    Play play(*window, options);
    if (const Status there = play.knock(); !there)
        return there.error();
    play.run();

    Scenario same = scenario;
    same.variants = {window->variant};
    same.variants.front().name = QStringLiteral("predicted");
    RunOptions prediction;
    prediction.replications = options.replications;
    prediction.cancel = options.cancel;
    ExperimentResult result = runExperiment(same, prediction);
    result.source = QStringLiteral("live");
    result.cancelled = play.cancelled();
    result.notes = notesOf(play, *window, options.target);
    const bool isPredicted = !result.variants.empty(); // not when it was cancelled before
    result.variants.insert(result.variants.begin(), measuredVariant(play, *window, result.notes));
    if (!isPredicted)
        return result;
    result.variants.back().thresholds.clear(); // a live run is judged by what was measured
    const double inside = insideBand(result.variants.front(), result.variants.back(), Metric::Depth);
    if (!std::isnan(inside))
        result.notes << QStringLiteral(
                            "The measured depth lay inside the predicted 5 – 95 % band at %1 % of the samples "
                            "(a right model: 90 %).")
                            .arg(inside * 100, 0, 'f', 0);
    return result;
}

bool isLoopback(const QString &url)
{
    const QString host = QUrl(url).host();
    return host == QLatin1String("localhost") || host == QLatin1String("::1")
        || (host.startsWith(QLatin1String("127.")) && host.count(u'.') == 3
            && std::all_of(host.begin(), host.end(), [](QChar c) { return c.isDigit() || c == u'.'; }));
}

} // namespace remirai::sim
