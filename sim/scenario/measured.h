// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <vector>

namespace remirai::sim {

// What a live server has measured of itself; the start of a scenario about it.
struct MeasuredStep
{
    QString name; // synthesis, illustration
    double meanSeconds = 0; // of a call
    double cv = 0.5; // of a call's time; half the mean when nothing better is known
    double failureShare = 0; // of attempts
};

struct MeasuredSystem
{
    double jobsPerSecond = 0;
    std::vector<MeasuredStep> steps;
    int minSlots = 10;
    int maxSlots = 100;
    qint64 visibilityMs = 180'000;
    int maxReceive = 5;
};

// A whole scenario document of one day. Steps without a measured time are taken to need a second.
QByteArray scenarioFrom(const MeasuredSystem &system);

} // namespace remirai::sim
