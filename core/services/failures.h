// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/failurestore.h"

namespace remirai {

// Why attempts fail, grouped by what their errors have in common.

struct FailureWindow
{
    QString name; // "24h"
    qint64 spanMs = 0;
    qint64 bucketMs = 0; // of the trend
};
std::optional<FailureWindow> failureWindow(QStringView name); // 1h, 3h, 24h, 3d, 7d

struct FailureGroup
{
    QString signature;
    StepName step = StepName::Synthesis;
    QString text; // what the errors have in common
    qint64 count = 0; // failed attempts in the window
    qint64 failedNow = 0; // sagas that stand failed with it, whenever they failed
    qint64 firstMs = 0;
    qint64 lastMs = 0;
    std::vector<qint64> trend; // oldest first; the last bucket still fills
    std::vector<FailureSample> samples; // newest first
};

struct FailureReport
{
    FailureWindow window;
    qint64 fromMs = 0; // the first bucket's begin
    qint64 toMs = 0;
    qint64 total = 0;
    std::vector<FailureGroup> groups; // the most frequent first
    bool isTruncated = false;
};
inline constexpr size_t kMaxFailureGroups = 200;
inline constexpr int kFailureSamples = 3;

Result<FailureReport> failureReport(Database &database, const FailureWindow &window, qint64 nowMs);

} // namespace remirai
