// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/colors.h"
#include "ui/wire/overview.h"

#include <QStringList>

namespace remirai::ui {

// The system's state in one sentence, with what led to it; the worst first.
struct Verdict
{
    Tone tone = Tone::Good;
    QString headline; // "Healthy: nothing waits, nothing failed."
    QStringList reasons;

    bool operator==(const Verdict &) const = default;
};

Verdict verdictOf(const OverviewStatus &overview);

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
