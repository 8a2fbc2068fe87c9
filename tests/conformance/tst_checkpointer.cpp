// SPDX-License-Identifier: GPL-3.0-or-later
// Beside a writer that never rests, its log is copied and begun anew.
#include "core/storage/checkpointer.h"
#include "core/storage/walbuffer.h"
#include "tests/conformance/store.h"
#include "tests/conformance/watcheddisk.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace remirai;

namespace {

constexpr Statement kInsert{"INSERT INTO t (body) VALUES (?)"};
constexpr Statement kCount{"SELECT count(*) FROM t"};
constexpr Statement kCheck{"PRAGMA integrity_check"};

constexpr qint64 kLogBytes = 1 << 20;
constexpr int kPatienceMs = 30'000;
constexpr int kBeginnings = 5;

} // namespace

class TestCheckpointer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WatchedDisk::watch(); }
    void init();
    void cleanup();
    void theLogIsCopiedByItself();
    void theLogBeginsAnew();
    void awaitsTheDiskInTheWritersPlace();
    void aWriterHasOne();
    void saysWhyItCannotStart();

private:
    DatabaseUrl urlOf(const char *name) const
    {
        return parseDatabaseUrl(QStringLiteral("sqlite:") + QLatin1String(name), m_folder->path()).value();
    }
    std::unique_ptr<Database> openWriter() const;
    qint64 databaseBytes() const { return QFileInfo(m_folder->filePath(QStringLiteral("t.db"))).size(); }
    // Changes whenever the log is begun anew: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
    QByteArray saltOfLog() const
    {
        QFile log(m_folder->filePath(QStringLiteral("t.db-wal")));
        return log.open(QIODevice::ReadOnly) ? log.read(24).mid(16, 8) : QByteArray();
    }

    std::optional<QTemporaryDir> m_folder;
};

void TestCheckpointer::init()
{
    m_folder.emplace();
}

void TestCheckpointer::cleanup()
{
    WatchedDisk::onWrite = nullptr;
    WatchedDisk::onSync = nullptr;
}

// Its own COMMIT copies nothing.
std::unique_ptr<Database> TestCheckpointer::openWriter() const
{
    auto writer = Database::open(urlOf("t.db"), Access::ReadWrite).value();
    for (const char *sql : {"CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)", "PRAGMA synchronous = NORMAL",
                            "PRAGMA wal_autocheckpoint = 0"}) {
        if (const Status done = writer->execute(QString::fromLatin1(sql)); !done)
            qFatal("%s", qPrintable(done.error().message));
    }
    return writer;
}

// While the writer does nothing more.
void TestCheckpointer::theLogIsCopiedByItself()
{
    const auto writer = openWriter();
    const auto checkpointer = Checkpointer::start(urlOf("t.db"), kLogBytes).value();
    QVERIFY(writer->run(kInsert, {QString(2 * kLogBytes, QLatin1Char('x'))}).ok());
    QVERIFY(databaseBytes() < kLogBytes);
    checkpointer->afterCommit(*writer);
    QTRY_VERIFY_WITH_TIMEOUT(databaseBytes() > 2 * kLogBytes, kPatienceMs);
}

void TestCheckpointer::theLogBeginsAnew()
{
    const auto writer = openWriter();
    const auto checkpointer = Checkpointer::start(urlOf("t.db"), kLogBytes).value();
    const QString body(3'000, QLatin1Char('x'));
    QElapsedTimer timer;
    timer.start();
    qint64 rows = 0;
    QByteArray salt = saltOfLog();
    for (int beginnings = 0; beginnings < kBeginnings;) {
        QVERIFY2(timer.elapsed() < kPatienceMs, "the log only grows");
        QVERIFY(writer->begin().ok());
        for (int i = 0; i < 10; ++i, ++rows)
            QVERIFY(writer->run(kInsert, {body}).ok());
        QVERIFY(writer->commit().ok());
        checkpointer->afterCommit(*writer);
        if (const QByteArray now = saltOfLog(); now != salt) {
            salt = now;
            ++beginnings;
        }
    }
    const auto reader = Database::open(urlOf("t.db"), Access::ReadOnly).value();
    QCOMPARE(reader->first(kCount, {}, [](const Row &row) { return row.integer(0); }).value().value(), rows);
    QCOMPARE(reader->first(kCheck, {}, [](const Row &row) { return row.text(0); }).value().value(),
             QStringLiteral("ok"));
}

// Also where every copy is behind as it ends, because the writer has committed meanwhile.
void TestCheckpointer::awaitsTheDiskInTheWritersPlace()
{
    std::mutex mutex;
    std::condition_variable changed;
    bool copying = false; // waits for a commit before each page
    bool synced = false;
    const auto here = std::this_thread::get_id();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPatienceMs);
    WatchedDisk::onWrite = [&] {
        std::unique_lock lock(mutex);
        if (std::this_thread::get_id() == here)
            return;
        copying = true;
        changed.notify_all();
        changed.wait_until(lock, deadline, [&] { return !copying || synced; });
    };
    WatchedDisk::onSync = [&] {
        const std::lock_guard lock(mutex);
        synced = synced || std::this_thread::get_id() != here;
        changed.notify_all();
        return SQLITE_OK;
    };
    const auto writer = openWriter();
    const auto checkpointer = Checkpointer::start(urlOf("t.db"), kLogBytes).value();
    QVERIFY(writer->run(kInsert, {QString(2 * kLogBytes, QLatin1Char('x'))}).ok());
    checkpointer->afterCommit(*writer);
    std::unique_lock lock(mutex);
    while (!synced) {
        QVERIFY2(changed.wait_until(lock, deadline, [&] { return copying || synced; }), "the writer has to do it");
        lock.unlock();
        QVERIFY(writer->run(kInsert, {QStringLiteral("meanwhile")}).ok());
        lock.lock();
        copying = false;
        changed.notify_all();
    }
}

// The log is below wal_autocheckpoint, so no COMMIT copies it.
void TestCheckpointer::aWriterHasOne()
{
    const auto store = Store::open(urlOf("t.db")).value();
    const QString large(1'000'000, QLatin1Char('x'));
    const qint64 before = bytesLogged();
    while (bytesLogged() - before < Checkpointer::kLogBytes + (4 << 20)) {
        const Status saved = store->write([&](Transaction &tx) -> Status {
            tx.record("test.noted", large);
            return {};
        });
        QVERIFY(saved.ok());
    }
    QTRY_VERIFY_WITH_TIMEOUT(databaseBytes() > Checkpointer::kLogBytes / 2, kPatienceMs);
}

void TestCheckpointer::saysWhyItCannotStart()
{
    const auto refused = Checkpointer::start(urlOf("no/such/folder.db"));
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().message.contains(QLatin1String("folder.db")));
}

QTEST_GUILESS_MAIN(TestCheckpointer)
#include "tst_checkpointer.moc"
