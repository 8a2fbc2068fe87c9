// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/judge/findings.h"

#include "ui/text/format.h"

#include <algorithm>
#include <set>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kOldMs = 10 * 60'000; // the server's own rule for the oldest age
const QString kOldestAge = u"oldest_age"_s;
const QString kDeadLetters = u"dead_letters"_s;
const QString kNoWorker = u"no_worker"_s;
const QString kProviderDown = u"provider_down"_s;

int weight(Tone tone)
{
    return tone == Tone::Bad ? 2 : tone == Tone::Attention ? 1 : 0;
}

QString messages(qint64 count)
{
    return countOf(count, u"message"_s, u"messages"_s);
}

QString outlookOf(const QueueStatus &queue)
{
    if (queue.paused)
        return u"Does not end by itself: somebody paused it and has to resume it."_s;
    switch (queue.drain.verdict) {
    case DrainVerdict::Clears:
        return queue.drain.clearsInMs
            ? u"Clears by itself in %1, as things stand."_s.arg(durationText(*queue.drain.clearsInMs))
            : u"Clears by itself, as things stand."_s;
    case DrainVerdict::Growing:
        return queue.slotCount < queue.maxSlots
            ? u"Does not clear at these rates; its slots may still grow from %1 to %2."_s.arg(
                countText(queue.slotCount), countText(queue.maxSlots))
            : u"Does not clear by itself at these rates: all %1 slots are open."_s.arg(countText(queue.maxSlots));
    case DrainVerdict::Stalled:
        return queue.completionsPerSecond > 0
            ? u"Does not clear by itself: as much arrives as is completed."_s
            : u"Does not clear by itself: nothing has been completed in the last seconds."_s;
    }
    Q_UNREACHABLE();
}

QString outlookOf(const ProviderStatus &provider)
{
    const QString first = provider.breaker == u"open" && provider.opensInMs > 0
        ? u"It is tried again in %1"_s.arg(durationText(provider.opensInMs))
        : u"It is being tried again"_s;
    return first + u"; if it answers, what waits for it goes on by itself."_s;
}

// Of an alert, which names its subject but not what becomes of it.
QString outlookOf(const Alert &alert, const OverviewStatus &overview)
{
    if (alert.rule == kDeadLetters)
        return u"Does not end by itself: redrive or delete them on the page Failures."_s;
    if (alert.rule == kNoWorker)
        return u"Does not end before a worker connects: see the page Workers."_s;
    if (alert.rule == kProviderDown) {
        const auto found = std::find_if(overview.providers.begin(), overview.providers.end(),
                                        [&](const ProviderStatus &provider) { return provider.name == alert.subject; });
        return found == overview.providers.end() ? QString() : outlookOf(*found);
    }
    const auto found = std::find_if(overview.queues.begin(), overview.queues.end(),
                                    [&](const QueueStatus &queue) { return queue.name == alert.subject; });
    return found == overview.queues.end() ? QString() : outlookOf(*found);
}

Finding findingOf(const QueueStatus &queue, const QString &rule, Tone tone, const QString &text)
{
    return {rule, queue.name, tone, text, outlookOf(queue), 0, false};
}

void judgeQueue(const QueueStatus &queue, std::vector<Finding> &findings)
{
    if (queue.isDeadLetters())
        return;
    if (queue.dead > 0)
        findings.push_back({kDeadLetters, queue.name, Tone::Attention,
                            u"%1 in %2-dlq"_s.arg(countOf(queue.dead, u"dead letter"_s, u"dead letters"_s), queue.name),
                            u"Does not end by itself: redrive or delete them on the page Failures."_s, 0, false});
    if (queue.paused) {
        const QString waiting = queue.backlog() > 0 ? u" with %1 waiting"_s.arg(messages(queue.backlog())) : QString();
        return findings.push_back(
            findingOf(queue, u"paused"_s, Tone::Attention, queue.name + u" is paused"_s + waiting));
    }
    if (queue.backlog() > 0 && queue.drain.verdict == DrainVerdict::Growing)
        findings.push_back(findingOf(queue, u"growing"_s, Tone::Attention,
                                     u"%1 grows: %2 arrive, %3 leave, %4 wait"_s.arg(
                                         queue.name, rateText(queue.arrivalsPerSecond),
                                         rateText(queue.completionsPerSecond), messages(queue.backlog()))));
    if (queue.oldestAgeMs > kOldMs)
        findings.push_back(
            findingOf(queue, kOldestAge, Tone::Bad,
                      u"%1: the oldest message has waited %2"_s.arg(queue.name, durationText(queue.oldestAgeMs))));
    else if (queue.depth > 0 && queue.drain.verdict == DrainVerdict::Stalled)
        findings.push_back(findingOf(queue, u"stalled"_s, Tone::Attention,
                                     u"%1 does not drain: %2 wait"_s.arg(queue.name, messages(queue.backlog()))));
}

} // namespace

QString Finding::sinceText(qint64 nowMs) const
{
    if (sinceMs <= 0)
        return {};
    return (isOlder ? u"since before "_s : u"since "_s) + momentText(sinceMs, nowMs);
}

std::vector<Finding> findingsIn(const OverviewStatus &overview)
{
    std::vector<Finding> findings;
    std::set<std::pair<QString, QString>> told;
    for (const Alert &alert : overview.alerts) {
        findings.push_back(
            {alert.rule, alert.subject, Tone::Bad, alert.text, outlookOf(alert, overview), alert.sinceMs, false});
        told.emplace(alert.rule, alert.subject);
        told.emplace(alert.rule, QString());
    }
    std::vector<Finding> ours;
    for (const ProviderStatus &provider : overview.providers) {
        if (provider.breaker == u"open")
            ours.push_back({kProviderDown, provider.name, Tone::Bad,
                            u"the %1 provider is down: %2"_s.arg(provider.name, provider.lastError.left(120)),
                            outlookOf(provider), 0, false});
    }
    if (overview.workers == 0)
        ours.push_back({kNoWorker,
                        {},
                        Tone::Bad,
                        u"no worker is connected"_s,
                        u"Does not end before a worker connects: see the page Workers."_s,
                        0,
                        false});
    std::vector<QueueStatus> queues = overview.queues; // where most waits comes first
    std::stable_sort(queues.begin(), queues.end(),
                     [](const QueueStatus &a, const QueueStatus &b) { return a.backlog() > b.backlog(); });
    for (const QueueStatus &queue : queues)
        judgeQueue(queue, ours);
    for (Finding &finding : ours) {
        if (told.emplace(finding.rule, finding.subject).second)
            findings.push_back(std::move(finding));
    }
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding &a, const Finding &b) { return weight(a.tone) > weight(b.tone); });
    return findings;
}

void Onsets::complete(std::vector<Finding> &findings, qint64 atMs)
{
    std::map<std::pair<QString, QString>, Onset> now;
    for (Finding &finding : findings) {
        const std::pair key{finding.rule, finding.subject};
        const auto known = m_onsets.find(key);
        const Onset onset = known == m_onsets.end() ? Onset{atMs, !m_hasLooked} : known->second;
        now[key] = onset;
        if (finding.sinceMs == 0) {
            finding.sinceMs = onset.sinceMs;
            finding.isOlder = onset.isOlder;
        }
    }
    m_onsets = std::move(now);
    m_hasLooked = true;
}

} // namespace remirai::ui
