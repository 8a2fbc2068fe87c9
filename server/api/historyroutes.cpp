// SPDX-License-Identifier: GPL-3.0-or-later
// What was: failures by signature, and the figures of charts.
#include "core/domain/clock.h"
#include "core/domain/units.h"
#include "core/services/watch.h"
#include "server/api/handlers.h"
#include "server/api/jsonbody.h"
#include "server/api/operationviews.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kUsualSpanMs = 3'600'000;
constexpr qsizetype kMaxNames = 64;

QString textIn(const Request &request, QByteArrayView name)
{
    return QString::fromUtf8(request.queryValue(name).value_or(QByteArray()));
}

Error wrong(const char *field, const QString &why)
{
    return {ErrorCode::InvalidArgument, why, QString::fromLatin1(field)};
}

Result<Response> getFailures(ApiThread &api, const Principal &, const Request &request)
{
    const QString name = textIn(request, "window");
    const auto window = failureWindow(name.isEmpty() ? u"24h"_s : name);
    if (!window)
        return wrong("window", u"window is one of 1h, 3h, 24h, 3d, 7d"_s);
    const ApiContext &context = api.context();
    const auto report =
        api.read([&](Database &database) { return failureReport(database, *window, context.environment.nowMs()); });
    if (!report)
        return report.error();
    const auto view = [&](const FailureGroup &group) {
        return failureView(group, context.saga.queueOf(group.step).name);
    };
    return Response::json(toJson({{u"window"_s, report->window.name},
                                  {u"from"_s, rfc3339(report->fromMs)},
                                  {u"to"_s, rfc3339(report->toMs)},
                                  {u"bucket_ms"_s, report->window.bucketMs},
                                  {u"total"_s, report->total},
                                  {u"groups"_s, arrayOf(report->groups, view)},
                                  {u"truncated"_s, report->isTruncated}}));
}

Result<std::optional<qint64>> timeIn(const Request &request, const char *name)
{
    const QString text = textIn(request, name);
    if (text.isEmpty())
        return std::optional<qint64>();
    const auto at = fromRfc3339(text);
    if (!at)
        return wrong(name, u"%1 is a time like 2026-03-01T12:00:00Z"_s.arg(QLatin1String(name)));
    return at;
}

Result<SeriesRange> rangeIn(const Request &request, qint64 nowMs)
{
    const auto from = timeIn(request, "from");
    const auto to = timeIn(request, "to");
    if (!from || !to)
        return from ? to.error() : from.error();
    std::optional<qint64> stepMs;
    if (const QString text = textIn(request, "step"); !text.isEmpty()) {
        const auto step = parseDurationMs(text);
        if (!step)
            return wrong("step", step.error().message);
        stepMs = *step;
    }
    const qint64 toMs = to->value_or(nowMs);
    return seriesRange(from->value_or(toMs - kUsualSpanMs), toMs, stepMs, nowMs);
}

Result<SeriesRequest> seriesIn(const Request &request, qint64 nowMs)
{
    const auto range = rangeIn(request, nowMs);
    if (!range)
        return range.error();
    SeriesRequest wanted;
    wanted.range = *range;
    for (const QString &name : textIn(request, "metric").split(u',', Qt::SkipEmptyParts)) {
        const auto metric = seriesMetricFrom(name);
        if (!metric)
            return wrong("metric",
                         u"there is no metric “%1”; the contract in /openapi.json lists them"_s.arg(name.left(60)));
        if (std::find(wanted.metrics.begin(), wanted.metrics.end(), *metric) == wanted.metrics.end())
            wanted.metrics.push_back(*metric);
    }
    if (wanted.metrics.empty())
        return wrong("metric", u"name one or more metrics, with commas between"_s);
    wanted.queues = textIn(request, "queue").split(u',', Qt::SkipEmptyParts);
    if (wanted.queues.size() > kMaxNames)
        return wrong("queue", u"at most %1 queues at once"_s.arg(kMaxNames));
    return wanted;
}

Result<Response> getSeries(ApiThread &api, const Principal &, const Request &request)
{
    const ApiContext &context = api.context();
    const auto wanted = seriesIn(request, context.environment.nowMs());
    if (!wanted)
        return wanted.error();
    const auto lines =
        api.read([&](Database &database) { return readSeries(database, context.watch.history(), *wanted); });
    if (!lines)
        return lines.error();
    return Response::json(toJson({{u"from"_s, rfc3339(wanted->range.fromMs)},
                                  {u"to"_s, rfc3339(wanted->range.toMs)},
                                  {u"step_ms"_s, wanted->range.stepMs},
                                  {u"tier_ms"_s, wanted->range.tier.stepMs},
                                  {u"series"_s, arrayOf(*lines, seriesView)}}));
}

} // namespace

void addHistoryRoutes(Router &router, ApiThread &api)
{
    router.get("/api/v1/operator/failures", only(Role::Viewer, api, getFailures));
    router.get("/api/v1/operator/series", only(Role::Viewer, api, getSeries));
}

} // namespace remirai
