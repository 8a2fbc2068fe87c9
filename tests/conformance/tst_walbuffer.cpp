// SPDX-License-Identifier: GPL-3.0-or-later
// The layer under SQLite that hands a transaction to its log in few writes: same bytes, same errors, fewer calls.
#include "core/storage/database.h"
#include "core/storage/walbuffer.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <sys/resource.h>

using namespace remirai;

namespace {

constexpr Statement kInsert{"INSERT INTO t (body) VALUES (?)"};
constexpr Statement kCount{"SELECT count(*), coalesce(sum(length(body)), 0) FROM t"};
constexpr Statement kCheck{"PRAGMA integrity_check"};

constexpr int kRows = 200;
const QString kBody(3'000, QLatin1Char('x'));

// System calls of this process that write, so far.
qint64 writeCalls()
{
    QFile io(QStringLiteral("/proc/self/io"));
    if (!io.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : io.readAll().split('\n')) {
        if (line.startsWith("syscw: "))
            return line.mid(7).toLongLong();
    }
    return -1;
}

qint64 rowsIn(Database &database)
{
    const auto count = database.first(kCount, {}, [](const Row &row) { return row.integer(0); });
    return count && *count ? **count : -1;
}

} // namespace

class TestWalBuffer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aCommitTakesFewWrites();
    void othersSeeWhatIsCommittedAndNothingElse();
    void aTransactionLargerThanTheCache();
    void aFullDiskFailsTheCommitOnly();

private:
    Status insertRows(Database &database, int count = kRows);

    std::optional<QTemporaryDir> m_folder;
    DatabaseUrl m_url;
    std::unique_ptr<Database> m_writer;
};

void TestWalBuffer::init()
{
    m_writer.reset();
    m_folder.emplace();
    m_url = parseDatabaseUrl(QStringLiteral("sqlite:t.db"), m_folder->path()).value();
    m_writer = Database::open(m_url, Access::ReadWrite).value();
    QVERIFY(m_writer->execute(QStringLiteral("CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)")).ok());
}

Status TestWalBuffer::insertRows(Database &database, int count)
{
    for (int i = 0; i < count; ++i) {
        if (const auto inserted = database.run(kInsert, {kBody}); !inserted)
            return inserted.error();
    }
    return {};
}

void TestWalBuffer::aCommitTakesFewWrites()
{
    const qint64 before = writeCalls();
    QVERIFY(before >= 0);
    QVERIFY(m_writer->begin().ok());
    QVERIFY(insertRows(*m_writer).ok());
    QVERIFY(m_writer->commit().ok());
    const qint64 calls = writeCalls() - before;
    QVERIFY2(calls < kRows / 4, qPrintable(QString::number(calls))); // SQLite alone makes two for each of > 200 pages
}

void TestWalBuffer::othersSeeWhatIsCommittedAndNothingElse()
{
    auto reader = Database::open(m_url, Access::ReadOnly).value();
    for (int round = 1; round <= 5; ++round) {
        QVERIFY(m_writer->begin().ok());
        QVERIFY(insertRows(*m_writer).ok());
        QCOMPARE(rowsIn(*reader), qint64(round - 1) * kRows);
        QVERIFY(m_writer->commit().ok());
        QCOMPARE(rowsIn(*reader), qint64(round) * kRows);
        QVERIFY(m_writer->begin().ok());
        QVERIFY(insertRows(*m_writer, 7).ok());
        m_writer->rollback();
        QCOMPARE(rowsIn(*reader), qint64(round) * kRows);
    }
    // What a process that is killed here would leave behind is whole.
    QVERIFY(QFile::copy(m_url.path, m_folder->filePath(QStringLiteral("copy.db"))));
    QVERIFY(QFile::copy(m_url.path + QLatin1String("-wal"), m_folder->filePath(QStringLiteral("copy.db-wal"))));
    auto copy =
        Database::open(parseDatabaseUrl(QStringLiteral("sqlite:copy.db"), m_folder->path()).value(), Access::ReadWrite)
            .value();
    QCOMPARE(rowsIn(*copy), qint64(5) * kRows);
}

// Its pages go to the log before the end, are read back, written over, and rolled back.
void TestWalBuffer::aTransactionLargerThanTheCache()
{
    QVERIFY(m_writer->execute(QStringLiteral("PRAGMA cache_size = 10")).ok());
    auto reader = Database::open(m_url, Access::ReadOnly).value();
    for (const bool keep : {true, false, true}) {
        const qint64 before = rowsIn(*reader);
        QVERIFY(m_writer->begin().ok());
        QVERIFY(insertRows(*m_writer).ok());
        QVERIFY(m_writer->execute(QStringLiteral("UPDATE t SET body = body || 'y' WHERE id % 3 = 0")).ok());
        QCOMPARE(rowsIn(*m_writer), before + kRows);
        QCOMPARE(rowsIn(*reader), before);
        if (keep)
            QVERIFY(m_writer->commit().ok());
        else
            m_writer->rollback();
        QCOMPARE(rowsIn(*reader), before + (keep ? kRows : 0));
    }
    const auto whole = reader->first(kCheck, {}, [](const Row &row) { return row.text(0); });
    QCOMPARE(whole.value().value(), QStringLiteral("ok"));
}

void TestWalBuffer::aFullDiskFailsTheCommitOnly()
{
    QVERIFY(insertRows(*m_writer, 1).ok());
    rlimit normal{};
    ::getrlimit(RLIMIT_FSIZE, &normal);
    ::signal(SIGXFSZ, SIG_IGN);
    QVERIFY(m_writer->begin().ok());
    QVERIFY(insertRows(*m_writer).ok());
    const rlimit tight{100'000, normal.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tight);
    const Status refused = m_writer->commit();
    ::setrlimit(RLIMIT_FSIZE, &normal);
    QVERIFY(!refused.ok());
    m_writer->rollback();
    QCOMPARE(rowsIn(*m_writer), qint64(1));
    QVERIFY(insertRows(*m_writer, 1).ok());
    auto reader = Database::open(m_url, Access::ReadOnly).value();
    QCOMPARE(rowsIn(*reader), qint64(2));
}

QTEST_GUILESS_MAIN(TestWalBuffer)
#include "tst_walbuffer.moc"
