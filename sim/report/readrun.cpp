// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/readrun.h"

#include "sim/stats/scalars.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>
#include <limits>

namespace remirai::sim {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr qint64 kMaxSummary = 16 * 1'048'576;

double real(const QVariant &value)
{
    return value.isNull() ? kNone : value.toDouble();
}

Error broken(const QString &file, const QString &why)
{
    return {ErrorCode::InvalidArgument, QStringLiteral("“%1” is no run that can be read: %2").arg(file, why), {}};
}

bool readScalars(QSqlQuery &query, int id, VariantResult &variant)
{
    const double none = kNone;
    variant.scalars.assign(scalarKinds().size(), estimate({none}));
    variant.values.assign(static_cast<size_t>(variant.replications), std::vector<double>(scalarKinds().size(), kNone));
    query.prepare(QStringLiteral("SELECT replication, name, value FROM replications WHERE variant_id = ?"));
    query.addBindValue(id);
    if (!query.exec())
        return false;
    while (query.next()) {
        const auto replication = query.value(0).toULongLong();
        const int index = scalarIndex(query.value(1).toString());
        if (index >= 0 && replication < variant.values.size())
            variant.values[replication][static_cast<size_t>(index)] = real(query.value(2));
    }
    for (size_t i = 0; i < scalarKinds().size(); ++i) {
        std::vector<double> column;
        for (const auto &values : variant.values)
            column.push_back(values[i]);
        variant.scalars[i] = estimate(std::move(column));
    }
    return true;
}

bool readSeries(QSqlQuery &query, int id, VariantResult &variant)
{
    for (size_t metric = 0; metric < kMetricSize; ++metric) {
        query.prepare(
            QStringLiteral("SELECT mean, p05, p50, p95 FROM series WHERE variant_id = ? AND metric = ? ORDER BY t_ns"));
        query.addBindValue(id);
        query.addBindValue(metricKind(static_cast<Metric>(metric)).name.toString());
        if (!query.exec())
            return false;
        Band &band = variant.series[metric];
        while (query.next()) {
            band.mean.push_back(static_cast<float>(real(query.value(0))));
            band.p05.push_back(static_cast<float>(real(query.value(1))));
            band.p50.push_back(static_cast<float>(real(query.value(2))));
            band.p95.push_back(static_cast<float>(real(query.value(3))));
        }
    }
    return true;
}

bool readThresholds(QSqlQuery &query, int id, VariantResult &variant)
{
    query.prepare(QStringLiteral("SELECT metric, threshold, observed, pass FROM thresholds WHERE variant_id = ?"));
    query.addBindValue(id);
    if (!query.exec())
        return false;
    while (query.next()) {
        ThresholdResult result;
        result.threshold.metric = query.value(0).toString();
        result.threshold.text = query.value(1).toString();
        result.observed = real(query.value(2));
        result.pass = query.value(3).toBool();
        variant.thresholds.push_back(result);
    }
    return true;
}

bool readVariants(QSqlQuery &query, ExperimentResult &result)
{
    if (!query.exec(QStringLiteral("SELECT name, config, replications, horizon_ns, sample_ns, fingerprint, verdict, "
                                   "currency FROM variants ORDER BY id")))
        return false;
    while (query.next()) {
        VariantResult &variant = result.variants.emplace_back();
        variant.name = query.value(0).toString();
        if (const auto config = parseJson(query.value(1).toByteArray(), variant.name))
            variant.config = *config;
        variant.replications = query.value(2).toInt();
        variant.horizonNs = query.value(3).toLongLong();
        variant.sampleNs = query.value(4).toLongLong();
        variant.fingerprint = query.value(5).toString().toULongLong(nullptr, 16);
        variant.preflight.sentence = query.value(6).toString();
        variant.currency = query.value(7).toString();
        variant.precision = kNone;
    }
    for (size_t i = 0; i < result.variants.size(); ++i) {
        const int id = static_cast<int>(i) + 1;
        if (!readScalars(query, id, result.variants[i]) || !readSeries(query, id, result.variants[i])
            || !readThresholds(query, id, result.variants[i]))
            return false;
    }
    return !result.variants.empty();
}

Result<ExperimentResult> readAll(QSqlDatabase database, const QString &file)
{
    QSqlQuery query(database);
    ExperimentResult result;
    if (!query.exec(QStringLiteral("SELECT source, scenario, title, scenario_sha256, seed, fingerprint FROM runs"))
        || !query.next())
        return broken(file, query.lastError().text());
    result.source = query.value(0).toString();
    result.name = query.value(1).toString();
    result.title = query.value(2).toString();
    result.scenarioSha256 = query.value(3).toString().toLatin1();
    result.seed = query.value(4).toString().toULongLong();
    result.fingerprint = query.value(5).toString().toULongLong(nullptr, 16);
    if (!readVariants(query, result))
        return broken(file, query.lastError().text());
    return result;
}

} // namespace

Result<ExperimentResult> readRun(const QString &folder)
{
    const QString file = QDir(folder).filePath(QStringLiteral("run.sqlite"));
    if (!QFile::exists(file))
        return Error{
            ErrorCode::NotFound,
            QStringLiteral("there is no run.sqlite in “%1”; choose a folder that simulate --out or spike --out "
                           "wrote")
                .arg(folder),
            {}};
    const QString connection = QStringLiteral("earlier run ") + file;
    Result<ExperimentResult> result = broken(file, QStringLiteral("it cannot be opened"));
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection);
        database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY"));
        database.setDatabaseName(file);
        if (database.open())
            result = readAll(database, file);
    }
    QSqlDatabase::removeDatabase(connection);
    QFile summary(QDir(folder).filePath(QStringLiteral("summary.json")));
    if (result && summary.open(QIODevice::ReadOnly)) {
        const QJsonObject json = QJsonDocument::fromJson(summary.read(kMaxSummary)).object();
        for (const QJsonValue &note : json[QStringLiteral("notes")].toArray())
            result->notes << note.toString();
    }
    return result;
}

} // namespace remirai::sim
