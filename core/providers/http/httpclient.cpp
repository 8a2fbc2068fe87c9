// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/http/httpclient.h"

#include "core/providers/http/netaddress.h"

#include <QUrl>
#include <algorithm>
#include <array>
#include <curl/curl.h>
#include <new>

namespace remirai {

namespace {

constexpr long kConnectTimeoutMs = 5'000;
constexpr size_t kMaxIdleConnections = 128;
constexpr int kPollMs = 1'000; // an upper bound; curl_multi_wakeup ends the wait at once

struct Sink
{
    QByteArray body;
    qint64 maxBytes = 0;
    bool overflowed = false;
    bool refusedAddress = false;
};

size_t receive(const char *data, size_t size, size_t count, void *target)
{
    auto *sink = static_cast<Sink *>(target);
    const auto bytes = static_cast<qsizetype>(size * count);
    if (sink->body.size() + bytes > sink->maxBytes) {
        sink->overflowed = true;
        return 0;
    }
    sink->body.append(data, bytes);
    return size * count;
}

curl_socket_t openPublicSocket(void *target, curlsocktype, curl_sockaddr *address)
{
    if (!isPublicAddress(&address->addr)) {
        static_cast<Sink *>(target)->refusedAddress = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

bool usesProxy()
{
    constexpr std::array kNames{"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    return std::any_of(kNames.begin(), kNames.end(),
                       [](const char *name) { return !qEnvironmentVariableIsEmpty(name); });
}

bool isLoopbackUrl(const QByteArray &url)
{
    const QString host = QUrl::fromEncoded(url).host();
    return host == QLatin1String("localhost") || host == QLatin1String("::1") || host.startsWith(QLatin1String("127."));
}

QByteArray headerOf(CURL *easy, const char *name)
{
    curl_header *header = nullptr;
    return curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? QByteArray(header->value)
                                                                                   : QByteArray();
}

struct HeaderList
{
    explicit HeaderList(const QList<QByteArray> &lines)
    {
        for (const QByteArray &line : lines)
            head = curl_slist_append(head, line.constData());
    }
    ~HeaderList() { curl_slist_free_all(head); }
    HeaderList(const HeaderList &) = delete;
    HeaderList &operator=(const HeaderList &) = delete;

    curl_slist *head = nullptr;
};

void configure(CURL *easy, const HttpRequest &request, const HeaderList &headers, Sink &sink)
{
    curl_easy_reset(easy); // keeps connections and the DNS cache
    curl_easy_setopt(easy, CURLOPT_URL, request.url.constData());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeoutMs));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.head);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "remirai/" REMIRAI_VERSION);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &receive);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &sink);
    if (request.body) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body->constData());
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
    }
    if (!request.method.isEmpty())
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.constData());
    if (!request.publicOnly && isLoopbackUrl(request.url))
        curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    if (request.publicOnly && !usesProxy()) {
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &openPublicSocket);
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &sink);
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L); // a kept connection was not checked
    }
}

Error errorOf(CURLcode code, const Sink &sink, const HttpRequest &request)
{
    if (request.stop.stop_requested())
        return {ErrorCode::Unavailable, QStringLiteral("the call was stopped before it ended"), {}};
    if (sink.overflowed)
        return {ErrorCode::Internal,
                QStringLiteral("the answer is larger than %1 bytes and was refused").arg(request.maxBytes),
                {}};
    if (sink.refusedAddress)
        return {
            ErrorCode::Unprocessable, QStringLiteral("the address lies in a private network and was not asked"), {}};
    if (code == CURLE_OPERATION_TIMEDOUT)
        return {ErrorCode::Timeout, QStringLiteral("no complete answer within %1 ms").arg(request.timeoutMs), {}};
    if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
        return {ErrorCode::Unprocessable, QStringLiteral("the URL is not a valid http or https URL"), {}};
    return {ErrorCode::Unavailable,
            QStringLiteral("the connection failed: ") + QLatin1String(curl_easy_strerror(code)),
            {}};
}

} // namespace

// An easy handle and a multi handle of its own: the multi can be woken from other threads and keeps the connection.
struct HttpClient::Connection
{
    Connection()
        : multi(curl_multi_init())
        , easy(curl_easy_init())
    {
        if (!multi || !easy)
            throw std::bad_alloc();
    }
    ~Connection()
    {
        curl_easy_cleanup(easy);
        curl_multi_cleanup(multi);
    }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    CURLcode perform(const std::stop_token &stop)
    {
        curl_multi_add_handle(multi, easy);
        CURLcode code = CURLE_ABORTED_BY_CALLBACK;
        {
            const std::stop_callback wake(stop, [this] { curl_multi_wakeup(multi); });
            int running = 1;
            while (running > 0 && !stop.stop_requested()) {
                if (curl_multi_perform(multi, &running) != CURLM_OK)
                    break;
                if (running > 0 && curl_multi_poll(multi, nullptr, 0, kPollMs, nullptr) != CURLM_OK)
                    break;
            }
        }
        int left = 0;
        while (const CURLMsg *message = curl_multi_info_read(multi, &left)) {
            if (message->msg == CURLMSG_DONE)
                code = message->data.result;
        }
        curl_multi_remove_handle(multi, easy);
        return code;
    }

    CURLM *multi;
    CURL *easy;
};

HttpClient::HttpClient()
{
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT); // once per process, never undone
    if (started != CURLE_OK)
        throw std::bad_alloc();
}

HttpClient::~HttpClient() = default;

std::unique_ptr<HttpClient::Connection> HttpClient::takeConnection()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            std::unique_ptr<Connection> connection = std::move(m_idle.back());
            m_idle.pop_back();
            return connection;
        }
    }
    return std::make_unique<Connection>();
}

Result<HttpReply> HttpClient::send(const HttpRequest &request)
{
    std::unique_ptr<Connection> connection = takeConnection();
    Sink sink;
    sink.maxBytes = request.maxBytes;
    const HeaderList headers(request.headers);
    configure(connection->easy, request, headers, sink);
    const CURLcode code = connection->perform(request.stop);
    HttpReply reply;
    if (code == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(connection->easy, CURLINFO_RESPONSE_CODE, &status);
        reply.status = static_cast<int>(status);
        reply.body = std::move(sink.body);
        reply.retryAfter = headerOf(connection->easy, "retry-after");
        reply.retryAfterMs = headerOf(connection->easy, "retry-after-ms");
        char *redirect = nullptr;
        curl_easy_getinfo(connection->easy, CURLINFO_REDIRECT_URL, &redirect);
        reply.redirectUrl = QByteArray(redirect);
    }
    curl_easy_reset(connection->easy); // it must not point at this call's locals while it rests
    const std::lock_guard lock(m_mutex);
    if (m_idle.size() < kMaxIdleConnections)
        m_idle.push_back(std::move(connection));
    if (code != CURLE_OK)
        return errorOf(code, sink, request);
    return reply;
}

} // namespace remirai
