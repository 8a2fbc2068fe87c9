// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/preview/line.h"

namespace remirai::sim {

double Line::passCell(const Entry &fresh, double calls, double again)
{
    m_stretches.push({fresh, again, 0});
    double sum = 0; // of admissions
    double ended = 0; // whose admission is in the sum
    for (double left = calls; left > 0 && !m_stretches.empty();) {
        const Stretch &front = m_stretches.front();
        const double all = front.fresh.count + front.again;
        const bool isTaken = left >= all * (1 - m_gone);
        const double share = isTaken ? 1 - m_gone : left / all;
        const double freshEnded = share * front.fresh.count;
        sum += freshEnded * (front.fresh.first + (m_gone + share / 2) * (front.fresh.last - front.fresh.first));
        ended += freshEnded;
        if (m_stretches.size() > 1) { // those of this cell are as old as all that end in it
            sum += share * front.again * front.againAdmitted;
            ended += share * front.again;
        }
        left -= share * all;
        if (!isTaken) {
            m_gone += share;
            break;
        }
        m_stretches.pop();
        m_gone = 0;
    }
    const double mean = ended > 0 ? sum / ended : 0;
    if (!m_stretches.empty())
        m_stretches.back().againAdmitted = mean;
    return mean;
}

} // namespace remirai::sim
