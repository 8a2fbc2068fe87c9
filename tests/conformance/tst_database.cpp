// SPDX-License-Identifier: GPL-3.0-or-later
// Migrations, constraints, transactions and counts, on every backend.
#include "core/services/monitor.h"
#include "core/storage/migrations.h"
#include "tests/conformance/store.h"

#include <QFileInfo>

using namespace remirai;

class TestDatabase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void migratesOnce_data() { Store::addBackendRows(); }
    void migratesOnce();
    void refusesANewerDatabase_data() { Store::addBackendRows(); }
    void refusesANewerDatabase();
    void readersCannotWrite_data() { Store::addBackendRows(); }
    void readersCannotWrite();
    void failedCommandLeavesNothing_data() { Store::addBackendRows(); }
    void failedCommandLeavesNothing();
    void overviewCounts_data() { Store::addBackendRows(); }
    void overviewCounts();
    void filesArePrivate();
    void urls_data();
    void urls();

private:
    Backends m_backends;
};

void TestDatabase::migratesOnce()
{
    QFETCH(QString, backend);
    const auto url = m_backends.create(backend);
    REMIRAI_NEED_POSTGRES(url);
    auto database = Database::open(*url, Access::ReadWrite).value();
    QCOMPARE(migrate(*database, 1).value().from, 0);
    const auto again = migrate(*database, 2);
    QCOMPARE(again.value().from, latestSchemaVersion());
    QCOMPARE(again.value().to, latestSchemaVersion());
}

void TestDatabase::refusesANewerDatabase()
{
    QFETCH(QString, backend);
    const auto url = m_backends.create(backend);
    REMIRAI_NEED_POSTGRES(url);
    auto database = Database::open(*url, Access::ReadWrite).value();
    QVERIFY(migrate(*database, 1).ok());
    QVERIFY(database->execute(QStringLiteral("INSERT INTO schema_version VALUES (9999, 1)")).ok());
    const auto refused = migrate(*database, 2);
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().message.contains(QLatin1String("9999")));
}

void TestDatabase::readersCannotWrite()
{
    REMIRAI_OPEN_STORE(store);
    QVERIFY(!store.reader().execute(QStringLiteral("DELETE FROM events")).ok());
}

void TestDatabase::failedCommandLeavesNothing()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(1);
    const auto survey = surveysOf(store.reader(), owner, 1).value().front();
    const Status twice = store.write([&](Transaction &tx) { return submitResponse(tx, {survey.id, 1, "{}"}); });
    QVERIFY(twice.error().code == ErrorCode::Conflict);
    QCOMPARE(findSurvey(store.reader(), survey.id).value()->responseCount, 1); // the increment is undone as well
    QVERIFY(store.write([&](Transaction &tx) { return closeSurveyOf(tx, survey.id, owner); }).ok());
    const Status closed = store.write([&](Transaction &tx) { return submitResponse(tx, {survey.id, 2, "{}"}); });
    QVERIFY(closed.error().code == ErrorCode::Gone);
    const Status missing = store.write([&](Transaction &tx) { return submitResponse(tx, {SurveyId{}, 2, "{}"}); });
    QVERIFY(missing.error().code == ErrorCode::NotFound);
}

void TestDatabase::overviewCounts()
{
    REMIRAI_OPEN_STORE(store);
    OverviewReader reader;
    QVERIFY(reader.read(store.reader(), store.environment()).ok());
    store.startSaga(store.newOwner(3));
    store.startSaga(store.newOwner(4));
    store.environment().advanceMs(10'000);
    const auto overview = reader.read(store.reader(), store.environment()).value();
    QCOMPARE(overview->responsesAccepted, 7);
    QCOMPARE(overview->responsesPerSecond, 0.7);
    QCOMPARE(overview->personas.at(PersonaStatus::Synthesizing), 2);
    QCOMPARE(overview->personas.at(PersonaStatus::Pending), 0);
    QCOMPARE(overview->sagas.at(SagaState::Running), 2);
    const QueueView *queue = overview->find(QStringLiteral("persona-generation-queue"));
    QCOMPARE(queue->counts.depth, 2);
    QVERIFY(queue->drain.verdict == DrainVerdict::Growing);
}

void TestDatabase::filesArePrivate()
{
    const auto url = m_backends.create(QStringLiteral("sqlite"));
    auto store = Store::open(*url).value();
    store->newOwner(1);
    for (const QString &name :
         {url->path, QString(url->path + QStringLiteral("-wal")), QString(url->path + QStringLiteral("-shm"))}) {
        const auto mode = QFileInfo(name).permissions() & 0x0077;
        QVERIFY2(mode == 0, qPrintable(name));
    }
}

void TestDatabase::urls_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("display"); // empty = refused
    QTest::newRow("file") << QStringLiteral("sqlite:a.db") << QStringLiteral("sqlite:/data/a.db");
    QTest::newRow("server") << QStringLiteral("postgresql://me:secret@db.example:6000/remirai")
                            << QStringLiteral("postgresql://me@db.example:6000/remirai");
    QTest::newRow("socket") << QStringLiteral("postgresql://me@/remirai?host=/run/pg")
                            << QStringLiteral("postgresql://me@/run/pg:5432/remirai");
    QTest::newRow("no file") << QStringLiteral("sqlite:") << QString();
    QTest::newRow("no name") << QStringLiteral("postgresql://me@host") << QString();
    QTest::newRow("other") << QStringLiteral("mysql://me@host/x") << QString();
}

void TestDatabase::urls()
{
    QFETCH(QString, text);
    QFETCH(QString, display);
    const auto url = parseDatabaseUrl(text, QStringLiteral("/data"));
    QCOMPARE(url.ok() ? url->display() : QString(), display);
}

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
