// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/scenario/measured.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace remirai::sim {

namespace {

QString number(double value)
{
    return QString::number(value, 'g', 6);
}

QString seconds(double value)
{
    return QString::number(std::max(value, 1e-6), 'f', 6) + u's';
}

} // namespace

QByteArray scenarioFrom(const MeasuredSystem &system)
{
    QJsonObject steps;
    for (const MeasuredStep &step : system.steps) {
        const QJsonObject latency{{QStringLiteral("dist"), QStringLiteral("lognormal")},
                                  {QStringLiteral("mean"), seconds(step.meanSeconds > 0 ? step.meanSeconds : 1)},
                                  {QStringLiteral("cv"), std::clamp(step.cv, 0.0, 100.0)}};
        steps[step.name] = QJsonObject{{QStringLiteral("latency"), latency},
                                       {QStringLiteral("failure"), std::clamp(step.failureShare, 0.0, 1.0)}};
    }
    const QJsonObject document{
        {QStringLiteral("version"), 1},
        {QStringLiteral("name"), QStringLiteral("this-system")},
        {QStringLiteral("title"), QStringLiteral("This system, as it was measured")},
        {QStringLiteral("horizon"), QStringLiteral("24h")},
        {QStringLiteral("arrivals"),
         QJsonObject{
             {QStringLiteral("rate"), QString(number(std::max(0.0, system.jobsPerSecond)) + QStringLiteral("/s"))}}},
        {QStringLiteral("queue"),
         QJsonObject{{QStringLiteral("visibility"), seconds(static_cast<double>(system.visibilityMs) / 1'000)},
                     {QStringLiteral("maxReceive"), std::max(1, system.maxReceive)}}},
        {QStringLiteral("workers"),
         QJsonObject{{QStringLiteral("min"), std::max(1, system.minSlots)},
                     {QStringLiteral("max"), std::max({1, system.minSlots, system.maxSlots})}}},
        {QStringLiteral("steps"), steps}};
    return QJsonDocument(document).toJson();
}

} // namespace remirai::sim
