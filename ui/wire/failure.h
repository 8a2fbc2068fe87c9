// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "ui/wire/fields.h"

namespace remirai::ui {

struct FailureSample
{
    QString sagaId;
    QString error;
    QString worker;
    qint64 atMs = 0;

    bool operator==(const FailureSample &) const = default;
};

// Failures whose message is the same once ids and numbers are taken out.
struct FailureGroup
{
    QString signature;
    QString text;
    QString step;
    QString queue;
    qint64 count = 0; // in the window
    qint64 failedNow = 0; // sagas that rest failed with it
    qint64 firstSeenAtMs = 0;
    qint64 lastSeenAtMs = 0;
    std::vector<double> trend; // oldest first; the last is still filling
    std::vector<FailureSample> samples;

    bool operator==(const FailureGroup &) const = default;
};

struct FailureReport
{
    QString window;
    qint64 bucketMs = 0;
    qint64 total = 0;
    std::vector<FailureGroup> groups;
    bool truncated = false;
};

Result<FailureReport> failuresIn(const QJsonObject &object);

inline QString keyOf(const FailureGroup &group)
{
    return group.signature + group.step;
}
inline QString keyOf(const FailureSample &sample)
{
    return sample.sagaId + QString::number(sample.atMs);
}

} // namespace remirai::ui
