// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/ring.h"

namespace remirai::sim {

// Messages that enter a step in one cell, evenly, and when their jobs were admitted. Instants are in cells from the
// start.
struct Entry
{
    double count = 0;
    double first = 0; // admission of the first, and of the last
    double last = 0;
};

// Who waits at a step of the fluid, in the engine's order: first come, first served, and what is tried again goes to
// the end.
class Line
{
public:
    // What happens in the next cell: `fresh` enter, `calls` end, from the front, and `again` of these enter anew. At
    // most as many end as are there. The mean admission of the jobs whose calls ended; 0 when none did.
    double passCell(const Entry &fresh, double calls, double again);

private:
    struct Stretch
    {
        Entry fresh;
        double again = 0;
        double againAdmitted = 0; // their mean admission
    };

    Ring<Stretch> m_stretches; // one a cell
    double m_gone = 0; // the share of the front stretch that has left
};

} // namespace remirai::sim
