// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/operationscan.h"

#include "core/storage/messagestore.h"
#include "core/storage/sagastore.h"

#include <algorithm>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPreviewPage = 1'000;
constexpr int kBodiesAtOnce = 16; // of a mebibyte at most

Error refused(const QString &why)
{
    return {ErrorCode::Unprocessable, why, u"filter.queue"_s};
}

// A dead letter became visible when it died. While a receiver holds it only its sending is known.
bool cameLater(const OperationTarget &target, const Message &message)
{
    const bool diedThen = message.sourceQueueId != 0 && !message.leased;
    const bool isByDeath = target.kind == OperationKind::Redrive || diedThen;
    return (isByDeath ? message.visibleAtMs : message.sentAtMs) > target.frozenAtMs;
}

Result<ScanPage> messagePage(Database &database, const OperationTarget &target, const QString &cursor, int limit,
                             qint64 nowMs)
{
    const bool needsBodies = !target.filter.text.isEmpty();
    ScanPage page;
    page.cursor = cursor;
    for (int left = limit; left > 0 && !page.isLast;) {
        const int some = needsBodies ? std::min(left, kBodiesAtOnce) : left;
        const MessageCursor after = MessageCursor::fromText(page.cursor).value_or(MessageCursor());
        auto messages = (needsBodies ? browseMessages : browseHeads)(database, target.queue.id, after, some);
        if (!messages)
            return messages.error();
        left -= some;
        page.isLast = messages->size() < static_cast<size_t>(some);
        for (Message &message : *messages) {
            page.cursor = MessageCursor::of(message).toText();
            if (cameLater(target, message) || !target.filter.matches(message, nowMs))
                continue;
            message.body.clear();
            page.candidates.push_back({std::move(message), std::nullopt, page.cursor});
        }
    }
    return page;
}

Result<ScanPage> sagaPage(Database &database, const OperationTarget &target, const QString &cursor, int limit)
{
    const SagaId after = SagaId::fromString(cursor.toLatin1()).value_or(SagaId{});
    const auto sagas = failedSagas(database, target.filter.errorSignature, after, limit);
    if (!sagas)
        return sagas.error();
    ScanPage page;
    page.isLast = sagas->size() < static_cast<size_t>(limit);
    page.cursor = sagas->empty() ? cursor : sagas->back().id.toString();
    for (const Saga &saga : *sagas) {
        if (saga.updatedAtMs <= target.frozenAtMs && target.filter.matches(saga))
            page.candidates.push_back({std::nullopt, saga, saga.id.toString()});
    }
    return page;
}

// Only a persona's newest saga may run again: an older one would undo what came after it.
Result<bool> wasOvertaken(Database &database, const Saga &saga)
{
    const auto newest = latestSagaOf(database, saga.personaId);
    if (!newest)
        return newest.error();
    return *newest && (*newest)->id != saga.id;
}

// With the body that the scan left out.
Status addSample(Database &database, const Candidate &candidate, OperationPreview *preview)
{
    if (!candidate.message) {
        preview->sagas.push_back(*candidate.saga);
        return {};
    }
    const Message &head = *candidate.message;
    auto whole = browseMessages(database, head.queueId, {head.visibleAtMs, head.seq - 1}, 1);
    if (!whole)
        return whole.error();
    if (!whole->empty() && whole->front().id == head.id) // else it left meanwhile
        preview->messages.push_back(std::move(whole->front()));
    return {};
}

} // namespace

Result<OperationTarget> targetOf(Database &database, OperationKind kind, const OperationFilter &filter,
                                 qint64 frozenAtMs)
{
    OperationTarget target{kind, filter, {}, 0, frozenAtMs};
    if (!actsOnMessages(kind))
        return target;
    const auto queues = allQueues(database);
    if (!queues)
        return queues.error();
    const auto queueWith = [&](auto fits) {
        const auto found = std::find_if(queues->begin(), queues->end(), fits);
        return found == queues->end() ? nullptr : &*found;
    };
    const Queue *named = queueWith([&](const Queue &queue) { return queue.name == filter.queue; });
    if (!named)
        return Error{ErrorCode::NotFound, u"there is no queue named %1"_s.arg(filter.queue), u"filter.queue"_s};
    target.queue = *named;
    if (kind == OperationKind::Park && named->deadLetterId == 0)
        return refused(u"%1 has no dead-letter queue to park messages in"_s.arg(named->name));
    if (kind != OperationKind::Redrive)
        return target;
    const Queue *deadLetters = named->deadLetterId == 0
        ? named
        : queueWith([&](const Queue &queue) { return queue.id == named->deadLetterId; });
    const Queue *home =
        queueWith([&](const Queue &queue) { return deadLetters && queue.deadLetterId == deadLetters->id; });
    if (!home)
        return refused(u"%1 is not the dead-letter queue of any queue"_s.arg(named->name));
    target.queue = *deadLetters;
    target.homeId = home->id;
    return target;
}

Result<ScanPage> scanPage(Database &database, const OperationTarget &target, const QString &cursor, int limit,
                          qint64 nowMs)
{
    return actsOnMessages(target.kind) ? messagePage(database, target, cursor, limit, nowMs)
                                       : sagaPage(database, target, cursor, limit);
}

Result<QString> obstacleOf(Database &database, const OperationTarget &target, const Candidate &candidate, qint64 nowMs)
{
    std::optional<Saga> saga = candidate.saga;
    if (candidate.message) {
        const bool isHeld = stateOf(*candidate.message, nowMs) == MessageState::InFlight;
        if (isHeld && target.kind != OperationKind::Purge)
            return u"in flight"_s;
        if (target.kind != OperationKind::Redrive || candidate.message->sagaId.isNull())
            return QString();
        auto found = findSaga(database, candidate.message->sagaId);
        if (!found)
            return found.error();
        saga = *found;
    }
    if (!saga)
        return QString();
    const auto overtaken = wasOvertaken(database, *saga);
    if (!overtaken)
        return overtaken.error();
    return *overtaken ? u"a newer saga of the persona took over"_s : QString();
}

qint64 OperationPreview::skippedTotal() const
{
    qint64 total = 0;
    for (const auto &[why, count] : skipped)
        total += count;
    return total;
}

Result<OperationPreview> previewOperation(Database &database, const OperationTarget &target, int samples, qint64 nowMs)
{
    OperationPreview preview;
    ScanPage page;
    while (!page.isLast) {
        auto next = scanPage(database, target, page.cursor, kPreviewPage, nowMs);
        if (!next)
            return next.error();
        page = std::move(*next);
        for (const Candidate &candidate : page.candidates) {
            const auto obstacle = obstacleOf(database, target, candidate, nowMs);
            if (!obstacle)
                return obstacle.error();
            if (++preview.matched <= samples) {
                if (const Status sampled = addSample(database, candidate, &preview); !sampled)
                    return sampled.error();
            }
            if (!obstacle->isEmpty())
                ++preview.skipped[*obstacle];
        }
    }
    return preview;
}

} // namespace remirai
