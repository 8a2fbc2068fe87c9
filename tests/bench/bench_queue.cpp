// SPDX-License-Identifier: GPL-3.0-or-later
// The durable queue alone: CALLERS threads, each sending (and receiving, and deleting) batches of 10 × 1 KiB through
// the writer, one command a batch. Prints one line of JSON.
//   bench_queue SECONDS [CALLERS] [DATABASE-URL]
#include "core/queue/messagequeue.h"
#include "core/queue/queuesetup.h"
#include "core/services/writer.h"
#include "core/storage/migrations.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <atomic>
#include <cstdio>
#include <thread>

using namespace remirai;

namespace {

constexpr int kBatch = 10;

Result<int> sendBatch(Transaction &tx, const Queue &queue, const QByteArray &body)
{
    for (int i = 0; i < kBatch; ++i) {
        if (const auto sent = send(tx, queue, {body, {}, {}, {}}); !sent)
            return sent.error();
    }
    return kBatch;
}

Result<int> deleteBatch(Transaction &tx, const Queue &queue, const std::vector<ReceivedMessage> &messages)
{
    for (const ReceivedMessage &received : messages) {
        if (const auto gone = acknowledge(tx, queue, received.receipt); !gone)
            return gone.error();
    }
    return static_cast<int>(messages.size());
}

// Runs `turn(Writer&)`, which returns the messages it handled, on every caller until the time is over.
template <typename Turn> double messagesPerSecond(int callers, int seconds, Turn turn)
{
    std::atomic<qint64> handled{0};
    QElapsedTimer timer;
    timer.start();
    std::vector<std::jthread> threads;
    for (int i = 0; i < callers; ++i) {
        threads.emplace_back([&] {
            while (timer.elapsed() < seconds * 1000)
                handled += turn();
        });
    }
    threads.clear();
    return static_cast<double>(handled) * 1000.0 / static_cast<double>(timer.elapsed());
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const int seconds = argc > 1 ? std::atoi(argv[1]) : 5;
    const int callers = argc > 2 ? std::atoi(argv[2]) : 16;
    QTemporaryDir folder;
    const QString where = argc > 3 ? QString::fromLocal8Bit(argv[3]) : QStringLiteral("sqlite:bench.db");
    const auto url = parseDatabaseUrl(where, folder.path());
    SystemEnvironment environment;
    auto database = Database::open(*url, Access::ReadWrite);
    if (!database || !migrate(**database, environment.nowMs()))
        return 1;
    Writer writer({*url, 20'000, 1'000, {}}, environment);
    if (!writer.start())
        return 1;
    QueueSettings settings;
    const auto queue =
        writer.call([&](Transaction &tx) { return ensureQueue(tx, QStringLiteral("bench-queue"), settings); });
    if (!queue)
        return 1;

    const QByteArray body(1024, 'x');
    const double enqueued = messagesPerSecond(callers, seconds, [&] {
        return writer.call([&](Transaction &tx) { return sendBatch(tx, *queue, body); }).value();
    });
    const double cycled = messagesPerSecond(callers, seconds, [&] {
        (void)writer.call([&](Transaction &tx) { return sendBatch(tx, *queue, body); });
        const auto received = writer.call([&](Transaction &tx) { return receive(tx, *queue, kBatch, 30'000); });
        return writer.call([&](Transaction &tx) { return deleteBatch(tx, *queue, received->messages); }).value();
    });
    const WriterStats stats = writer.stats();
    writer.stop();
    std::printf("{\"enqueue_per_s\":%.0f,\"cycle_per_s\":%.0f,\"commands_per_commit\":%.1f}\n", enqueued, cycled,
                static_cast<double>(stats.commands) / static_cast<double>(stats.commits));
    return 0;
}
