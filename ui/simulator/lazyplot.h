// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>
#include <utility>

namespace remirai::ui {

// Draws when it is painted, once for all that changed until then. QCustomPlot itself draws at each resizing, in the
// middle of a layout that resizes it again, and also behind other pages.
class LazyPlot : public QCustomPlot
{
public:
    using QCustomPlot::QCustomPlot;
    void drawSoon()
    {
        m_isStale = true;
        update();
    }

protected:
    void resizeEvent(QResizeEvent *) override
    {
        setViewport(rect());
        drawSoon();
    }
    void paintEvent(QPaintEvent *event) override
    {
        if (std::exchange(m_isStale, false))
            replot(rpQueuedRefresh);
        QCustomPlot::paintEvent(event);
    }

private:
    bool m_isStale = true;
};

} // namespace remirai::ui
