// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <map>
#include <vector>

namespace remirai {

// Alerts: a threshold that is passed for a duration. Pure; the watch feeds the facts and remembers the state.
struct AlertRules
{
    qint64 oldestAgeMs = 600'000; // of a work queue's next message; 0 = off, as with each threshold
    qint64 oldestAgeForMs = 60'000;
    qint64 deadLetters = 1; // messages in one dead-letter queue
    qint64 deadLettersForMs = 0;
    qint64 noWorkerForMs = 30'000; // nobody takes jobs and the queue is not paused; 0 = off
    qint64 providerDownForMs = 30'000; // its breaker is not closed: jobs are snoozed, not failed; 0 = off
};

enum class AlertRule { OldestAge, DeadLetters, NoWorker, ProviderDown };
QString toString(AlertRule rule);

struct AlertFacts
{
    struct WorkQueue
    {
        QString name;
        qint64 oldestAgeMs = 0;
        qint64 deadLetters = 0;
        qint64 snoozed = 0; // delayed messages
        bool paused = false;
        bool isWorked = false; // by our workers: one that only foreign clients read has none to miss
    };
    struct Provider
    {
        QString name;
        bool isDown = false;
        QString lastError;
    };
    std::vector<WorkQueue> queues; // dead-letter queues left out: their messages are meant to rest
    std::vector<Provider> providers;
    int workerSlots = 0; // that take jobs
};

struct Alert
{
    AlertRule rule = AlertRule::OldestAge;
    QString subject; // the queue or the provider
    double value = 0;
    double threshold = 0;
    QString unit; // "ms" or "messages"
    qint64 sinceMs = 0; // wall clock: since when the condition holds
    QString text; // one sentence for a person
};

// Which conditions hold since when; the ones that hold long enough fire.
struct AlertState
{
    struct Holding
    {
        qint64 sinceMs = 0;
        bool isFiring = false;
    };
    std::map<std::pair<AlertRule, QString>, Holding> holding;
};

struct AlertStep
{
    AlertState state;
    std::vector<Alert> firing; // all of them, the oldest first
    std::vector<Alert> fired; // that began with this step
    std::vector<Alert> cleared; // that ended with it
};
AlertStep evaluateAlerts(const AlertRules &rules, const AlertFacts &facts, const AlertState &before, qint64 nowMs);

} // namespace remirai
