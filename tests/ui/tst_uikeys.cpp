// SPDX-License-Identifier: GPL-3.0-or-later
// The sheet of `?` lists the keys of every page, and every key does what its line says: each has its effect here, and
// a line without one fails.
#include "tests/ui/keyroom.h"
#include "ui/simulator/simulatorpage.h"
#include "ui/simulator/spikepanel.h"
#include "ui/widgets/funnel.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QTabWidget>
#include <algorithm>
#include <map>

using namespace remirai;
using namespace remirai::ui;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kFailedSaga =
    R"({"saga_id":"s","state":"failed","step":"synthesis","error":"HTTP 500","created_at":"2026-11-24T12:59:00.000Z",)"
    R"("updated_at":"2026-11-24T12:59:42.000Z","attempts":[]})";

} // namespace

class TestUiKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_room = std::make_unique<KeyRoom>();
        QVERIFY(m_room->isReady());
        addEffects();
    }
    void cleanup() { m_room.reset(); }

    void theSheetListsThemAll()
    {
        QTest::keyClick(&m_room->window, Qt::Key_Question, Qt::ShiftModifier);
        QTRY_VERIFY(m_room->dialog<QDialog>());
        QStringList listed;
        for (const QLabel *label : m_room->dialog<QDialog>()->findChildren<QLabel *>())
            listed << label->text();
        for (const KeyGroup &group : m_room->window.keys()) {
            QVERIFY2(listed.contains(group.title), qPrintable(group.title));
            QVERIFY2(!group.keys.empty(), qPrintable(group.title)); // every page has some
            for (const KeyHelp &key : group.keys)
                QVERIFY2(listed.contains(key.keys) && listed.contains(key.what), qPrintable(key.what));
        }
        QVERIFY(m_room->window.keys().size() == size_t(PageCount) + 3); // tables, charts, everywhere
    }

    void everyKeyDoesWhatItsLineSays_data()
    {
        QTest::addColumn<int>("page");
        for (int page = 0; page < PageCount; ++page)
            QTest::addRow("page %d", page + 1) << page;
    }
    void everyKeyDoesWhatItsLineSays()
    {
        QFETCH(int, page);
        m_room->window.goTo(page);
        const KeyGroup group = m_room->window.keys().front();
        for (const KeyHelp &key : group.keys) {
            const auto effect = m_effects.find({page, key.keys});
            m_room->window.goTo(page); // the keyboard is where it is when one comes
            QVERIFY2(effect != m_effects.end(), qPrintable(u"no effect is known of "_s + key.keys));
            const QWidget *focus = QApplication::focusWidget();
            const QString from = focus ? focus->accessibleName() : u"nowhere"_s;
            QVERIFY2(effect->second(key.keys), qPrintable(u"%1 does not, from %2: %3"_s.arg(key.keys, from, key.what)));
            m_effects.erase(effect);
        }
        for (const auto &[where, effect] : m_effects)
            QVERIFY2(where.first != page, qPrintable(where.second + u" is not listed"_s));
    }

private:
    using Effect = KeyRoom::Effect;

    Effect focuses(const std::function<QWidget *()> &widget)
    {
        return [this, widget](const QString &key) {
            m_room->press(key);
            return m_room->waits([&] { return widget() && widget()->hasFocus(); });
        };
    }
    Effect asks(const QByteArray &method, const QByteArray &path)
    {
        return [this, method, path](const QString &key) {
            const qsizetype asked = m_room->api.count(method, kApi + path);
            m_room->press(key);
            return m_room->waits([&] { return m_room->api.count(method, kApi + path) > asked; });
        };
    }
    Effect turns(int page, int tab)
    {
        return [this, page, tab](const QString &key) {
            auto *tabs = m_room->window.page(page)->findChild<QTabWidget *>();
            tabs->setCurrentIndex(1 - tab);
            m_room->window.goTo(page);
            m_room->press(key);
            return m_room->waits([&] { return tabs->currentIndex() == tab; });
        };
    }
    void addEffects();
    void addOutboxEffects();
    void addPlanningEffects();

    std::map<std::pair<int, QString>, Effect> m_effects;
    std::unique_ptr<KeyRoom> m_room;
};

void TestUiKeys::addEffects()
{
    m_room->api.set("GET " + kApi + "sagas/0198c1f0-6a3e-7c11-9d0a-2f1b9f0e1000", kFailedSaga);
    m_room->api.set("POST " + kApi + "operations/0198c1ff-0000-7abc-8def-001122334455/cancel",
                    "{}"); // done, not refused
    const auto table = [this](int page, const QString &name) {
        return [this, page, name] { return m_room->table(page, name); };
    };
    m_effects = {
        {{Overview, u"A"_s}, focuses(table(Overview, u"Alerts"_s))},
        {{Overview, u"F"_s}, focuses([this] { return m_room->window.findChild<Funnel *>(); })},
        {{Overview, u"W"_s}, focuses(table(Overview, u"What changed"_s))},
        {{Overview, u"Q"_s}, focuses(table(Overview, u"Queues"_s))},
        {{Queues, u"P"_s}, m_room->on(Queues, u"Queues"_s, m_room->opens<QDialog>(u"Pause"_s))},
        {{Queues, u"S"_s}, m_room->opens<QDialog>(u"Scale"_s)},
        {{Queues, u"D"_s}, m_room->opens<QDialog>(u"Redrive"_s)},
        {{Queues, u"Shift+X"_s}, m_room->opens<QDialog>(u"Purge"_s)},
        {{Queues, u"H"_s}, turns(Queues, 0)},
        {{Queues, u"M"_s}, turns(Queues, 1)},
        {{Queues, u"F5"_s}, asks("GET", "queues/image-generation-queue/messages")},
        {{Queues, u"/"_s}, focuses([this] { return m_room->named<QLineEdit>(Queues, u"Text in the body"_s); })},
        {{Sagas, u"F5"_s}, asks("GET", "sagas")},
        {{Sagas, u"P"_s}, turns(Sagas, 1)},
        {{Sagas, u"S"_s}, turns(Sagas, 0)}, // of whose keys those below are
        {{Sagas, u"R"_s},
         m_room->on(
             Sagas, u"Sagas"_s,
             [this, retries = asks("POST", "sagas/0198c1f0-6a3e-7c11-9d0a-2f1b9f0e1000/retry")](const QString &key) {
                 return m_room->waits([this] { return m_room->says(u"HTTP 500"_s); }) && retries(key);
             })},
        {{Sagas, u"/"_s},
         focuses([this] { return m_room->named<QLineEdit>(Sagas, u"An id, or part of the error"_s); })},
        {{Failures, u"D"_s}, m_room->on(Failures, u"Failures"_s, m_room->opens<QDialog>(u"Redrive"_s))},
        {{Failures, u"R"_s}, m_room->opens<QDialog>(u"Retry"_s)},
        {{Failures, u"P"_s}, m_room->opens<QDialog>(u"Park"_s)},
        {{Failures, u"Shift+X"_s}, m_room->opens<QDialog>(u"Delete"_s)},
        {{Failures, u"W"_s}, focuses([this] { return m_room->named<QComboBox>(Failures, u"Window"_s); })},
        {{Failures, u"S"_s}, focuses(table(Failures, u"Samples"_s))},
        {{Workers, u"D"_s}, m_room->on(Workers, u"Workers"_s, asks("PATCH", "workers/host-1-embedded"))},
        {{Workers, u"R"_s}, focuses(table(Workers, u"Running jobs"_s))},
        {{Operations, u"C"_s},
         m_room->on(Operations, u"Operations"_s,
                    asks("POST", "operations/0198c1ff-0000-7abc-8def-001122334455/cancel"))},
    };
    addOutboxEffects();
    addPlanningEffects();
}

void TestUiKeys::addOutboxEffects()
{
    const auto only = [this](SendState state) {
        const auto &entries = m_room->session.outbox().entries();
        const auto is = [state](const OutboxEntry &entry) { return entry.state == state; };
        return m_room->session.outbox().openCount() == 1 && std::any_of(entries.begin(), entries.end(), is);
    };
    m_effects[{Operations, u"W"_s}] = [this, only](const QString &key) {
        m_room->waits([&] { return m_room->session.outbox().openCount() == 0; });
        m_room->api.close(); // what is done now waits
        m_room->session.outbox().submit(u"Pause"_s, {"PATCH", u"/nowhere"_s, "{}", {}}, &m_room->window,
                                        [](const Result<QJsonObject> &) {});
        if (!m_room->waits([&] { return only(SendState::Waiting); }))
            return false;
        m_room->press(key);
        return m_room->waits([&] { return m_room->table(Operations, u"Waiting to be sent"_s)->hasFocus(); });
    };
    m_effects[{Operations, u"S"_s}] = [this, only](const QString &key) {
        m_room->environment.aheadMs = Outbox::kHoldAfterMs + 1;
        m_room->session.outbox().sendWaiting();
        m_room->choose(Operations, u"Waiting to be sent"_s);
        const bool wasHeld = only(SendState::Held);
        m_room->press(key);
        return wasHeld && m_room->waits([&] { return only(SendState::Sending) || only(SendState::Waiting); });
    };
    m_effects[{Operations, u"Shift+X"_s}] = [this, only](const QString &key) {
        if (!QTest::qWaitFor([&] { return only(SendState::Waiting); }, 30'000)) // what is on its way stays
            return false;
        m_room->choose(Operations, u"Waiting to be sent"_s);
        m_room->press(key);
        return m_room->waits([&] { return m_room->session.outbox().openCount() == 0; });
    };
}

void TestUiKeys::addPlanningEffects()
{
    auto *simulator = m_room->window.findChild<SimulatorPage *>();
    auto *spike = m_room->window.findChild<SpikePanel *>();
    const auto scenarios = [this](int page, const QString &name) {
        return [this, page, name] { return m_room->named<QComboBox>(page, name); };
    };
    m_effects[{Simulator, u"Ctrl+Return"_s}] = [this, simulator](const QString &key) {
        simulator->chooseScenario(u"growth-1k-to-100k"_s); // goes on for a while
        m_room->press(key);
        return m_room->waits([&] { return simulator->isRunning(); });
    };
    m_effects[{Simulator, u"Esc"_s}] = [this, simulator](const QString &key) {
        m_room->press(key);
        return m_room->waits([&] { return !simulator->isRunning() && simulator->message().startsWith(u"Stopped"); });
    };
    m_effects[{Simulator, u"Ctrl+M"_s}] = [this](const QString &key) {
        m_room->press(key);
        return m_room->waits([&] { return m_room->named<QComboBox>(Simulator, u"Scenario"_s)->currentIndex() == -1; });
    };
    m_effects[{Simulator, u"Ctrl+O"_s}] = m_room->opens<QFileDialog>(u"Open a scenario"_s);
    m_effects[{Simulator, u"Ctrl+Shift+O"_s}] = m_room->opens<QFileDialog>(u"Folder of an earlier run"_s);
    m_effects[{Simulator, u"Ctrl+S"_s}] = m_room->opens<QFileDialog>(u"Save the scenario"_s);
    m_effects[{Simulator, u"Ctrl+P"_s}] = m_room->opens<QFileDialog>(u"Export the picture"_s);
    m_effects[{Simulator, u"Ctrl+E"_s}] = m_room->opens<QFileDialog>(u"Export the series"_s);
    m_effects[{Simulator, u"Ctrl+R"_s}] = m_room->opens<QFileDialog>(u"Folder for the report"_s);
    m_effects[{Simulator, u"Alt+S"_s}] = focuses(scenarios(Simulator, u"Scenario"_s));
    m_effects[{Simulator, u"Alt+O"_s}] = turns(Simulator, 0);
    m_effects[{Simulator, u"Alt+J"_s}] = turns(Simulator, 1);
    m_effects[{Spike, u"Ctrl+Return"_s}] = [this, spike](const QString &key) {
        m_room->api.hold("POST /api/v1/auth/local"); // the first that it asks
        m_room->press(key);
        return m_room->waits(
            [&] { return spike->isPlaying() && m_room->api.count("POST", "/api/v1/auth/local") == 1; });
    };
    m_effects[{Spike, u"Esc"_s}] = [this, spike](const QString &key) {
        m_room->press(key);
        return m_room->waits([&] { return !spike->isPlaying() && spike->status().contains(u"cancelled"); });
    };
    m_effects[{Spike, u"Alt+S"_s}] = focuses(scenarios(Spike, u"Scenario to play"_s));
    m_effects[{Spike, u"Alt+C"_s}] =
        focuses([this] { return m_room->named<QDoubleSpinBox>(Spike, u"Times the scenario's arrivals"_s); });
}

QTEST_MAIN(TestUiKeys)
#include "tst_uikeys.moc"
