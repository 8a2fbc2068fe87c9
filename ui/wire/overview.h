// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/persona.h"
#include "core/domain/saga.h"
#include "ui/wire/queue.h"

#include <map>

namespace remirai::ui {

// A rule that fires now.
struct Alert
{
    QString rule; // oldest_age, dead_letters, no_worker, provider_down
    QString subject;
    QString text; // the sentence
    qint64 sinceMs = 0;

    bool operator==(const Alert &) const = default;
};

struct ProviderStatus
{
    QString name; // llm, image
    QString provider;
    QString breaker; // closed, open, half_open
    qint64 opensInMs = 0;
    QString lastError;
    qint64 calls = 0;
    qint64 failed = 0;

    bool operator==(const ProviderStatus &) const = default;
};

// GET overview: one screenful.
struct OverviewStatus
{
    qint64 atMs = 0; // by the server's clock
    qint64 responsesAccepted = 0;
    double responsesPerSecond = 0;
    std::optional<double> failuresPerSecond;
    std::optional<double> latencyP50Ms; // of the last minute's requests; none when there were none
    std::optional<double> latencyP99Ms;
    qint64 backlog = 0;
    qint64 dead = 0;
    qint64 oldestAgeMs = 0;
    Drain drain;
    int slotCount = 0;
    int slotsRunning = 0;
    int workers = 0;
    std::map<PersonaStatus, qint64> personas;
    std::map<SagaState, qint64> sagas;
    std::vector<QueueStatus> queues;
    std::vector<Alert> alerts;
    std::vector<ProviderStatus> providers;
    qint64 lastEventSeq = 0;

    bool operator==(const OverviewStatus &) const = default;
};

Result<OverviewStatus> overviewIn(const QJsonObject &object);

inline QString keyOf(const Alert &alert)
{
    return alert.rule + alert.subject;
}

} // namespace remirai::ui
