// SPDX-License-Identifier: GPL-3.0-or-later
// What operators do, against a server that we play.
#include "tests/ui/room.h"

#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace remirai;
using namespace remirai::ui;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kForecast =
    R"({"matched":4,"skipped":0,"skipped_reasons":{},"estimated_ms":80,"messages":[],"sagas":[]})";

} // namespace

class TestUiActions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { enter("admin"); }
    void cleanup() { m_room.reset(); }

    void pausesThroughTheDialog()
    {
        m_room->api.set("PATCH " + kApi + "queues/image-generation-queue", "{}");
        QTableView *queues = m_room->open(1, u"Queues"_s, 2);
        QVERIFY(queues);
        QTest::keyClick(queues, Qt::Key_P);
        QTRY_VERIFY(button(u"agree"_s));
        QTest::mouseClick(button(u"agree"_s), Qt::LeftButton);
        QTRY_COMPARE(m_room->api.count("PATCH", kApi + "queues/image-generation-queue"), 1);
        const AskedRequest request = m_room->api.asked("PATCH")[0];
        QVERIFY(request.body.contains(R"("paused": true)"));
        QCOMPARE(request.key.size(), 36);
    }

    void viewersCannot()
    {
        enter("viewer");
        m_room->window.goTo(1);
        int guarded = 0;
        for (const QPushButton *one : m_room->window.page(1)->findChildren<QPushButton *>()) {
            if (one->text() == u"Pause…" || one->text() == u"Scale…" || one->text() == u"Purge…") {
                QVERIFY2(!one->isEnabled(), qPrintable(one->text()));
                ++guarded;
            }
        }
        QCOMPARE(guarded, 3);
    }

    void drainsAWorker()
    {
        m_room->api.set("PATCH " + kApi + "workers/host-1-embedded", "{}");
        QTableView *workers = m_room->open(4, u"Workers"_s, 1);
        QVERIFY(workers);
        QTest::keyClick(workers, Qt::Key_J);
        QTest::keyClick(workers, Qt::Key_D);
        QTRY_COMPARE(m_room->api.count("PATCH", kApi + "workers/host-1-embedded"), 1);
        QVERIFY(m_room->api.asked("PATCH")[0].body.contains(R"("draining": true)"));
    }

    // A second click or key while the request is under way starts nothing more; after a refusal one may try again.
    void anOperationStartsOnce()
    {
        m_room->api.set("POST " + kApi + "operations", kForecast);
        QTableView *failures = m_room->open(3, u"Failures"_s, 2);
        QVERIFY(failures);
        QTest::keyClick(failures, Qt::Key_J);
        QTest::keyClick(failures, Qt::Key_D);
        QTRY_VERIFY(button(u"start"_s) && button(u"start"_s)->text() == u"Redrive 4");
        QTest::keyClicks(m_room->window.findChild<QLineEdit *>(u"reason"_s), u"it is well again"_s);
        const qsizetype counted = m_room->api.count("POST", kApi + "operations"); // dry runs
        m_room->api.set("POST " + kApi + "operations", R"({"title":"Conflict","detail":"try again"})", 409);
        m_room->api.hold("POST " + kApi + "operations");

        QPushButton *start = button(u"start"_s);
        start->setFocus();
        QTest::mouseClick(start, Qt::LeftButton);
        QTest::mouseDClick(start, Qt::LeftButton);
        for (const Qt::Key key : {Qt::Key_Space, Qt::Key_Return, Qt::Key_Enter})
            QTest::keyClick(start, key);
        QTest::keyClick(m_room->window.findChild<QLineEdit *>(u"reason"_s), Qt::Key_Return);
        QTRY_COMPARE(m_room->api.count("POST", kApi + "operations"), counted + 1);
        QCOMPARE(m_room->session.outbox().openCount(), 1);
        m_room->api.letGo();
        QTRY_VERIFY(m_room->says(u"try again"_s));
        QCOMPARE(m_room->api.count("POST", kApi + "operations"), counted + 1);
        QTRY_VERIFY(start->isEnabled());

        m_room->api.set("POST " + kApi + "operations", R"({"operation_id":"x"})", 202);
        QTest::keyClick(start, Qt::Key_Space);
        QTRY_COMPARE(m_room->window.currentPage(), 5);
        QCOMPARE(m_room->api.count("POST", kApi + "operations"), counted + 2);
    }

    // The list of sagas stands still; the row of the one that is looked at tells the same as the timeline beside it.
    void aChosenSagaIsTheSameInItsList()
    {
        const QByteArray id = "0198c1f0-6a3e-7c11-9d0a-2f1b9f0e1000";
        m_room->api.set("GET " + kApi + "sagas/" + id,
                        R"({"saga_id":")" + id
                            + R"(","state":"completed","step":"illustration","attempts":[],)"
                              R"("created_at":"2026-11-24T12:59:00.000Z","updated_at":"2026-11-24T12:59:42.000Z"})");
        QTableView *sagas = m_room->open(2, u"Sagas"_s, 60);
        QVERIFY(sagas);
        QCOMPARE(sagas->model()->index(0, 1).data().toString(), u"failed"_s);
        QTest::keyClick(sagas, Qt::Key_J);
        QTRY_COMPARE(sagas->model()->index(0, 1).data().toString(), u"completed"_s);
        QCOMPARE(sagas->model()->rowCount(), 60);
    }

private:
    void enter(const QByteArray &role)
    {
        m_room = std::make_unique<Room>(role);
        QVERIFY(m_room->isReady());
    }
    QPushButton *button(const QString &name) const { return m_room->window.findChild<QPushButton *>(name); }

    std::unique_ptr<Room> m_room;
};

QTEST_MAIN(TestUiActions)
#include "tst_uiactions.moc"
