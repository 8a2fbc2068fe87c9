// SPDX-License-Identifier: GPL-3.0-or-later
// The control room against a real server: every page in light and dark, and a night's incident from red to green.
// Pictures of what was seen are left in the build folder.
#include "core/domain/environment.h"
#include "tests/e2e/serverprocess.h"
#include "tests/e2e/simpleclient.h"
#include "tests/providers/misbehavingserver.h"
#include "ui/theme/theme.h"
#include "ui/window/mainwindow.h"
#include "ui/window/planning.h"

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>

using namespace remirai;
using namespace remirai::ui;

namespace {

constexpr int kPatienceMs = 20'000;
enum Page { Overview, Queues, Sagas, Failures, Workers, Operations, Simulator, Spike, PageCount };

const QByteArray kGoodChat = R"({"choices":[{"message":{"content":"You are a good one, calm and dry."}}]})";

// Longest stretch of the GUI thread without its event loop, while a beat of a few milliseconds goes on.
class Watchdog : public QObject
{
public:
    Watchdog()
    {
        m_since.start();
        startTimer(5);
    }
    std::vector<qint64> gaps;

protected:
    void timerEvent(QTimerEvent *) override { gaps.push_back(m_since.restart()); }

private:
    QElapsedTimer m_since;
};

} // namespace

class TestDesktop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyPageInLightAndDark();
    void keysForAll();
    void aNightsIncident();
    void offlineKeepsTheLastState();

private:
    QByteArray token(const char *role);
    bool askForPersonas(int from, int count);
    QPushButton *buttonIn(QWidget *parent, const QString &beginning);
    QTableView *table(int page, const char *name);
    void picture(const QString &name);
    QString verdict() const;
    qint64 ready() const; // personas

    SystemEnvironment m_environment;
    QTemporaryDir m_folder;
    std::atomic<bool> m_healthy = true;
    std::unique_ptr<MisbehavingServer> m_model;
    std::unique_ptr<ServerProcess> m_server;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ConnectionStore> m_store;
    std::unique_ptr<MainWindow> m_window;
};

void TestDesktop::initTestCase()
{
    QVERIFY(QDir().mkpath(QStringLiteral(REMIRAI_PICTURES)));
    m_model = std::make_unique<MisbehavingServer>([this](const ServedRequest &) {
        return m_healthy ? Served{200, kGoodChat, {}, Manner::Answer, 0}
                         : Served{500, R"({"error":{"message":"the model is ill"}})", {}, Manner::Answer, 0};
    });
    m_server = std::make_unique<ServerProcess>(
        m_folder.path(),
        "[queue]\nmax_receive_count = 1\n[llm]\nprovider = \"openai\"\nmodel = \"m\"\nbase_url = \""
            + m_model->url("/v1") + "\"\n");
    QVERIFY2(m_server->start(), qPrintable(m_server->log()));
    m_theme = std::make_unique<Theme>();
    m_session = std::make_unique<Session>(m_environment);
    m_store = std::make_unique<ConnectionStore>(m_folder.filePath(QStringLiteral("connections.json")));
    m_window = std::make_unique<MainWindow>(*m_session, *m_theme, *m_store, [] {});
    addPlanning(*m_window, *m_session);
    m_window->resize(1'440, 900);
    m_window->show();
    m_session->connectTo(
        {QStringLiteral("test"), QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server->port())), token("admin")});
    QTRY_VERIFY_WITH_TIMEOUT(m_session->overview().has_value(), kPatienceMs);
    QVERIFY(askForPersonas(0, 3));
    QTRY_VERIFY_WITH_TIMEOUT(ready() == 3, kPatienceMs);
}

QByteArray TestDesktop::token(const char *role)
{
    QProcess process;
    process.start(QStringLiteral(REMIRAI_EXECUTABLE),
                  {QStringLiteral("token"), QStringLiteral("create"), QStringLiteral("--user"),
                   QStringLiteral("night@example.org"), QStringLiteral("--role"), QString::fromLatin1(role),
                   QStringLiteral("--data-dir"), m_folder.path()});
    return process.waitForFinished() ? process.readAllStandardOutput().trimmed() : QByteArray();
}

void TestDesktop::picture(const QString &name)
{
    m_window->grab().save(QStringLiteral(REMIRAI_PICTURES "/%1.png").arg(name));
}

QString TestDesktop::verdict() const
{
    return m_window->findChild<QLabel *>(QStringLiteral("verdict"))->text();
}

qint64 TestDesktop::ready() const
{
    const auto &personas = m_session->overview()->personas;
    const auto found = personas.find(PersonaStatus::Ready);
    return found == personas.end() ? 0 : found->second;
}

QPushButton *TestDesktop::buttonIn(QWidget *parent, const QString &beginning)
{
    for (QPushButton *button : parent->findChildren<QPushButton *>()) {
        if (button->text().remove(QLatin1Char('&')).startsWith(beginning))
            return button;
    }
    return nullptr;
}

QTableView *TestDesktop::table(int page, const char *name)
{
    for (QTableView *view : m_window->page(page)->findChildren<QTableView *>()) {
        if (view->accessibleName() == QLatin1String(name))
            return view;
    }
    return nullptr;
}

void TestDesktop::everyPageInLightAndDark()
{
    const Watchdog watchdog;
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        m_theme->setScheme(scheme);
        for (int page = 0; page < PageCount; ++page) {
            m_window->goTo(page);
            QCOMPARE(m_window->currentPage(), page);
            QVERIFY(m_window->page(page)->isVisible());
            if (page == Queues)
                QTRY_VERIFY_WITH_TIMEOUT(table(page, "Queues")->model()->rowCount() >= 4, kPatienceMs);
            if (page == Sagas)
                QTRY_VERIFY_WITH_TIMEOUT(table(page, "Sagas")->model()->rowCount() >= 3, kPatienceMs);
            if (page == Workers)
                QTRY_VERIFY_WITH_TIMEOUT(table(page, "Workers")->model()->rowCount() >= 1, kPatienceMs);
            QCoreApplication::processEvents();
            picture(QStringLiteral("page%1-%2").arg(page + 1).arg(toString(scheme)));
        }
    }
    auto gaps = watchdog.gaps;
    QVERIFY(!gaps.empty());
    std::sort(gaps.begin(), gaps.end());
    qInfo("event loop: p50 %lld ms, p99 %lld ms, longest %lld ms", gaps[gaps.size() / 2], gaps[gaps.size() * 99 / 100],
          gaps.back());
}

void TestDesktop::keysForAll()
{
    QTest::keyClick(m_window.get(), Qt::Key_4, Qt::ControlModifier);
    QTRY_COMPARE(m_window->currentPage(), int(Failures));
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QTRY_COMPARE(m_window->currentPage(), int(Queues));
    QTest::keyClick(m_window.get(), Qt::Key_Question, Qt::ShiftModifier);
    QTRY_VERIFY(m_window->findChild<QDialog *>());
    picture(QStringLiteral("keys"));
    QTest::keyClick(m_window->findChild<QDialog *>(), Qt::Key_Escape);
    QTRY_VERIFY(!m_window->findChild<QDialog *>());
}

// The model fails; dead letters appear; it heals; the operator groups, dry-runs, starts with a canary, and all is
// green.
void TestDesktop::aNightsIncident()
{
    m_theme->setScheme(Scheme::Light);
    m_window->goTo(Overview);
    const QString before = verdict();
    m_healthy = false;
    QVERIFY(askForPersonas(10, 4));
    QTRY_VERIFY_WITH_TIMEOUT(m_session->overview()->dead == 4, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(verdict() != before, kPatienceMs);
    picture(QStringLiteral("incident-1-overview"));

    m_window->goTo(Failures);
    QTableView *const groups = table(Failures, "Failures");
    QTRY_COMPARE_WITH_TIMEOUT(groups->model()->rowCount(), 1, kPatienceMs);
    groups->setCurrentIndex(groups->model()->index(0, 0));
    picture(QStringLiteral("incident-2-failures"));

    m_healthy = true;
    QTest::mouseClick(buttonIn(m_window->page(Failures), QStringLiteral("Redrive")), Qt::LeftButton);
    QTRY_VERIFY(m_window->findChild<QDialog *>());
    auto *const dialog = m_window->findChild<QDialog *>();
    auto *const start = dialog->findChild<QPushButton *>(QStringLiteral("start"));
    QTRY_COMPARE_WITH_TIMEOUT(start->text(), QStringLiteral("Redrive 4"), kPatienceMs); // the dry run's exact count
    QVERIFY(!start->isEnabled()); // not without a reason
    QTest::keyClicks(dialog->findChild<QLineEdit *>(QStringLiteral("reason")),
                     QStringLiteral("the model is well again"));
    QVERIFY(start->isEnabled());
    dialog->grab().save(QStringLiteral(REMIRAI_PICTURES "/incident-3-dry-run.png"));
    QTest::mouseClick(start, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->currentPage(), int(Operations), kPatienceMs);

    QTRY_VERIFY_WITH_TIMEOUT(m_session->overview()->dead == 0, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(ready() == 7, kPatienceMs);
    picture(QStringLiteral("incident-4-operations"));
    m_window->goTo(Overview);
    picture(QStringLiteral("incident-5-green"));
}

void TestDesktop::offlineKeepsTheLastState()
{
    m_window->goTo(Queues);
    const int rows = table(Queues, "Queues")->model()->rowCount();
    m_server->kill();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->link() == Link::Offline, kPatienceMs);
    QCOMPARE(table(Queues, "Queues")->model()->rowCount(), rows);
    QVERIFY(m_session->overview());
    picture(QStringLiteral("offline"));
    QVERIFY(m_server->start());
    QTRY_VERIFY_WITH_TIMEOUT(m_session->link() == Link::Online, kPatienceMs);
    m_session->disconnectFrom();
}

// Owners who each ask for a persona after three friends have answered.
bool TestDesktop::askForPersonas(int from, int count)
{
    for (int owner = from; owner < from + count; ++owner) {
        SimpleClient client(m_server->port());
        const auto signedIn = client.send("POST", "/api/v1/auth/local",
                                          "{\"email\":\"owner" + QByteArray::number(owner) + "@example.org\"}");
        if (!signedIn)
            return false;
        client.token = signedIn->json()[QLatin1String("token")].toString().toLatin1();
        const auto survey = client.send("POST", "/api/v1/surveys", "{}");
        if (!survey || survey->status != 201)
            return false;
        const QByteArray responses =
            "/api/v1/surveys/" + survey->json()[QLatin1String("survey_id")].toString().toLatin1() + "/responses";
        for (int friendOf = 0; friendOf < 3; ++friendOf) {
            client.userAgent = "friend " + QByteArray::number(friendOf);
            const auto answered = client.send("POST", responses, R"({"answers":{"q1":"dry","q2":"Calm"}})");
            if (!answered || answered->status != 201)
                return false;
        }
        if (const auto asked = client.send("GET", "/api/v1/personas/me"); !asked || asked->status != 200)
            return false;
    }
    return true;
}

QTEST_MAIN(TestDesktop)
#include "tst_desktop.moc"
