// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/loopstate.h"

#include "core/domain/environment.h"

namespace remirai {

QByteArrayView LoopState::dateNow()
{
    const qint64 nowMs = environment.nowMs();
    if (nowMs / 1'000 != dateSecond) {
        dateSecond = nowMs / 1'000;
        date = httpDate(nowMs);
    }
    return date;
}

void LoopState::finish(Exchange &exchange, int status)
{
    reservedBodyBytes -= std::exchange(exchange.reservedBytes, 0);
    HttpCounters::add<qint64>(counters.requestsInFlight, -1);
    if (finished) {
        finished({std::move(exchange.route), exchange.method, status, steadyUs() - exchange.startedUs,
                  std::move(exchange.requestId)});
    }
}

} // namespace remirai
