// SPDX-License-Identifier: GPL-3.0-or-later
// A log that cannot be taken to the disk ends the process before it has answered, and a database that cannot be, before
// the log that holds the same is given up. So each runs in a process of its own: this program, called with a folder.
#include "core/storage/eventstore.h"
#include "core/storage/walbuffer.h"
#include "tests/conformance/store.h"
#include "tests/conformance/watcheddisk.h"

#include <QCoreApplication>
#include <QProcess>
#include <cstdio>
#include <sys/resource.h>

using namespace remirai;

namespace {

constexpr const char *kWriteUntilTheDiskIsGone = "--write-until-the-disk-is-gone";
constexpr const char *kCrowdUntilTheDiskIsGone = "--crowd-until-the-disk-is-gone";
constexpr const char *kCopyUntilTheDiskIsGone = "--copy-until-the-disk-is-gone";
constexpr int kPatienceMs = 30'000;

DatabaseUrl urlIn(const QString &folder)
{
    return parseDatabaseUrl(QStringLiteral("sqlite:test.db"), folder).value();
}

Status note(Transaction &tx, const char *subject)
{
    tx.record("test.noted", QString::fromLatin1(subject));
    return {};
}

constexpr Crowd<const char *> kNotes{[](Transaction &tx, const char *const &subject) { return note(tx, subject); },
                                     nullptr};

Status noteAsOneOfACrowd(Writer &writer, const char *subject)
{
    std::promise<Status> promise;
    auto answer = promise.get_future();
    writer.postOneOf(kNotes, subject, [&promise](Status &&status) { promise.set_value(std::move(status)); });
    return answer.get();
}

bool isNoted(Database &database, const char *subject)
{
    const auto events = eventsAfter(database, 0, 1'000).value();
    return std::any_of(events.begin(), events.end(),
                       [&](const StoredEvent &event) { return event.subject == QLatin1String(subject); });
}

// Says on stdout what is answered.
int writeUntilTheDiskIsGone(const QString &folder, bool inCrowds)
{
    const rlimit noCore{0, 0};
    ::setrlimit(RLIMIT_CORE, &noCore);
    const DatabaseUrl url = urlIn(folder);
    const auto store = Store::open(url).value();
    std::atomic<bool> gone{false};
    WriterOptions options;
    options.url = url;
    options.beforeSync = [&]() -> Status {
        return gone ? Status(Error{ErrorCode::Unavailable, QStringLiteral("the disk is gone"), {}}) : Status();
    };
    Writer writer(options, store->environment());
    if (!writer.start())
        return 1;
    for (const char *subject : {"with a disk", "without a disk"}) {
        const Status answer = inCrowds ? noteAsOneOfACrowd(writer, subject)
                                       : writer.call([&](Transaction &tx) { return note(tx, subject); });
        std::printf("%s: %s\n", subject, answer ? "saved" : "refused");
        std::fflush(stdout);
        gone = true;
    }
    return 0;
}

// Notes until the log is copied, at the latest when there are four times as many bytes as it waits for.
int copyUntilTheDiskIsGone(const QString &folder)
{
    const rlimit noCore{0, 0};
    ::setrlimit(RLIMIT_CORE, &noCore);
    WatchedDisk::watch();
    const auto store = Store::open(urlIn(folder)).value();
    WatchedDisk::onSync = [] { return SQLITE_IOERR_FSYNC; };
    const QString large(1'000'000, QLatin1Char('x'));
    const qint64 before = bytesLogged();
    while (bytesLogged() - before < 4 * Checkpointer::kLogBytes) {
        const Status saved = store->write([&](Transaction &tx) -> Status {
            tx.record("test.noted", large);
            return {};
        });
        if (!saved)
            break;
    }
    std::puts("still there");
    return 0;
}

} // namespace

class TestLostDisk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsTheProcess_data();
    void endsTheProcess();
    void endsTheProcessBeforeTheLogIsGivenUp();
};

void TestLostDisk::endsTheProcess_data()
{
    QTest::addColumn<QString>("option");
    QTest::newRow("a command") << QString::fromLatin1(kWriteUntilTheDiskIsGone);
    QTest::newRow("one of a crowd") << QString::fromLatin1(kCrowdUntilTheDiskIsGone);
}

void TestLostDisk::endsTheProcess()
{
    QFETCH(const QString, option);
    const QTemporaryDir folder;
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), {option, folder.path()});
    QVERIFY(process.waitForFinished(kPatienceMs));
    QCOMPARE(process.readAllStandardOutput(), QByteArray("with a disk: saved\n")); // the second is never answered
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    QVERIFY2(process.readAllStandardError().contains("the disk is gone"), "the reason is not told");

    const auto again = Store::open(urlIn(folder.path()));
    QVERIFY(again.ok());
    Store &store = **again;
    QVERIFY(isNoted(store.reader(), "with a disk"));
    QVERIFY(store.write([](Transaction &tx) { return note(tx, "after a new start"); }).ok());
    QVERIFY(isNoted(store.reader(), "after a new start"));
}

void TestLostDisk::endsTheProcessBeforeTheLogIsGivenUp()
{
    const QTemporaryDir folder;
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), {QLatin1String(kCopyUntilTheDiskIsGone), folder.path()});
    QVERIFY(process.waitForFinished(kPatienceMs));
    QCOMPARE(process.readAllStandardOutput(), QByteArray());
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    QVERIFY2(process.readAllStandardError().contains("syncing the database's file"), "the reason is not told");
}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], kWriteUntilTheDiskIsGone) == 0)
        return writeUntilTheDiskIsGone(QString::fromLocal8Bit(argv[2]), false);
    if (argc == 3 && qstrcmp(argv[1], kCrowdUntilTheDiskIsGone) == 0)
        return writeUntilTheDiskIsGone(QString::fromLocal8Bit(argv[2]), true);
    if (argc == 3 && qstrcmp(argv[1], kCopyUntilTheDiskIsGone) == 0)
        return copyUntilTheDiskIsGone(QString::fromLocal8Bit(argv[2]));
    TestLostDisk test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_lostdisk.moc"
