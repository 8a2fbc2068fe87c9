// SPDX-License-Identifier: GPL-3.0-or-later
// "This computer": the server that the window starts in its own process.
#include "app/desktop/localserver.h"
#include "core/domain/environment.h"
#include "ui/theme/theme.h"
#include "ui/window/mainwindow.h"

#include <QDialog>
#include <QDir>
#include <QFile>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace remirai;
using namespace remirai::ui;

namespace {

constexpr int kPatienceMs = 20'000;

} // namespace

class TestLocalServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // One that cannot start says why, and starts when it is asked again after that was mended.
    void startsAfterItCouldNot();
};

void TestLocalServer::startsAfterItCouldNot()
{
    QTemporaryDir folder;
    QVERIFY(folder.isValid());
    const QString dataDir = folder.filePath(QStringLiteral("data"));
    QVERIFY(QDir().mkpath(dataDir));
    QVERIFY(QFile::setPermissions(dataDir, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    QFile broken(dataDir + QStringLiteral("/remirai.db"));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    QVERIFY(broken.write(QByteArray(8'192, 'x')) > 0);
    broken.close();
    CommonOptions options;
    options.dataDir = dataDir.toStdString();

    SystemEnvironment environment;
    Theme theme;
    Session session(environment);
    const ConnectionStore store(folder.filePath(QStringLiteral("connections.json")));
    LocalServer local(options, session);
    QStringList troubles;
    MainWindow window(session, theme, store, [&] { local.open([&](const QString &why) { troubles << why; }); });
    window.show();
    const auto connectToThisComputer = [&window] {
        QCoreApplication::processEvents();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_L, Qt::ControlModifier);
        auto *use = window.findChild<QPushButton *>(QStringLiteral("use"));
        QVERIFY(use);
        QTest::mouseClick(use, Qt::LeftButton); // "This computer" is the first
        QTRY_VERIFY(!window.findChild<QDialog *>());
    };

    connectToThisComputer();
    QTRY_COMPARE_WITH_TIMEOUT(troubles.size(), 1, kPatienceMs);
    QVERIFY2(troubles.first().contains(QStringLiteral("remirai.db")), qPrintable(troubles.first()));
    QVERIFY(session.link() == Link::None);
    connectToThisComputer(); // still broken: it says so again
    QTRY_COMPARE_WITH_TIMEOUT(troubles.size(), 2, kPatienceMs);

    QVERIFY(broken.remove());
    connectToThisComputer();
    QTRY_VERIFY_WITH_TIMEOUT(session.overview().has_value(), kPatienceMs);
    QVERIFY(session.may(Role::Admin));
    QCOMPARE(troubles.size(), 2);
    session.disconnectFrom();
    local.stop();
}

QTEST_MAIN(TestLocalServer)
#include "tst_localserver.moc"
