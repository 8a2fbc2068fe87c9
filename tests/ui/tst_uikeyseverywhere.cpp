// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of the sheet of `?` that hold on every page: of the window, of tables and of charts.
#include "tests/ui/keyroom.h"
#include "ui/simulator/bandchart.h"
#include "ui/simulator/resultview.h"
#include "ui/simulator/simulatorpage.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/funnel.h"

#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QSignalSpy>
#include <algorithm>
#include <map>

using namespace remirai;
using namespace remirai::ui;
using namespace Qt::StringLiterals;

class TestUiKeysEverywhere : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_room = std::make_unique<KeyRoom>();
        QVERIFY(m_room->isReady());
    }
    void cleanup() { m_room.reset(); }

    void keysOfTheWindow();
    void keysOfTables();
    void keysOfCharts();

private:
    void goThrough(const QString &title, std::map<QString, std::function<bool()>> effects);

    std::unique_ptr<KeyRoom> m_room;
};

void TestUiKeysEverywhere::goThrough(const QString &title, std::map<QString, std::function<bool()>> effects)
{
    const std::vector<KeyGroup> groups = m_room->window.keys();
    const auto group =
        std::find_if(groups.begin(), groups.end(), [&](const KeyGroup &one) { return one.title == title; });
    QVERIFY(group != groups.end());
    for (const KeyHelp &key : group->keys) {
        const auto effect = effects.find(key.keys);
        QVERIFY2(effect != effects.end(), qPrintable(u"no effect is known of "_s + key.keys));
        QVERIFY2(effect->second(), qPrintable(key.keys + u" does not: "_s + key.what));
    }
}

void TestUiKeysEverywhere::keysOfTheWindow()
{
    std::map<QString, std::function<bool()>> effects;
    for (int page = 0; page < PageCount; ++page) {
        const QString key = u"Ctrl+%1"_s.arg(page + 1);
        effects[key] = [this, key, page] {
            m_room->window.goTo((page + 1) % PageCount);
            m_room->press(key);
            return m_room->waits([&] { return m_room->window.currentPage() == page; });
        };
    }
    const auto zooms = [this](const QString &key, int percent) {
        return [this, key, percent] {
            m_room->press(key);
            return m_room->waits([&] { return m_room->theme.zoomPercent() == percent; });
        };
    };
    effects[u"Ctrl++"_s] = zooms(u"Ctrl++"_s, 110);
    effects[u"Ctrl+-"_s] = zooms(u"Ctrl+-"_s, 100);
    effects[u"Ctrl+0"_s] = [this] {
        m_room->theme.setZoomPercent(150);
        m_room->press(u"Ctrl+0"_s);
        return m_room->waits([&] { return m_room->theme.zoomPercent() == 100; });
    };
    effects[u"?  F1"_s] = [this] {
        return m_room->opens<QDialog>(u"Keys"_s)(u"Shift+?"_s) && m_room->opens<QDialog>(u"Keys"_s)(u"F1"_s);
    };
    effects[u"Ctrl+L"_s] = [this] { return m_room->opens<QDialog>(u"Servers"_s)(u"Ctrl+L"_s); };
    effects[u"Ctrl+T"_s] = [this] {
        m_room->press(u"Ctrl+T"_s);
        return m_room->waits([&] { return m_room->theme.scheme() == Scheme::Dark; }); // it was light
    };
    effects[u"Ctrl+Q"_s] = [this] { // the last of the list
        m_room->press(u"Ctrl+Q"_s);
        return m_room->waits([&] { return !m_room->window.isVisible(); });
    };
    goThrough(u"Everywhere"_s, std::move(effects));
}

void TestUiKeysEverywhere::keysOfTables()
{
    m_room->choose(Overview, u"Queues"_s);
    auto *queues = static_cast<DataTable *>(m_room->table(Overview, u"Queues"_s));
    const auto row = [queues] { return queues->hasChosen() ? queues->currentIndex().row() : -1; };
    QSignalSpy opened(queues, &DataTable::opened);
    goThrough(u"Tables"_s,
              {{u"↑ ↓ j k"_s,
                [&] {
                    QList<int> rows;
                    for (const QString &key : {u"Down"_s, u"Up"_s, u"J"_s, u"K"_s}) {
                        m_room->press(key);
                        rows << row();
                    }
                    return rows == QList<int>{1, 0, 1, 0};
                }},
               {u"Return"_s,
                [&] {
                    m_room->press(u"Return"_s);
                    const bool isThere = m_room->window.currentPage() == Queues && opened.size() == 1;
                    m_room->window.goTo(Overview);
                    return isThere;
                }},
               {u"Esc"_s,
                [&] {
                    m_room->press(u"Esc"_s);
                    return row() == -1;
                }},
               {u"Ctrl+C"_s,
                [&] {
                    m_room->choose(Overview, u"Queues"_s);
                    m_room->press(u"Ctrl+C"_s);
                    return QApplication::clipboard()->text().contains(u"image-generation-queue"_s);
                }},
               {u"Ctrl+Shift+E"_s, [&] { return m_room->opens<QFileDialog>(u"Export 2 rows"_s)(u"Ctrl+Shift+E"_s); }}});
}

// Both kinds of charts, and the persona funnel, which is one to look at.
void TestUiKeysEverywhere::keysOfCharts()
{
    m_room->window.goTo(Queues);
    auto *history = m_room->named<QWidget>(Queues, u"History"_s);
    QVERIFY(history);
    QTRY_VERIFY(history->accessibleDescription().contains(u"waiting"_s));
    m_room->window.goTo(Simulator);
    const BandChart *depth = m_room->window.findChild<SimulatorPage *>()->results()->chart(sim::Metric::Depth);
    QTRY_VERIFY(!depth->curves().empty());
    const auto moves = [this](int page, const QWidget *chart, const QString &key) {
        m_room->window.goTo(page);
        const_cast<QWidget *>(chart)->setFocus();
        const QString before = chart->accessibleDescription();
        m_room->press(key);
        return m_room->waits([&] { return chart->accessibleDescription() != before; });
    };
    // One reads from its end on, which is now, the other from its beginning.
    goThrough(u"Charts"_s,
              {{u"← →"_s,
                [&] {
                    return moves(Queues, history, u"Left"_s) && moves(Queues, history, u"Right"_s)
                        && moves(Simulator, depth, u"Right"_s) && moves(Simulator, depth, u"Left"_s);
                }},
               {u"Home End"_s, [&] {
                    return moves(Queues, history, u"Home"_s) && moves(Queues, history, u"End"_s)
                        && moves(Simulator, depth, u"End"_s) && moves(Simulator, depth, u"Home"_s);
                }}});

    m_room->window.goTo(Overview);
    auto *funnel = m_room->window.findChild<Funnel *>();
    funnel->setFocus();
    for (const QString &key : {u"Down"_s, u"Down"_s, u"Down"_s, u"Return"_s})
        m_room->press(key);
    QTRY_COMPARE(m_room->window.currentPage(), int(Sagas));
    QCOMPARE(m_room->named<QComboBox>(Sagas, u"Status"_s)->currentText(), u"ready"_s);
}

QTEST_MAIN(TestUiKeysEverywhere)
#include "tst_uikeyseverywhere.moc"
