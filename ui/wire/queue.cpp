// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wire/queue.h"

#include <QJsonDocument>

namespace remirai::ui {

namespace {

Drain drainIn(const Fields &fields)
{
    Drain drain;
    for (const DrainVerdict verdict : {DrainVerdict::Clears, DrainVerdict::Stalled, DrainVerdict::Growing}) {
        if (toString(verdict) == fields.text(u"verdict"))
            drain.verdict = verdict;
    }
    drain.clearsInMs = fields.maybeInteger(u"clears_in_ms");
    return drain;
}

int small(const Fields &fields, QStringView name)
{
    return static_cast<int>(fields.integer(name));
}

} // namespace

QueueStatus queueIn(const Fields &fields)
{
    QueueStatus queue;
    queue.name = fields.text(u"name");
    queue.depth = fields.integer(u"depth");
    queue.inFlight = fields.integer(u"in_flight");
    queue.delayed = fields.integer(u"delayed");
    queue.dead = fields.integer(u"dead");
    queue.oldestAgeMs = fields.integer(u"oldest_age_ms");
    queue.arrivalsPerSecond = fields.number(u"arrivals_per_second");
    queue.completionsPerSecond = fields.number(u"completions_per_second");
    queue.drain = drainIn(fields.inner(u"drain"));
    queue.paused = fields.flag(u"paused");
    queue.minSlots = small(fields, u"min_slots");
    queue.maxSlots = small(fields, u"max_slots");
    queue.slotCount = small(fields, u"slots");
    queue.running = small(fields, u"running");
    queue.serviceTimeMs = fields.number(u"service_time_ms");
    queue.visibilityTimeoutMs = fields.integer(u"visibility_timeout_ms");
    queue.retentionMs = fields.integer(u"retention_ms");
    queue.maxReceiveCount = small(fields, u"max_receive_count");
    const Fields wait = fields.inner(u"wait_ms");
    queue.waitP50Ms = wait.maybeNumber(u"p50");
    queue.waitP95Ms = wait.maybeNumber(u"p95");
    queue.waitP99Ms = wait.maybeNumber(u"p99");
    return queue;
}

MessageRow messageIn(const Fields &fields)
{
    MessageRow message;
    message.id = fields.text(u"message_id");
    message.state = fields.text(u"state");
    message.body = fields.text(u"body").toUtf8();
    if (fields.has(u"attributes"))
        message.attributes = QJsonDocument(fields.inner(u"attributes").object()).toJson(QJsonDocument::Compact);
    message.receiveCount = small(fields, u"receive_count");
    message.lastError = fields.text(u"last_error");
    message.signature = fields.text(u"error_signature");
    message.sagaId = fields.text(u"saga_id");
    message.sentAtMs = fields.moment(u"sent_at");
    message.visibleAtMs = fields.moment(u"visible_at");
    return message;
}

Result<Page<MessageRow>> messagePage(const QJsonObject &object)
{
    const Fields fields(object);
    return Page<MessageRow>{fields.list(u"messages", messageIn), fields.text(u"next_cursor")};
}

} // namespace remirai::ui
