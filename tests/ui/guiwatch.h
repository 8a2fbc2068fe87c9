// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <algorithm>
#include <ctime>
#include <vector>

namespace remirai::ui {

// How long the GUI thread was busy at a stretch: a timer of 5 ms measures, tick by tick, the processor time that the
// thread spent since the tick before. Waiting for the processor on a busy machine does not count, as that is not ours.
class GuiWatch
{
public:
    static constexpr int kTickMs = 5;
    GuiWatch()
    {
        m_last = cpuMs();
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.callOnTimeout([this] {
            const double now = cpuMs();
            m_busy.push_back(now - m_last);
            m_last = now;
        });
        m_timer.start(kTickMs);
    }

    double p99Ms() const { return quantile(0.99); }
    double mostMs() const { return quantile(1); }
    size_t ticks() const { return m_busy.size(); }

private:
    static double cpuMs()
    {
        timespec spent{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
        return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) / 1e6;
    }
    double quantile(double share) const
    {
        std::vector<double> sorted = m_busy;
        std::sort(sorted.begin(), sorted.end());
        return sorted.empty() ? 0 : sorted[static_cast<size_t>(static_cast<double>(sorted.size() - 1) * share)];
    }

    QTimer m_timer;
    double m_last = 0;
    std::vector<double> m_busy;
};

} // namespace remirai::ui
