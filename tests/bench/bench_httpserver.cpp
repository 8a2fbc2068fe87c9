// SPDX-License-Identifier: GPL-3.0-or-later
// Our HTTP server with the routes of bench_bareserver, to compare the two: `bench_httpserver PORT THREADS`.
// GET /bare, POST /bare answer at once; GET /deferred from another thread, in batches.
#include "core/domain/environment.h"
#include "server/http/httpserver.h"

#include <QCoreApplication>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

using namespace remirai;

namespace {

// Stands for the writer: takes what waits, answers it all at once.
class Answerer
{
public:
    void add(Reply &&reply)
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.push_back(std::move(reply));
        m_changed.notify_one();
    }

    void run(const std::stop_token &stop, const Response &response)
    {
        while (true) {
            std::vector<Reply> taken;
            {
                std::unique_lock lock(m_mutex);
                if (!m_changed.wait(lock, stop, [this] { return !m_waiting.empty(); }))
                    return;
                taken.swap(m_waiting);
            }
            for (Reply &reply : taken)
                reply.send(response);
        }
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::vector<Reply> m_waiting;
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    const QCoreApplication application(argc, argv);
    if (argc != 3) {
        std::fputs("usage: bench_httpserver PORT THREADS\n", stderr);
        return 64;
    }
    const Response response =
        Response::json(QByteArrayLiteral(R"({"id":"0190d9a0-6f1c-7aa0-8f30-7d2f8f1f2a11","status":"accepted"})"));
    Answerer answerer;
    const std::jthread thread([&](const std::stop_token &stop) { answerer.run(stop, response); });

    HttpOptions options;
    options.port = quint16(QByteArray(argv[1]).toUInt());
    options.threads = QByteArray(argv[2]).toInt();
    SystemEnvironment environment;
    HttpServer server(options, environment, [&](Router &router, int) {
        router.get("/bare", [&](Request &&, Reply &&reply) { reply.send(response); });
        router.post("/bare", [&](Request &&, Reply &&reply) { reply.send(response); });
        router.get("/deferred", [&](Request &&, Reply &&reply) { answerer.add(std::move(reply)); });
    });
    if (const auto port = server.start(); !port) {
        std::fputs(qPrintable(port.error().message), stderr);
        return 1;
    }
    return QCoreApplication::exec();
}
