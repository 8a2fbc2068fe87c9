// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/connect.h"
#include "tests/e2e/serverprocess.h"
#include "tests/e2e/simpleclient.h"
#include "tests/providers/misbehavingserver.h"
#include "tests/ui/guiwatch.h"
#include "ui/theme/theme.h"
#include "ui/window/mainwindow.h"

#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kOwners = 6; // below what opens the provider's breaker, so that all end as dead letters
constexpr int kPatienceMs = 60'000;

QByteArray config(const MisbehavingServer &provider)
{
    return R"(
[queue]
max_receive_count = 1
[llm]
provider = "openai"
base_url = ")"
        + provider.url("/v1") + R"("
model = "m"
[alerts]
dead_letters_for = "0s"
)";
}

Served completion()
{
    Served served;
    served.body = R"({"choices":[{"message":{"role":"assistant","content":"You are calm, dry and kind to strangers."},)"
                  R"("finish_reason":"stop"}]})";
    served.headers = {"Content-Type: application/json"};
    return served;
}

bool beginPersona(SimpleClient &client, int number)
{
    const QByteArray name = QByteArray::number(number);
    client.token.clear();
    const auto in = client.send("POST", "/api/v1/auth/local", R"({"email":"o)" + name + R"(@example.org"})");
    if (!in || in->status != 200)
        return false;
    client.token = in->json().value(u"token"_s).toString().toLatin1();
    const auto survey = client.send("POST", "/api/v1/surveys", "{}");
    if (!survey || survey->status != 201)
        return false;
    const QByteArray id = survey->json().value(u"survey_id"_s).toString().toLatin1();
    for (int i = 0; i < 3; ++i) {
        client.userAgent = "friend-" + name + '-' + QByteArray::number(i);
        const auto response =
            client.send("POST", "/api/v1/surveys/" + id + "/responses", R"({"answers":{"q1":"dry","q2":"Calm"}})");
        if (!response || response->status != 201)
            return false;
    }
    const auto persona = client.send("GET", "/api/v1/personas/me");
    return persona && persona->status == 200;
}

} // namespace

// The whole night in one test: the provider breaks, dead letters appear, it heals, and the operator groups, dry-runs,
// sends a canary and redrives all, with keys and clicks alone.
class TestIncident : public QObject
{
    Q_OBJECT

private:
    void keep(const QString &name)
    {
        QDir().mkpath(QStringLiteral(REMIRAI_SHOTS));
        QVERIFY(m_window->grab().save(QStringLiteral(REMIRAI_SHOTS "/incident-%1.png").arg(name)));
    }
    QString verdict() const { return m_window->findChild<QLabel *>(u"verdict"_s)->text(); }
    QTableView *table(int page, const QString &name) const
    {
        for (QTableView *view : m_window->page(page)->findChildren<QTableView *>()) {
            if (view->accessibleName() == name)
                return view;
        }
        return nullptr;
    }
    // A page's or dialog's keys reach it only in the active window.
    void go(int page)
    {
        m_window->activateWindow();
        QTest::keyClick(m_window, static_cast<Qt::Key>(Qt::Key_1 + page), Qt::ControlModifier);
        QTRY_COMPARE(m_window->currentPage(), page);
    }

    MainWindow *m_window = nullptr;

private Q_SLOTS:
    void fromBrokenToGreen()
    {
        std::atomic<bool> broken = true;
        MisbehavingServer provider([&broken](const ServedRequest &) {
            Served failure;
            failure.status = 500;
            failure.body = R"({"error":{"message":"overheated, request 4711"}})";
            return broken ? failure : completion();
        });
        QTemporaryDir folder;
        ServerProcess server(folder.path(), config(provider));
        QVERIFY(server.start());
        SimpleClient client(server.port());
        for (int i = 0; i < kOwners; ++i)
            QVERIFY(beginPersona(client, i));

        SystemEnvironment environment;
        Theme theme;
        Session session(environment);
        const ConnectionStore store(folder.filePath(u"connections.json"_s));
        MainWindow window(session, theme, store, nullptr);
        m_window = &window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const GuiWatch watch;
        session.connectTo(
            {u"night"_s, QUrl(u"http://127.0.0.1:%1"_s.arg(server.port())), operatorToken(folder.path())});

        QTRY_VERIFY_WITH_TIMEOUT(session.overview() && session.overview()->dead == kOwners, kPatienceMs);
        QTRY_VERIFY(verdict().startsWith(u"Trouble"_s) || verdict().startsWith(u"Needs"_s));
        keep(u"1-broken"_s);

        broken = false;
        go(3);
        QTableView *groups = table(3, u"Failures"_s);
        QTRY_COMPARE_WITH_TIMEOUT(groups->model()->rowCount(), 1, kPatienceMs);
        QTest::keyClick(groups, Qt::Key_J);
        keep(u"2-failures"_s);
        redrive(groups);
        if (QTest::currentTestFailed())
            return;
        QTRY_COMPARE(window.currentPage(), 5);
        QTableView *operations = table(5, u"Operations"_s);
        QTRY_VERIFY_WITH_TIMEOUT(operations->model()->rowCount() >= 1
                                     && operations->model()->index(0, 3).data().toString() == u"completed",
                                 kPatienceMs);
        keep(u"4-operations"_s);

        go(0);
        QTRY_VERIFY_WITH_TIMEOUT(session.overview()->dead == 0 && session.overview()->backlog == 0, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(session.overview()->personas.at(PersonaStatus::Ready), qint64(kOwners), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(verdict().startsWith(u"Healthy"_s), kPatienceMs);
        keep(u"5-green"_s);
        qInfo("GUI thread busy at a stretch: p99 %.1f ms, at most %.1f ms, %zu ticks", watch.p99Ms(), watch.mostMs(),
              watch.ticks());
        QVERIFY(watch.p99Ms() < 50);
        m_window = nullptr;
    }

private:
    void redrive(QTableView *groups)
    {
        QTest::keyClick(groups, Qt::Key_D);
        QTRY_VERIFY(m_window->findChild<QPushButton *>(u"start"_s));
        auto *start = m_window->findChild<QPushButton *>(u"start"_s);
        QTRY_COMPARE_WITH_TIMEOUT(start->text(), u"Redrive %1"_s.arg(kOwners), kPatienceMs); // the dry run's count
        QVERIFY(!start->isEnabled()); // not without a reason
        QTest::keyClicks(m_window->findChild<QLineEdit *>(u"reason"_s), u"the provider healed"_s);
        QVERIFY(start->isEnabled());
        QVERIFY(start->window()->grab().save(QStringLiteral(REMIRAI_SHOTS "/incident-3-dryrun.png")));
        QTest::mouseClick(start, Qt::LeftButton);
    }
};

} // namespace remirai::ui

QTEST_MAIN(remirai::ui::TestIncident)
#include "tst_incident.moc"
