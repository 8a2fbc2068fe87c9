// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wire/worker.h"

namespace remirai::ui {

namespace {

WorkerRow workerIn(const Fields &fields)
{
    WorkerRow worker;
    worker.id = fields.text(u"id");
    worker.version = fields.text(u"version");
    worker.slotCount = static_cast<int>(fields.integer(u"slots"));
    worker.draining = fields.flag(u"draining");
    worker.connectedAtMs = fields.moment(u"connected_at");
    worker.lastHeardAtMs = fields.moment(u"last_heard_at");
    worker.running = fields.list(u"running", [&worker](const Fields &job) {
        return RunningJob{worker.id,
                          job.text(u"saga_id"),
                          job.text(u"step"),
                          static_cast<int>(job.integer(u"attempt")),
                          job.moment(u"since"),
                          job.moment(u"lease_ends_at")};
    });
    return worker;
}

} // namespace

Result<WorkersStatus> workersIn(const QJsonObject &object)
{
    const Fields fields(object);
    return WorkersStatus{fields.moment(u"at"), fields.list(u"workers", workerIn)};
}

} // namespace remirai::ui
