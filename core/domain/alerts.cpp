// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/alerts.h"

#include "core/domain/enumtext.h"
#include "core/domain/units.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr EnumTexts<AlertRule, 4> kRuleTexts{{
    {AlertRule::OldestAge, u"oldest_age"},
    {AlertRule::DeadLetters, u"dead_letters"},
    {AlertRule::NoWorker, u"no_worker"},
    {AlertRule::ProviderDown, u"provider_down"},
}};

QString span(double ms)
{
    return formatDuration(std::chrono::milliseconds(static_cast<qint64>(ms)));
}

// A condition that holds now, as the alert that it may become.
struct Condition
{
    Alert alert;
    qint64 forMs = 0;
};

void addQueue(std::vector<Condition> &conditions, const AlertRules &rules, const AlertFacts &facts,
              const AlertFacts::WorkQueue &queue)
{
    const auto add = [&](AlertRule rule, double value, double threshold, const char *unit, qint64 forMs) {
        conditions.push_back({{rule, queue.name, value, threshold, QString::fromLatin1(unit), 0, {}}, forMs});
    };
    if (rules.oldestAgeMs > 0 && queue.oldestAgeMs > rules.oldestAgeMs)
        add(AlertRule::OldestAge, static_cast<double>(queue.oldestAgeMs), static_cast<double>(rules.oldestAgeMs), "ms",
            rules.oldestAgeForMs);
    if (rules.deadLetters > 0 && queue.deadLetters >= rules.deadLetters)
        add(AlertRule::DeadLetters, static_cast<double>(queue.deadLetters), static_cast<double>(rules.deadLetters),
            "messages", rules.deadLettersForMs);
    if (rules.noWorkerForMs > 0 && queue.isWorked && !queue.paused && facts.workerSlots == 0)
        add(AlertRule::NoWorker, 0, static_cast<double>(rules.noWorkerForMs), "ms", rules.noWorkerForMs);
}

std::vector<Condition> conditionsIn(const AlertRules &rules, const AlertFacts &facts)
{
    std::vector<Condition> conditions;
    for (const AlertFacts::WorkQueue &queue : facts.queues)
        addQueue(conditions, rules, facts, queue);
    for (const AlertFacts::Provider &provider : facts.providers) {
        if (rules.providerDownForMs > 0 && provider.isDown)
            conditions.push_back({{AlertRule::ProviderDown,
                                   provider.name,
                                   0,
                                   static_cast<double>(rules.providerDownForMs),
                                   QStringLiteral("ms"),
                                   0,
                                   {}},
                                  rules.providerDownForMs});
    }
    return conditions;
}

QString textOfAlert(const Alert &alert, const AlertFacts &facts)
{
    switch (alert.rule) {
    case AlertRule::OldestAge:
        return QStringLiteral("the next message of %1 has waited %2, more than %3")
            .arg(alert.subject, span(alert.value), span(alert.threshold));
    case AlertRule::DeadLetters:
        if (alert.value == 1)
            return QStringLiteral("1 dead letter of %1 waits for somebody to redrive or delete it").arg(alert.subject);
        return QStringLiteral("%1 dead letters of %2 wait for somebody to redrive or delete them")
            .arg(static_cast<qint64>(alert.value))
            .arg(alert.subject);
    case AlertRule::NoWorker:
        return QStringLiteral("no worker has taken jobs of %1 for %2").arg(alert.subject, span(alert.value));
    case AlertRule::ProviderDown: {
        qint64 snoozed = 0;
        for (const AlertFacts::WorkQueue &queue : facts.queues)
            snoozed += queue.isWorked ? queue.snoozed : 0;
        const auto provider = std::find_if(facts.providers.begin(), facts.providers.end(),
                                           [&](const auto &one) { return one.name == alert.subject; });
        const QString why = provider == facts.providers.end() || provider->lastError.isEmpty()
            ? QString()
            : QString(QStringLiteral(": ") + provider->lastError.left(200));
        const QString waiting = snoozed == 1 ? QStringLiteral("1 message waits for it")
                                             : QStringLiteral("%1 messages wait for it").arg(snoozed);
        return QStringLiteral("the %1 provider has been down for %2, %3%4")
            .arg(alert.subject, span(alert.value), waiting, why);
    }
    }
    Q_UNREACHABLE();
}

// A rule about duration shows how long it has held.
void complete(Alert &alert, const AlertFacts &facts, qint64 nowMs)
{
    if (alert.rule == AlertRule::NoWorker || alert.rule == AlertRule::ProviderDown)
        alert.value = static_cast<double>(nowMs - alert.sinceMs);
    alert.text = textOfAlert(alert, facts);
}

} // namespace

QString toString(AlertRule rule)
{
    return textOf(kRuleTexts, rule);
}

AlertStep evaluateAlerts(const AlertRules &rules, const AlertFacts &facts, const AlertState &before, qint64 nowMs)
{
    AlertStep step;
    for (Condition &condition : conditionsIn(rules, facts)) {
        const std::pair key{condition.alert.rule, condition.alert.subject};
        const auto known = before.holding.find(key);
        AlertState::Holding holding = known == before.holding.end() ? AlertState::Holding{nowMs, false} : known->second;
        const bool wasFiring = holding.isFiring;
        holding.isFiring = wasFiring || nowMs - holding.sinceMs >= condition.forMs;
        step.state.holding[key] = holding;
        if (!holding.isFiring)
            continue;
        condition.alert.sinceMs = holding.sinceMs;
        complete(condition.alert, facts, nowMs);
        step.firing.push_back(condition.alert);
        if (!wasFiring)
            step.fired.push_back(condition.alert);
    }
    for (const auto &[key, holding] : before.holding) {
        if (holding.isFiring && !step.state.holding.contains(key))
            step.cleared.push_back({key.first, key.second, 0, 0, {}, holding.sinceMs, {}});
    }
    std::stable_sort(step.firing.begin(), step.firing.end(),
                     [](const Alert &a, const Alert &b) { return a.sinceMs < b.sinceMs; });
    return step;
}

} // namespace remirai
