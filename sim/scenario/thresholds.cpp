// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/scenario/thresholds.h"

#include "sim/scenario/nearest.h"
#include "sim/stats/scalars.h"

#include <QRegularExpression>

namespace remirai::sim {

namespace {

using Part = Threshold::Part;
using Compare = Threshold::Compare;

const QStringList &distributions()
{
    static const QStringList names{QStringLiteral("time_to_ready"), QStringLiteral("wait"),
                                   QStringLiteral("api_latency")};
    return names;
}

Error invalid(const QString &metric, const QString &what)
{
    return {ErrorCode::InvalidArgument, what, metric};
}

Part partOf(const QString &word)
{
    return word == QLatin1String("avg")                         ? Part::Average
        : word == QLatin1String("min")                          ? Part::Minimum
        : word == QLatin1String("max")                          ? Part::Maximum
        : word == QLatin1String("med") || word.startsWith(u'p') ? Part::Percentile
                                                                : Part::Value;
}

Compare compareOf(const QString &op)
{
    return op == QLatin1String("<") ? Compare::Less
        : op == QLatin1String("<=") ? Compare::LessOrEqual
        : op == QLatin1String(">")  ? Compare::Greater
        : op == QLatin1String(">=") ? Compare::GreaterOrEqual
        : op == QLatin1String("!=") ? Compare::NotEqual
                                    : Compare::Equal;
}

// Seconds of a time, else the number itself; `unit` is the metric's.
Result<double> limitOf(const QString &metric, QStringView unit, const QString &limit)
{
    bool isNumber = false;
    const double number = limit.toDouble(&isNumber);
    if (unit == u"s") {
        if (isNumber)
            return invalid(metric, QStringLiteral("%1 has no unit; write for instance \"%1s\"").arg(limit));
        const auto span = parseSpan(limit);
        return span ? Result<double>(static_cast<double>(*span) * 1e-9) : Result<double>(span.error());
    }
    if (isNumber)
        return number;
    if (unit == u"share" && limit.endsWith(u'%')) {
        const double percent = limit.chopped(1).trimmed().toDouble(&isNumber);
        if (isNumber)
            return percent / 100;
    }
    if (unit == u"money") {
        const double amount = limit.section(u' ', 0, 0).toDouble(&isNumber);
        if (isNumber)
            return amount;
    }
    const QString example = unit == u"share" ? QStringLiteral("0.01 or 1%")
        : unit == u"money"                   ? QStringLiteral("500 or 500 USD")
                                             : QStringLiteral("1000");
    return invalid(metric,
                   QStringLiteral("“%1” does not fit %2, which is in %3; write a number, like %4")
                       .arg(limit, metric, unit.toString(), example));
}

QStringList metricNames()
{
    QStringList names = distributions();
    for (const ScalarKind &kind : scalarKinds())
        names << kind.name.toString();
    return names;
}

} // namespace

Result<Threshold> parseThreshold(const QString &metric, const QString &text)
{
    static const QRegularExpression kGrammar(QStringLiteral(
        "^\\s*(avg|min|max|med|value|rate|count|p\\((\\d+(?:\\.\\d+)?)\\))\\s*(<=|>=|===|==|!=|<|>)\\s*(\\S.*)$"));
    const auto match = kGrammar.match(text);
    if (!match.hasMatch())
        return invalid(
            metric,
            QStringLiteral("“%1” is not a threshold; write for instance \"p(95)<10m\", \"value<=0.01\"").arg(text));
    const bool spread = distributions().contains(metric);
    const int scalar = scalarIndex(metric);
    Threshold threshold{.metric = metric, .text = text};
    threshold.part = partOf(match.captured(1));
    threshold.percentile = match.captured(1) == QLatin1String("med") ? 50 : match.captured(2).toDouble();
    threshold.compare = compareOf(match.captured(3));
    if (threshold.percentile > 100)
        return invalid(metric, QStringLiteral("p(%1) does not exist; percentiles end at 100").arg(match.captured(2)));
    if (spread && threshold.part == Part::Value)
        return invalid(metric,
                       QStringLiteral("“%1” is of no use for %2, which has many values; use avg, max or p(95)")
                           .arg(match.captured(1), metric));
    const QStringView unit = spread ? u"s" : scalar >= 0 ? scalarKinds()[static_cast<size_t>(scalar)].unit : u"";
    const auto limit = limitOf(metric, unit, match.captured(4).trimmed());
    if (!limit)
        return limit.error();
    threshold.limit = *limit;
    return threshold;
}

std::vector<Threshold> readThresholds(ObjectReader &root)
{
    std::vector<Threshold> thresholds;
    const QString name = QStringLiteral("thresholds");
    const Json *object = root.any(name);
    if (!object)
        return thresholds;
    if (object->kind != Json::Kind::Object) {
        root.complain(name, QStringLiteral("must be an object, like {\"time_to_ready\": [\"p(95)<10m\"]}"));
        return thresholds;
    }
    const QStringList known = metricNames();
    for (const auto &[metric, list] : object->members) {
        const auto complain = [&, path = QString(name + u'.' + metric)](const Json &where, const QString &what) {
            root.problems().add(where, path, what);
        };
        if (!known.contains(metric)) {
            const QString near = nearest(metric, known);
            complain(list,
                     near.isEmpty()
                         ? QStringLiteral("there is no such metric; known: %1").arg(known.join(QStringLiteral(", ")))
                         : QStringLiteral("there is no such metric; did you mean “%1”?").arg(near));
            continue;
        }
        if (list.kind != Json::Kind::Array)
            complain(list, QStringLiteral("must be a list of texts, like [\"p(95)<10m\"]"));
        for (const Json &item : list.items) {
            const auto threshold = parseThreshold(metric, item.text);
            if (threshold)
                thresholds.push_back(*threshold);
            else
                complain(item, threshold.error().message);
        }
    }
    return thresholds;
}

} // namespace remirai::sim
