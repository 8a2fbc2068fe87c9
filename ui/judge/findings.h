// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/colors.h"
#include "ui/wire/overview.h"

#include <map>

namespace remirai::ui {

// A thing that is wrong with one subject, in words.
struct Finding
{
    QString rule; // an alert's, or one of ours: growing, paused, stalled
    QString subject; // a queue or a provider; empty: the whole
    Tone tone = Tone::Attention;
    QString text; // "no worker is connected"
    QString outlook; // whether it ends by itself: "Clears by itself in 12 min."
    qint64 sinceMs = 0; // by the server's clock; 0 = not known
    bool isOlder = false; // it has held for longer than sinceMs says

    QString sinceText(qint64 nowMs) const; // "since 13:02:07"; empty when not known
};

// The worst first. What an alert says of a subject is not said again in our words.
std::vector<Finding> findingsIn(const OverviewStatus &overview);

// Since when things are wrong of which the server does not say it: since we have seen them, without a gap.
class Onsets
{
public:
    void complete(std::vector<Finding> &findings, qint64 atMs);
    void forget() { *this = {}; }

private:
    struct Onset
    {
        qint64 sinceMs = 0;
        bool isOlder = false;
    };
    std::map<std::pair<QString, QString>, Onset> m_onsets; // by rule and subject
    bool m_hasLooked = false; // what was there at the first look has been there before
};

} // namespace remirai::ui
