// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/judge/verdict.h"

#include "ui/text/format.h"

#include <algorithm>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kOldMs = 10 * 60'000; // the server's own rule for the oldest age

struct Finding
{
    Tone tone;
    QString text;
};

int weight(Tone tone)
{
    return tone == Tone::Bad ? 2 : tone == Tone::Attention ? 1 : 0;
}

void judgeQueue(const QueueStatus &queue, std::vector<Finding> &findings)
{
    if (queue.isDeadLetters())
        return;
    if (queue.paused) {
        findings.push_back({Tone::Attention,
                            queue.backlog() > 0 ? u"%1 is paused with %2 waiting"_s.arg(
                                queue.name, countOf(queue.backlog(), u"message"_s, u"messages"_s))
                                                : u"%1 is paused"_s.arg(queue.name)});
        return;
    }
    const QString backlog = countOf(queue.backlog(), u"message"_s, u"messages"_s);
    if (queue.backlog() > 0 && queue.drain.verdict == DrainVerdict::Growing)
        findings.push_back(
            {Tone::Attention,
             u"%1 grows: %2 arrive, %3 leave, %4 wait"_s.arg(queue.name, rateText(queue.arrivalsPerSecond),
                                                             rateText(queue.completionsPerSecond), backlog)});
    if (queue.oldestAgeMs > kOldMs)
        findings.push_back(
            {Tone::Bad, u"%1: the oldest message has waited %2"_s.arg(queue.name, durationText(queue.oldestAgeMs))});
    else if (queue.depth > 0 && queue.drain.verdict == DrainVerdict::Stalled)
        findings.push_back({Tone::Attention, u"%1 does not drain: %2 wait"_s.arg(queue.name, backlog)});
    if (queue.dead > 0)
        findings.push_back(
            {Tone::Attention,
             u"%1 in %2-dlq"_s.arg(countOf(queue.dead, u"dead letter"_s, u"dead letters"_s), queue.name)});
}

QString calm(const OverviewStatus &overview)
{
    if (overview.backlog == 0)
        return u"Healthy: nothing waits, nothing failed."_s;
    if (overview.drain.clearsInMs)
        return u"Healthy: %1 in work, clear in %2."_s.arg(countOf(overview.backlog, u"message"_s, u"messages"_s),
                                                          durationText(*overview.drain.clearsInMs));
    return u"Healthy: %1 in work."_s.arg(countOf(overview.backlog, u"message"_s, u"messages"_s));
}

} // namespace

Verdict verdictOf(const OverviewStatus &overview)
{
    std::vector<Finding> findings;
    for (const Alert &alert : overview.alerts)
        findings.push_back({Tone::Bad, alert.text});
    for (const ProviderStatus &provider : overview.providers) {
        if (provider.breaker == u"open")
            findings.push_back(
                {Tone::Bad, u"the %1 provider is down: %2"_s.arg(provider.name, provider.lastError.left(120))});
    }
    if (overview.workers == 0)
        findings.push_back({Tone::Bad, u"no worker is connected"_s});
    for (const QueueStatus &queue : overview.queues)
        judgeQueue(queue, findings);
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding &a, const Finding &b) { return weight(a.tone) > weight(b.tone); });
    Verdict verdict;
    for (const Finding &finding : findings) {
        if (weight(finding.tone) > weight(verdict.tone))
            verdict.tone = finding.tone;
        if (!verdict.reasons.contains(finding.text))
            verdict.reasons << finding.text;
    }
    verdict.headline = verdict.tone == Tone::Bad ? u"Trouble: %1."_s.arg(verdict.reasons.first())
        : verdict.tone == Tone::Attention        ? u"Needs a look: %1."_s.arg(verdict.reasons.first())
                                                 : calm(overview);
    if (!verdict.reasons.isEmpty())
        verdict.reasons.removeFirst();
    return verdict;
}

Badge badgeOf(const QueueStatus &queue)
{
    if (queue.isDeadLetters())
        return {u"dead letters"_s, queue.depth > 0 ? Tone::Attention : Tone::Muted};
    if (queue.paused)
        return {u"paused"_s, Tone::Attention};
    if (queue.slotCount == 0 && queue.maxSlots > 0)
        return {u"no worker"_s, Tone::Bad};
    if (queue.depth > 0 && queue.drain.verdict == DrainVerdict::Growing)
        return {u"growing"_s, Tone::Bad};
    if (queue.depth > 0 && queue.drain.verdict == DrainVerdict::Stalled)
        return {u"not draining"_s, Tone::Attention};
    return {};
}

QString drainText(const QueueStatus &queue)
{
    if (queue.isDeadLetters())
        return queue.depth > 0 ? u"waits for you"_s : u"empty"_s;
    if (queue.backlog() == 0)
        return u"empty"_s;
    if (queue.paused)
        return u"paused: will not clear"_s;
    switch (queue.drain.verdict) {
    case DrainVerdict::Clears:
        return queue.drain.clearsInMs ? u"clears in "_s + durationText(*queue.drain.clearsInMs) : u"clears"_s;
    case DrainVerdict::Stalled:
        return u"stalled"_s;
    case DrainVerdict::Growing:
        return u"grows by "_s + rateText(queue.arrivalsPerSecond - queue.completionsPerSecond);
    }
    Q_UNREACHABLE();
}

Tone drainTone(const QueueStatus &queue)
{
    if (queue.backlog() == 0)
        return Tone::Muted;
    if (queue.isDeadLetters() || queue.paused || queue.drain.verdict == DrainVerdict::Stalled)
        return Tone::Attention;
    return queue.drain.verdict == DrainVerdict::Growing ? Tone::Bad : Tone::Good;
}

} // namespace remirai::ui
