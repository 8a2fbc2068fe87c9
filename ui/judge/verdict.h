// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/judge/findings.h"

#include <QStringList>

namespace remirai::ui {

// The system's state in one sentence, with what led to it; the worst first.
struct Verdict
{
    Tone tone = Tone::Good;
    QString headline; // "Healthy: nothing waits, nothing failed."
    QString outlook; // of the worst: since when, and whether it ends by itself; empty when all is well
    QStringList reasons; // what else is wrong

    bool operator==(const Verdict &) const = default;
};

Verdict verdictOf(const OverviewStatus &overview, const std::vector<Finding> &findings);

// What one must know of a queue before reading its figures: paused, no worker, not draining. Empty when all is well.
struct Badge
{
    QString text;
    Tone tone = Tone::Neutral;
};
Badge badgeOf(const QueueStatus &queue);
// Whether it will clear by itself, and when: "clears in 12 min".
QString drainText(const QueueStatus &queue);
Tone drainTone(const QueueStatus &queue);

} // namespace remirai::ui
