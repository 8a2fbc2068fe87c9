// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serverlife.h"
#include "tests/support/testenvironment.h"

#include <QDir>
#include <QFile>
#include <QHostInfo>
#include <QTemporaryDir>
#include <QTest>
#include <optional>

using namespace remirai;
using namespace Qt::StringLiterals;

// All of these servers are in this process, on this host: only their files tell them apart.
class TestServerLife : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsWhoIsNoMore();
    void leavesTheLivingAlone();
    void saysNothingOfStrangers();
    void saysWhyItCannotBegin();

private:
    ServerLife begun(const QString &folder) { return ServerLife::begin(folder, m_environment).value(); }

    TestEnvironment m_environment;
};

void TestServerLife::knowsWhoIsNoMore()
{
    const QTemporaryDir folder;
    QString first;
    QString second;
    {
        const ServerLife one = begun(folder.path());
        first = one.workerName();
        const ServerLife two = begun(folder.path());
        second = two.workerName();
        QVERIFY(first != second);
    }
    const ServerLife next = begun(folder.path());
    QVERIFY(next.endedWorker(first));
    QVERIFY(next.endedWorker(second));
    // They have been seen to; their files do not pile up.
    QCOMPARE(QDir(folder.filePath(u"servers"_s)).entryList(QDir::Files).size(), 1);
    QVERIFY(!begun(folder.path()).endedWorker(first));
}

void TestServerLife::leavesTheLivingAlone()
{
    const QTemporaryDir folder;
    std::optional<ServerLife> living(begun(folder.path()));
    const QString worker = living->workerName();
    QVERIFY(!living->endedWorker(worker));
    QVERIFY(!begun(folder.path()).endedWorker(worker));
    QVERIFY(!begun(folder.path()).endedWorker(worker)); // who looked took nothing away
    living.reset();
    QVERIFY(begun(folder.path()).endedWorker(worker));
}

void TestServerLife::saysNothingOfStrangers()
{
    const QTemporaryDir folder;
    const QTemporaryDir other; // of a container with the same host name, say
    QString stranger;
    {
        const ServerLife one = begun(other.path());
        stranger = one.workerName();
    }
    QString ours;
    {
        const ServerLife one = begun(folder.path());
        ours = one.workerName();
    }
    const ServerLife next = begun(folder.path());
    QVERIFY(next.endedWorker(ours));
    QVERIFY(!next.endedWorker(stranger));
    QVERIFY(!next.endedWorker(QHostInfo::localHostName() + u"-1-embedded"_s)); // as an older program named them
    QVERIFY(!next.endedWorker(ours.chopped(9))); // a remote worker may call itself anything
    QVERIFY(!next.endedWorker(QString()));
}

void TestServerLife::saysWhyItCannotBegin()
{
    const QTemporaryDir folder;
    QFile inTheWay(folder.filePath(u"servers"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const auto life = ServerLife::begin(folder.path(), m_environment);
    QVERIFY(!life);
    QVERIFY2(life.error().message.contains(folder.filePath(u"servers"_s)), qPrintable(life.error().message));
    QVERIFY2(life.error().message.contains(u"--data-dir"_s), qPrintable(life.error().message));
}

QTEST_GUILESS_MAIN(TestServerLife)
#include "tst_serverlife.moc"
