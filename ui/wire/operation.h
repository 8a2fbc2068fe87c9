// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/wire/queue.h"
#include "ui/wire/saga.h"

namespace remirai::ui {

enum class OperationKind { Redrive, Retry, Park, Delete, Purge };
QString toString(OperationKind kind); // as the API names it

// What POST operations is asked to do.
struct OperationPlan
{
    OperationKind kind = OperationKind::Redrive;
    QJsonObject filter; // queue, step, error_signature, ids, …
    int canary = 0; // 0 = none
    int ratePerSecond = 0; // 0 = unlimited
    std::optional<double> stopOnRedeathRatio;
    QString reason;

    // Redrive and retry may die again; the others may not.
    bool mayDieAgain() const { return kind == OperationKind::Redrive || kind == OperationKind::Retry; }
    bool destroys() const { return kind == OperationKind::Delete || kind == OperationKind::Purge; }
    QByteArray toJson(bool dryRun) const;
};

// The answer to a dry run.
struct OperationForecast
{
    qint64 matched = 0;
    qint64 skipped = 0;
    std::vector<std::pair<QString, qint64>> skippedReasons;
    std::optional<qint64> estimatedMs;
    std::vector<MessageRow> messages; // samples
    std::vector<SagaRow> sagas;
};

// A row of the audit log.
struct OperationRow
{
    QString id;
    QString kind; // also pause, resume, scale
    QString state; // running, completed, cancelled, stopped, failed
    QString phase; // counting, canary, watching, ramp, over
    QString subject;
    QString filter; // JSON
    QString actor;
    QString reason;
    std::optional<qint64> matched;
    qint64 done = 0;
    qint64 skipped = 0;
    QString skippedReasons; // "is gone 1"
    qint64 diedAgain = 0;
    qint64 pending = 0;
    qint64 newSinceStart = 0;
    int canary = 0;
    int ratePerSecond = 0;
    std::optional<double> stopOnRedeathRatio;
    QString note;
    qint64 createdAtMs = 0;
    qint64 updatedAtMs = 0;
    qint64 finishedAtMs = 0;
    std::optional<qint64> etaMs;

    bool isRunning() const { return state == QStringLiteral("running"); }
    bool operator==(const OperationRow &) const = default;
};

Result<OperationForecast> forecastIn(const QJsonObject &object);
Result<OperationRow> operationIn(const QJsonObject &object);
Result<Page<OperationRow>> operationPage(const QJsonObject &object);

inline QString keyOf(const OperationRow &operation)
{
    return operation.id;
}

} // namespace remirai::ui
