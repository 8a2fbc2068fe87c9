// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/judge/verdict.h"

#include "ui/text/format.h"

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

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

Verdict verdictOf(const OverviewStatus &overview, const std::vector<Finding> &findings)
{
    Verdict verdict;
    if (findings.empty()) {
        verdict.headline = calm(overview);
        return verdict;
    }
    const Finding &worst = findings.front();
    verdict.tone = worst.tone;
    verdict.headline = (worst.tone == Tone::Bad ? u"Trouble: %1."_s : u"Needs a look: %1."_s).arg(worst.text);
    QString since = worst.sinceText(overview.atMs);
    if (!since.isEmpty()) {
        since[0] = since[0].toUpper();
        verdict.outlook = u"%1 (%2). "_s.arg(since, agoText(worst.sinceMs, overview.atMs));
    }
    verdict.outlook += worst.outlook;
    for (size_t i = 1; i < findings.size(); ++i) {
        const QString moment = findings[i].sinceText(overview.atMs);
        verdict.reasons << (moment.isEmpty() ? findings[i].text : QString(findings[i].text + u", "_s + moment));
    }
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
