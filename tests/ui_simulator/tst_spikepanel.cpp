// SPDX-License-Identifier: GPL-3.0-or-later
// The viral-spike panel against a real server.
#include "sim/stats/scalars.h"
#include "tests/e2e/serverprocess.h"
#include "tests/e2e/simpleclient.h"
#include "ui/simulator/bandchart.h"
#include "ui/simulator/spikepanel.h"

#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QJsonObject>
#include <QPushButton>
#include <QSignalSpy>
#include <QStyleFactory>
#include <QTemporaryDir>
#include <QTest>

using namespace remirai;
using namespace remirai::ui;

namespace {

QPushButton *buttonOf(const QWidget &panel, const QString &text)
{
    for (QPushButton *button : panel.findChildren<QPushButton *>()) {
        if (button->text().remove(u'&') == text)
            return button;
    }
    return nullptr;
}

} // namespace

class TestSpikePanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        QVERIFY(QDir().mkpath(QStringLiteral(REMIRAI_PICTURES)));
        QVERIFY(m_folder.isValid());
        m_server = std::make_unique<ServerProcess>(m_folder.path(), "[local]\nlatency = \"200ms\"\n");
        QVERIFY(m_server->start());
    }

    void needsAServer()
    {
        SpikePanel panel;
        QVERIFY(!buttonOf(panel, QStringLiteral("Play the spike"))->isEnabled());
    }

    void strangersAreConfirmed()
    {
        SpikePanel panel;
        panel.setServer(QStringLiteral("http://192.0.2.1:8080"), {});
        QVERIFY(!buttonOf(panel, QStringLiteral("Play the spike"))->isEnabled());
        panel.findChild<QCheckBox *>()->setChecked(true);
        QVERIFY(buttonOf(panel, QStringLiteral("Play the spike"))->isEnabled());
    }

    void saysWhenNobodyIsThere()
    {
        SpikePanel panel;
        panel.setServer(QStringLiteral("http://127.0.0.1:9"), {});
        QSignalSpy finished(&panel, &SpikePanel::finished);
        panel.play();
        QVERIFY(finished.wait(30'000));
        QVERIFY2(panel.status().contains(QStringLiteral("does not answer")), qPrintable(panel.status()));
    }

    void playsAndStops()
    {
        SpikePanel panel;
        panel.resize(1'100, 850);
        panel.show();
        panel.setServer(QStringLiteral("http://127.0.0.1:%1").arg(m_server->port()),
                        [this] { return operatorToken(); });
        panel.setScale(0.01);
        QSignalSpy finished(&panel, &SpikePanel::finished);
        QTest::mouseClick(buttonOf(panel, QStringLiteral("Play the spike")), Qt::LeftButton);
        QVERIFY(panel.isPlaying());
        QTRY_VERIFY_WITH_TIMEOUT(panel.depthChart()->curves().size() == 2
                                     && panel.depthChart()->curves().front().middle.size() > 12,
                                 60'000);
        panel.grab().save(QStringLiteral(REMIRAI_PICTURES "/spike.png"));
        QTest::mouseClick(buttonOf(panel, QStringLiteral("Stop")), Qt::LeftButton);
        QVERIFY(panel.status().startsWith(QStringLiteral("Stopp"))); // at once
        QVERIFY(!finished.isEmpty() || finished.wait(60'000));
        QVERIFY(!panel.isPlaying());
        QVERIFY2(panel.status().startsWith(QStringLiteral("Stopped: nothing more is sent")),
                 qPrintable(panel.status()));
        const auto result = finished.first().first().value<std::shared_ptr<const sim::ExperimentResult>>();
        QVERIFY(result);
        QVERIFY(result->cancelled);
        QCOMPARE(result->source, QStringLiteral("live"));
        const auto submitted = static_cast<size_t>(sim::scalarIndex(u"submitted"));
        QVERIFY(result->variants.front().scalars[submitted].mean > 10);
        const qint64 accepted = acceptedAfterALook();
        QVERIFY(accepted > 10);
        QCOMPARE(acceptedAfterALook(), accepted); // the server, seconds later: nobody sends any more
    }

private:
    // Responses that the server has accepted, by the second overview from now.
    qint64 acceptedAfterALook()
    {
        SimpleClient client(m_server->port());
        client.token = operatorToken();
        QStringList moments;
        qint64 accepted = -1;
        const auto look = [&] {
            const auto overview = client.send("GET", "/api/v1/operator/overview");
            if (!overview)
                return false;
            const QJsonObject json = overview->json();
            const QString at = json[QLatin1String("at")].toString();
            if (!moments.contains(at))
                moments << at;
            accepted = json[QLatin1String("responses")].toObject()[QLatin1String("accepted")].toInteger();
            return moments.size() >= 3;
        };
        return QTest::qWaitFor(look, 20'000) ? accepted : -1;
    }
    // From the program itself, as an operator gets one.
    QByteArray operatorToken()
    {
        QProcess process;
        process.start(QStringLiteral(REMIRAI_EXECUTABLE),
                      {QStringLiteral("token"), QStringLiteral("create"), QStringLiteral("--user"),
                       QStringLiteral("planner@example.org"), QStringLiteral("--role"), QStringLiteral("operator"),
                       QStringLiteral("--data-dir"), m_folder.path()});
        return process.waitForFinished() ? process.readAllStandardOutput().trimmed() : QByteArray();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<ServerProcess> m_server;
};

QTEST_MAIN(TestSpikePanel)
#include "tst_spikepanel.moc"
