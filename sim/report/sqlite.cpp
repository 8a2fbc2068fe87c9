// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/files.h"
#include "sim/stats/scalars.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>
#include <cmath>

namespace remirai::sim {

namespace {

constexpr const char *kSchema[] = {
    "CREATE TABLE runs (id INTEGER PRIMARY KEY, source TEXT NOT NULL, engine TEXT NOT NULL, scenario TEXT NOT NULL,"
    " title TEXT NOT NULL, scenario_sha256 TEXT NOT NULL, seed TEXT NOT NULL, fingerprint TEXT NOT NULL) STRICT",
    "CREATE TABLE variants (id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs, name TEXT NOT NULL,"
    " config TEXT NOT NULL, replications INTEGER NOT NULL, horizon_ns INTEGER NOT NULL, sample_ns INTEGER NOT NULL,"
    " fingerprint TEXT NOT NULL, verdict TEXT NOT NULL, currency TEXT NOT NULL) STRICT",
    "CREATE TABLE scalars (variant_id INTEGER NOT NULL REFERENCES variants, name TEXT NOT NULL, unit TEXT NOT NULL,"
    " mean REAL, half_width REAL, deviation REAL, p05 REAL, p50 REAL, p95 REAL, PRIMARY KEY (variant_id, name)) STRICT",
    "CREATE TABLE replications (variant_id INTEGER NOT NULL REFERENCES variants, replication INTEGER NOT NULL,"
    " name TEXT NOT NULL, value REAL, PRIMARY KEY (variant_id, replication, name)) STRICT",
    "CREATE TABLE histogram_bins (variant_id INTEGER NOT NULL REFERENCES variants, metric TEXT NOT NULL,"
    " middle_ns INTEGER NOT NULL, weight REAL NOT NULL) STRICT",
    "CREATE TABLE series (variant_id INTEGER NOT NULL REFERENCES variants, metric TEXT NOT NULL, t_ns INTEGER NOT NULL,"
    " mean REAL, p05 REAL, p50 REAL, p95 REAL, PRIMARY KEY (variant_id, metric, t_ns)) STRICT, WITHOUT ROWID",
    "CREATE TABLE thresholds (variant_id INTEGER NOT NULL REFERENCES variants, metric TEXT NOT NULL,"
    " threshold TEXT NOT NULL, observed REAL, pass INTEGER NOT NULL) STRICT",
};

// NaN and infinity are NULL, as OMNeT++'s result files have it.
QVariant real(double value)
{
    return std::isfinite(value) ? QVariant(value) : QVariant();
}

// One open file; the first error sticks and is reported at the end.
class Writer
{
public:
    explicit Writer(QSqlDatabase database)
        : m_query(database)
    { }

    void execute(const QString &sql)
    {
        if (!m_failed && !m_query.exec(sql))
            fail();
    }
    void prepare(const QString &sql)
    {
        if (!m_failed && !m_query.prepare(sql))
            fail();
    }
    void row(const QVariantList &values)
    {
        if (m_failed)
            return;
        for (qsizetype i = 0; i < values.size(); ++i)
            m_query.bindValue(static_cast<int>(i), values[i]);
        if (!m_query.exec())
            fail();
    }
    Status status() const
    {
        if (m_failed)
            return Error{ErrorCode::Unavailable, QStringLiteral("run.sqlite: %1").arg(m_text), {}};
        return {};
    }

private:
    void fail()
    {
        m_failed = true;
        m_text = m_query.lastError().text();
    }

    QSqlQuery m_query;
    bool m_failed = false;
    QString m_text;
};

QString hex(quint64 fingerprint)
{
    return QStringLiteral("%1").arg(fingerprint, 16, 16, QLatin1Char('0'));
}

void writeVariant(Writer &writer, const VariantResult &variant, int id)
{
    writer.prepare(QStringLiteral("INSERT INTO variants VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?)"));
    writer.row({id, variant.name, QString::fromUtf8(toCompact(variant.config)), variant.replications, variant.horizonNs,
                variant.sampleNs, hex(variant.fingerprint), variant.preflight.sentence, variant.currency});
    writer.prepare(QStringLiteral("INSERT INTO scalars VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    for (size_t i = 0; i < scalarKinds().size(); ++i) {
        const Estimate &estimate = variant.scalars[i];
        writer.row({id, scalarKinds()[i].name.toString(), scalarKinds()[i].unit.toString(), real(estimate.mean),
                    real(estimate.halfWidth), real(estimate.deviation), real(estimate.p05), real(estimate.p50),
                    real(estimate.p95)});
    }
    writer.prepare(QStringLiteral("INSERT INTO replications VALUES (?, ?, ?, ?)"));
    for (size_t replication = 0; replication < variant.values.size(); ++replication) {
        for (size_t i = 0; i < scalarKinds().size(); ++i)
            writer.row({id, static_cast<qint64>(replication), scalarKinds()[i].name.toString(),
                        real(variant.values[replication][i])});
    }
    writer.prepare(QStringLiteral("INSERT INTO histogram_bins VALUES (?, ?, ?, ?)"));
    for (const auto &[name, histogram] : {std::pair(QStringLiteral("wait"), &variant.wait),
                                          std::pair(QStringLiteral("time_to_ready"), &variant.timeToReady),
                                          std::pair(QStringLiteral("api_latency"), &variant.apiLatency)}) {
        for (size_t bucket = 0; bucket < histogram->weights().size(); ++bucket) {
            if (histogram->weights()[bucket] > 0)
                writer.row({id, name, std::llround(Histogram::valueOf(bucket)), histogram->weights()[bucket]});
        }
    }
    writer.prepare(QStringLiteral("INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?)"));
    for (size_t metric = 0; metric < kMetricSize; ++metric) {
        const Band &band = variant.series[metric];
        const QString name = metricKind(static_cast<Metric>(metric)).name.toString();
        for (size_t i = 0; i < band.mean.size(); ++i)
            writer.row({id, name, static_cast<qint64>(i + 1) * variant.sampleNs, real(double(band.mean[i])),
                        real(double(band.p05[i])), real(double(band.p50[i])), real(double(band.p95[i]))});
    }
    writer.prepare(QStringLiteral("INSERT INTO thresholds VALUES (?, ?, ?, ?, ?)"));
    for (const ThresholdResult &result : variant.thresholds)
        writer.row({id, result.threshold.metric, result.threshold.text, real(result.observed), int(result.pass)});
}

Status writeAll(const ExperimentResult &result, QSqlDatabase database)
{
    Writer writer(database);
    writer.execute(QStringLiteral("PRAGMA synchronous = OFF")); // the file is whole or it is written again
    writer.execute(QStringLiteral("BEGIN"));
    for (const char *statement : kSchema)
        writer.execute(QString::fromLatin1(statement));
    writer.prepare(QStringLiteral("INSERT INTO runs VALUES (1, ?, ?, ?, ?, ?, ?, ?)"));
    writer.row({result.source, QStringLiteral("remirai " REMIRAI_VERSION), result.name, result.title,
                QString::fromLatin1(result.scenarioSha256), QString::number(result.seed), hex(result.fingerprint)});
    for (size_t i = 0; i < result.variants.size(); ++i)
        writeVariant(writer, result.variants[i], static_cast<int>(i) + 1);
    writer.execute(QStringLiteral("COMMIT"));
    return writer.status();
}

} // namespace

Status writeSqlite(const ExperimentResult &result, const QString &file)
{
    if (QFile::exists(file) && !QFile::remove(file))
        return Error{ErrorCode::Unavailable, QStringLiteral("cannot replace “%1”").arg(file), {}};
    const QString connection = QStringLiteral("simulation ") + file;
    Status status;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection);
        database.setDatabaseName(file);
        if (!database.open())
            status = Error{ErrorCode::Unavailable,
                           QStringLiteral("cannot open “%1”: %2").arg(file, database.lastError().text()),
                           {}};
        else
            status = writeAll(result, database);
    }
    QSqlDatabase::removeDatabase(connection);
    return status;
}

} // namespace remirai::sim
