// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wire/failure.h"

namespace remirai::ui {

namespace {

FailureSample sampleIn(const Fields &fields)
{
    return {fields.text(u"saga_id"), fields.text(u"error"), fields.text(u"worker"), fields.moment(u"at")};
}

FailureGroup groupIn(const Fields &fields)
{
    FailureGroup group;
    group.signature = fields.text(u"signature");
    group.text = fields.text(u"text");
    group.step = fields.text(u"step");
    group.queue = fields.text(u"queue");
    group.count = fields.integer(u"count");
    group.failedNow = fields.integer(u"failed_now");
    group.firstSeenAtMs = fields.moment(u"first_seen_at");
    group.lastSeenAtMs = fields.moment(u"last_seen_at");
    for (const QJsonValue &value : fields.array(u"trend"))
        group.trend.push_back(value.toDouble());
    group.samples = fields.list(u"samples", sampleIn);
    return group;
}

} // namespace

Result<FailureReport> failuresIn(const QJsonObject &object)
{
    const Fields fields(object);
    return FailureReport{fields.text(u"window"), fields.integer(u"bucket_ms"), fields.integer(u"total"),
                         fields.list(u"groups", groupIn), fields.flag(u"truncated")};
}

} // namespace remirai::ui
