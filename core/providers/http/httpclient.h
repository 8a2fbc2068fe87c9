// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QByteArray>
#include <QList>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace remirai {

struct HttpRequest
{
    QByteArray url; // http or https
    std::optional<QByteArray> body; // POST when present, GET otherwise
    QByteArray method; // when it is another than that
    QList<QByteArray> headers; // "Name: value"
    qint64 timeoutMs = 60'000; // of the whole exchange, connecting included; 0 = none
    qint64 maxBytes = 1 << 20; // of the reply's body
    bool publicOnly =
        false; // refuse to connect to loopback, private and link-local addresses (no effect behind a proxy)
    std::stop_token stop;
};

struct HttpReply
{
    int status = 0;
    QByteArray body;
    QByteArray retryAfter; // headers as they came, empty when absent
    QByteArray retryAfterMs;
    QByteArray redirectUrl; // absolute; redirects are never followed here
};

// Blocking HTTP over libcurl with kept-alive connections. Any number of threads may call at once; each call has its own
// connection from a pool, so that none waits for another. Loopback addresses are asked directly, whatever proxy the
// environment names. A reply of any status is a value. The error is Timeout;
// Unavailable for a stop request, a failed or a broken connection; Internal for a body over maxBytes; Unprocessable for
// an address or URL that we refuse. Messages never contain headers, bodies or queries.
class HttpClient
{
public:
    HttpClient();
    ~HttpClient();
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    Result<HttpReply> send(const HttpRequest &request);

private:
    struct Connection;
    std::unique_ptr<Connection> takeConnection();

    std::mutex m_mutex;
    std::vector<std::unique_ptr<Connection>> m_idle; // guarded by m_mutex; the most recent is used first
};

} // namespace remirai
