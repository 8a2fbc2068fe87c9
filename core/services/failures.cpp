// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/failures.h"

#include "core/domain/errorsignature.h"

#include <algorithm>
#include <map>

namespace remirai {

namespace {

constexpr qint64 kMinuteMs = 60'000;
constexpr qint64 kHourMs = 3'600'000;

// Groups of the counts; the last of the trend's buckets holds `toMs`.
std::vector<FailureGroup> grouped(const std::vector<FailureCount> &counts, size_t buckets)
{
    std::map<std::pair<QString, StepName>, FailureGroup> groups;
    for (const FailureCount &count : counts) {
        FailureGroup &group = groups[{count.signature, count.step}];
        if (group.trend.empty()) {
            group.signature = count.signature;
            group.step = count.step;
            group.firstMs = count.firstMs;
            group.trend.resize(buckets);
        }
        group.count += count.count;
        group.firstMs = std::min(group.firstMs, count.firstMs);
        group.lastMs = std::max(group.lastMs, count.lastMs);
        const auto bucket = std::min(buckets - 1, static_cast<size_t>(std::max<qint64>(0, count.bucket)));
        group.trend[bucket] += count.count;
    }
    std::vector<FailureGroup> sorted;
    for (auto &[key, group] : groups)
        sorted.push_back(std::move(group));
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return a.count > b.count; });
    return sorted;
}

Status complete(Database &database, FailureGroup &group, qint64 fromMs)
{
    auto samples = failureSamples(database, group.signature, group.step, fromMs, kFailureSamples);
    if (!samples)
        return samples.error();
    const auto failedNow = countFailedSagas(database, group.signature, group.step);
    if (!failedNow)
        return failedNow.error();
    group.samples = std::move(*samples);
    group.failedNow = *failedNow;
    if (!group.samples.empty())
        group.text = normalizedError(group.samples.front().error);
    return {};
}

} // namespace

std::optional<FailureWindow> failureWindow(QStringView name)
{
    static const FailureWindow kWindows[]{{QStringLiteral("1h"), kHourMs, kMinuteMs},
                                          {QStringLiteral("3h"), 3 * kHourMs, 5 * kMinuteMs},
                                          {QStringLiteral("24h"), 24 * kHourMs, 30 * kMinuteMs},
                                          {QStringLiteral("3d"), 72 * kHourMs, kHourMs},
                                          {QStringLiteral("7d"), 168 * kHourMs, 2 * kHourMs}};
    for (const FailureWindow &window : kWindows) {
        if (window.name == name)
            return window;
    }
    return std::nullopt;
}

Result<FailureReport> failureReport(Database &database, const FailureWindow &window, qint64 nowMs)
{
    FailureReport report;
    report.window = window;
    report.toMs = nowMs;
    report.fromMs = nowMs / window.bucketMs * window.bucketMs + window.bucketMs - window.spanMs;
    const auto counts = countFailures(database, report.fromMs, window.bucketMs);
    if (!counts)
        return counts.error();
    report.groups = grouped(*counts, static_cast<size_t>(window.spanMs / window.bucketMs));
    for (const FailureGroup &group : report.groups)
        report.total += group.count;
    report.isTruncated = report.groups.size() > kMaxFailureGroups;
    if (report.isTruncated)
        report.groups.resize(kMaxFailureGroups);
    for (FailureGroup &group : report.groups) {
        if (const Status completed = complete(database, group, report.fromMs); !completed)
            return completed.error();
    }
    return report;
}

} // namespace remirai
