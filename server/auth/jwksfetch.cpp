// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/jwksfetch.h"

#include <QUrl>
#include <curl/curl.h>
#include <memory>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

Error problem(ErrorCode code, const QString &message)
{
    return {code, message, {}, 0};
}

bool isLoopback(const QString &host)
{
    return host == u"localhost" || host == u"127.0.0.1" || host == u"::1";
}

Status checkUrl(const QUrl &url)
{
    if (url.isValid() && (url.scheme() == u"https" || (url.scheme() == u"http" && isLoopback(url.host()))))
        return {};
    return problem(ErrorCode::InvalidArgument, u"google_jwks_url must be an https address"_s);
}

size_t takeBody(const char *data, size_t size, size_t count, void *target)
{
    auto &reply = *static_cast<JwksReply *>(target);
    const auto bytes = static_cast<qsizetype>(size * count);
    if (reply.body.size() + bytes > kMaxJwksBytes)
        return 0; // curl takes it as a write error and stops
    reply.body.append(data, bytes);
    return size * count;
}

size_t takeHeader(const char *data, size_t size, size_t count, void *target)
{
    auto &reply = *static_cast<JwksReply *>(target);
    const QByteArrayView line(data, static_cast<qsizetype>(size * count));
    constexpr QByteArrayView kName = "cache-control:";
    if (line.first(qMin(line.size(), kName.size())).compare(kName, Qt::CaseInsensitive) == 0)
        reply.maxAgeMs = maxAgeMs(line.sliced(kName.size()));
    return size * count;
}

void configure(CURL *curl, const QByteArray &url, qint64 timeoutMs, JwksReply &reply)
{
    curl_easy_setopt(curl, CURLOPT_URL, url.constData());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L); // threads
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeoutMs));
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(kMaxJwksBytes));
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "remirai/" REMIRAI_VERSION);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &takeBody);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &takeHeader);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply);
}

} // namespace

qint64 maxAgeMs(QByteArrayView cacheControl)
{
    qint64 found = -1;
    for (const QByteArray &part : cacheControl.toByteArray().toLower().split(',')) {
        const QByteArray directive = part.trimmed();
        if (directive == "no-store" || directive == "no-cache")
            return 0;
        bool ok = false;
        const qint64 seconds = directive.startsWith("max-age=") ? directive.sliced(8).toLongLong(&ok) : 0;
        if (ok && seconds >= 0)
            found = qMin<qint64>(seconds, 365 * 86'400) * 1'000;
    }
    return found;
}

Result<JwksReply> fetchJwks(const QString &url, qint64 timeoutMs)
{
    if (const Status fit = checkUrl(QUrl(url)); !fit)
        return fit.error();
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
    if (!curl)
        return problem(ErrorCode::Unavailable, u"libcurl cannot start"_s);
    JwksReply reply;
    configure(curl.get(), url.toUtf8(), timeoutMs, reply);
    const CURLcode code = curl_easy_perform(curl.get());
    if (code == CURLE_OPERATION_TIMEDOUT)
        return problem(ErrorCode::Timeout, u"Google's keys did not arrive in time"_s);
    if (code != CURLE_OK)
        return problem(ErrorCode::Unavailable,
                       u"Google's keys cannot be fetched: "_s + QString::fromUtf8(curl_easy_strerror(code)));
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status != 200)
        return problem(ErrorCode::Unavailable, u"Google's keys cannot be fetched: HTTP status %1"_s.arg(status));
    return reply;
}

} // namespace remirai
