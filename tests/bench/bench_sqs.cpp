// SPDX-License-Identifier: GPL-3.0-or-later
// Load for the SQS endpoint: blocking clients on kept-alive connections that do as little as they can, because they
// share the machine with the server. Prints one line of JSON.
//   bench_sqs PORT send|cycle|wait SECONDS
// send and cycle: 16 clients, batches of 10 × 1 KiB. wait: 200 long polls of an empty queue.
#include <QByteArray>
#include <QElapsedTimer>
#include <QList>
#include <arpa/inet.h>
#include <atomic>
#include <cstdio>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

constexpr int kClients = 16;
constexpr int kWaiters = 200;
constexpr int kBatch = 10;

class Client
{
public:
    explicit Client(quint16 port)
        : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int one = 1;
        ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (::connect(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
            qFatal("cannot connect");
    }
    ~Client() { ::close(m_socket); }
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;

    // The body of the answer, null unless it is 200.
    QByteArray call(const char *action, const QByteArray &body)
    {
        QByteArray bytes =
            "POST / HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: "
            "AmazonSQS."
            + QByteArray(action) + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
        for (qsizetype sent = 0; sent < bytes.size();) {
            const auto count = ::send(m_socket, bytes.constData() + sent, static_cast<size_t>(bytes.size() - sent), 0);
            if (count <= 0)
                return {};
            sent += count;
        }
        return answer();
    }

private:
    QByteArray answer()
    {
        QByteArray got;
        qsizetype end = -1;
        qsizetype length = -1;
        char buffer[32'768];
        while (end < 0 || got.size() < end + 4 + length) {
            const auto count = ::recv(m_socket, buffer, sizeof buffer, 0);
            if (count <= 0)
                return {};
            got.append(buffer, count);
            if (end >= 0)
                continue;
            end = got.indexOf("\r\n\r\n");
            const qsizetype at = got.indexOf("Content-Length: ");
            if (end >= 0)
                length = got.mid(at + 16, got.indexOf("\r\n", at) - at - 16).toLongLong();
        }
        return got.startsWith("HTTP/1.1 200") ? got.mid(end + 4) : QByteArray();
    }

    const int m_socket;
};

QByteArray sendBody(const QByteArray &queue)
{
    QByteArray entries;
    for (int i = 0; i < kBatch; ++i)
        entries += QByteArray(i > 0 ? "," : "") + "{\"Id\":\"" + QByteArray::number(i) + "\",\"MessageBody\":\""
            + QByteArray(1'024, 'x') + "\"}";
    return "{\"QueueUrl\":\"" + queue + "\",\"Entries\":[" + entries + "]}";
}

int received(Client &client, const QByteArray &queue)
{
    const QByteArray answer =
        client.call("ReceiveMessage", "{\"QueueUrl\":\"" + queue + "\",\"MaxNumberOfMessages\":10}");
    if (answer.isNull())
        return -1;
    QByteArray entries;
    int count = 0;
    static const QByteArray kHandle = "\"ReceiptHandle\":\"";
    for (qsizetype at = answer.indexOf(kHandle); at >= 0; at = answer.indexOf(kHandle, at + 1)) {
        const qsizetype from = at + kHandle.size();
        entries += QByteArray(count > 0 ? "," : "") + "{\"Id\":\"" + QByteArray::number(count)
            + "\",\"ReceiptHandle\":\"" + answer.mid(from, answer.indexOf('"', from) - from) + "\"}";
        ++count;
    }
    if (count == 0)
        return 0;
    const QByteArray gone =
        client.call("DeleteMessageBatch", "{\"QueueUrl\":\"" + queue + "\",\"Entries\":[" + entries + "]}");
    return gone.isNull() ? -1 : count;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    const auto port = static_cast<quint16>(std::atoi(argv[1]));
    const QByteArray what = argv[2];
    const qint64 endMs = std::atoi(argv[3]) * 1'000LL;
    const QByteArray queue = "bench-" + what;
    Client(port).call("CreateQueue", "{\"QueueName\":\"" + queue + "\"}");
    const QByteArray body = sendBody(queue);
    const QByteArray poll = "{\"QueueUrl\":\"" + queue + "\",\"WaitTimeSeconds\":" + argv[3] + "}";
    std::atomic<qint64> handled{0};
    std::atomic<qint64> errors{0};
    QElapsedTimer timer;
    timer.start();
    std::vector<std::jthread> clients;
    for (int i = 0; i < (what == "wait" ? kWaiters : kClients); ++i) {
        clients.emplace_back([&] {
            Client client(port);
            if (what == "wait")
                return void(client.call("ReceiveMessage", poll));
            while (timer.elapsed() < endMs) {
                const bool sent = !client.call("SendMessageBatch", body).isNull();
                const int count = what == "send" ? kBatch : received(client, queue);
                (sent && count >= 0 ? handled : errors) += sent && count >= 0 ? count : 1;
            }
        });
    }
    clients.clear();
    std::printf("{\"per_s\": %.0f, \"errors\": %lld}\n",
                static_cast<double>(handled) * 1000.0 / static_cast<double>(timer.elapsed()),
                static_cast<long long>(errors.load()));
    return 0;
}
