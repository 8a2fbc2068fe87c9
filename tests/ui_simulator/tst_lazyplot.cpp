// SPDX-License-Identifier: GPL-3.0-or-later
// How often a chart draws: once for each time that it is seen anew, however often its size and its data change.
#include "ui/simulator/bandchart.h"
#include "ui/simulator/lazyplot.h"

#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>

using namespace remirai::ui;

namespace {

constexpr int kTimes = 20;

BandCurve curveOf(float height)
{
    BandCurve curve;
    curve.middle = {0, height, 0};
    return curve;
}

// All that was asked for has been painted, and nothing has been asked for since.
void paintAll(QWidget &window)
{
    window.repaint();
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
}

// QCustomPlot's constructor has asked for one drawing.
void forgetFirst(QSignalSpy &drawn)
{
    QTRY_COMPARE(drawn.size(), 1);
    drawn.clear();
}

} // namespace

class TestLazyPlot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drawsOnceForManySizes()
    {
        QWidget window;
        auto *plot = new LazyPlot(&window);
        QSignalSpy drawn(plot, &QCustomPlot::afterReplot);
        forgetFirst(drawn);
        plot->resize(300, 200);
        window.resize(600, 400);
        QCOMPARE(drawn.size(), 0);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTRY_COMPARE(drawn.size(), 1);
        for (int i = 1; i <= kTimes; ++i)
            plot->resize(300 + i, 200 + i);
        QCOMPARE(drawn.size(), 1);
        paintAll(window);
        QCOMPARE(drawn.size(), 2);
        QCOMPARE(plot->viewport(), plot->rect());
        paintAll(window); // nothing changed
        QCOMPARE(drawn.size(), 2);
    }

    void drawsNothingBehindAnotherPage()
    {
        QStackedWidget pages;
        auto *chart = new BandChart(QStringLiteral("Depth"), QStringLiteral("jobs"));
        pages.addWidget(new QWidget);
        pages.addWidget(chart);
        QSignalSpy drawn(chart->findChild<QCustomPlot *>(), &QCustomPlot::afterReplot);
        forgetFirst(drawn);
        pages.resize(600, 400);
        pages.show();
        QVERIFY(QTest::qWaitForWindowExposed(&pages));
        int seen = 0;
        for (int visit = 0; visit < 2; ++visit) { // never seen before, and seen before
            for (int i = 1; i <= kTimes; ++i) {
                chart->setCurves({curveOf(static_cast<float>(i))}, {});
                pages.resize(600 + i, 400 + i);
            }
            paintAll(pages);
            QCOMPARE(drawn.size(), seen);
            pages.setCurrentWidget(chart);
            paintAll(pages);
            QCOMPARE(drawn.size(), ++seen);
            pages.setCurrentIndex(0);
        }
    }
};

QTEST_MAIN(TestLazyPlot)
#include "tst_lazyplot.moc"
