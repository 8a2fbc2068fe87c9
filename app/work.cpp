// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/work.h"

#include "app/text/output.h"

namespace remirai {

using namespace Qt::StringLiterals;

int runWorker(const LoadedConfig &, const WorkerRequest &request)
{
    return failWith(
        {ErrorCode::Unavailable,
         u"remote workers are not there yet, so %1 was not asked; `remirai serve` will run embedded ones"_s.arg(
             request.endpoint),
         {}});
}

} // namespace remirai
