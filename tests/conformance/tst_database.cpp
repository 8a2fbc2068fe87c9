// SPDX-License-Identifier: GPL-3.0-or-later
// Migrations, constraints, transactions and counts, on every backend.
#include "core/services/monitor.h"
#include "core/storage/eventstore.h"
#include "core/storage/migrations.h"
#include "core/storage/operationstore.h"
#include "tests/conformance/store.h"

#include <QFileInfo>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace remirai;

class TestDatabase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void migratesOnce_data() { Store::addBackendRows(); }
    void migratesOnce();
    void itemsGetTheirMessages_data() { Store::addBackendRows(); }
    void itemsGetTheirMessages();
    void errorsLeaveTheEvents_data() { Store::addBackendRows(); }
    void errorsLeaveTheEvents();
    void refusesANewerDatabase_data() { Store::addBackendRows(); }
    void refusesANewerDatabase();
    void readersCannotWrite_data() { Store::addBackendRows(); }
    void readersCannotWrite();
    void failedCommandLeavesNothing_data() { Store::addBackendRows(); }
    void failedCommandLeavesNothing();
    void overviewCounts_data() { Store::addBackendRows(); }
    void overviewCounts();
    void filesArePrivate();
    void moreConnectionsKeepTheLocks();
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

// What 0005 makes of the rows of an earlier program.
void TestDatabase::itemsGetTheirMessages()
{
    QFETCH(QString, backend);
    const auto url = m_backends.create(backend);
    REMIRAI_NEED_POSTGRES(url);
    auto database = Database::open(*url, Access::ReadWrite).value();
    QCOMPARE(migrate(*database, 1, 4).value().to, 4);
    TestEnvironment environment;
    const auto run = [&](const Statement &statement, Binds binds = {}) { return database->run(statement, binds).ok(); };
    static constexpr Statement kQueue{"INSERT INTO queues (id, name, visibility_timeout, retention, created_at) "
                                      "VALUES (7, 'q', 1, 1, 1)"};
    static constexpr Statement kMessage{"INSERT INTO messages (seq, id, queue_id, body, sent_at, visible_at) "
                                        "VALUES (3, ?, 7, 'b', 1, 1)"};
    static constexpr Statement kOperation{
        "INSERT INTO operations (id, kind, state, phase, subject, filter, actor, reason, phase_at, created_at, "
        "updated_at) VALUES (?, 'redrive', 'completed', 'over', 'q', '{}', 'a', 'r', 1, 1, 1)"};
    static constexpr Statement kItem{
        "INSERT INTO operation_items (operation_id, position, message_seq, dead_letter_id) VALUES (?, ?, ?, 9)"};
    const Uuid message = environment.newUuid();
    const auto operation = environment.newId<OperationId>();
    QVERIFY(run(kQueue));
    QVERIFY(run(kMessage, {message}));
    QVERIFY(run(kOperation, {operation}));
    QVERIFY(run(kItem, {operation, 1, 3}));
    QVERIFY(run(kItem, {operation, 2, 4})); // its message is gone
    QVERIFY(migrate(*database, 2).ok());
    const ItemTally tally = tallyItems(*database, operation, 0).value();
    QCOMPARE(tally.total, 2);
    QCOMPARE(tally.pending, 1);
}

// A saga's error was in an event that the deletion of its survey does not find.
void TestDatabase::errorsLeaveTheEvents()
{
    QFETCH(QString, backend);
    const auto url = m_backends.create(backend);
    REMIRAI_NEED_POSTGRES(url);
    auto database = Database::open(*url, Access::ReadWrite).value();
    QVERIFY(migrate(*database, 1, 4).ok());
    static constexpr Statement kInsert{"INSERT INTO events (seq, at, kind, subject, payload) VALUES (?, 1, ?, 's', ?)"};
    QVERIFY(database->run(kInsert, {1, QStringLiteral("message.dead"), QStringLiteral("{\"error\":\"secret\"}")}).ok());
    QVERIFY(database->run(kInsert, {2, QStringLiteral("queue.changed"), QStringLiteral("{\"paused\":true}")}).ok());
    QVERIFY(migrate(*database, 2).ok());
    const auto events = eventsAfter(*database, 0, 10).value();
    QCOMPARE(events.size(), size_t(2));
    QCOMPARE(events[0].payload, QByteArray("{}"));
    QCOMPARE(events[1].payload, QByteArray("{\"paused\":true}"));
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
    const Status refused = store.reader().execute(QStringLiteral("DELETE FROM events"));
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().isPrivate); // it has the statement
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

// A process that finds the file without locks takes itself for the last one when it ends, and deletes the log. Locks
// belong to the process, so only another one sees ours.
void TestDatabase::moreConnectionsKeepTheLocks()
{
    const auto url = m_backends.create(QStringLiteral("sqlite"));
    const auto first = Database::open(*url, Access::ReadWrite).value();
    QVERIFY(first->begin().ok()); // it has its lock from now on
    first->rollback();
    const auto second = Database::open(*url, Access::ReadWrite).value();
    const QByteArray path = QFile::encodeName(url->path);
    const pid_t child = ::fork();
    if (child == 0) {
        flock lock{F_WRLCK, SEEK_SET, 0, 0, 0};
        const bool asked = ::fcntl(::open(path.constData(), O_RDWR | O_CLOEXEC), F_GETLK, &lock) == 0;
        ::_exit(asked && lock.l_type != F_UNLCK ? 0 : 1);
    }
    int ended = -1;
    QCOMPARE(::waitpid(child, &ended, 0), child);
    QCOMPARE(ended, 0);
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
