// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/ratelimiter.h"

#include "server/http/clientaddress.h"

#include <QHashFunctions>
#include <algorithm>
#include <cmath>

namespace remirai {

namespace {

constexpr size_t kWays = 4;

RateLimit completed(RateLimit limit)
{
    limit.burst = std::max(limit.burst, 1.0);
    limit.clients = std::max<size_t>(kWays, limit.clients / kWays * kWays);
    return limit;
}

} // namespace

RateLimiter::RateLimiter(const RateLimit &limit, quint64 hashSeed)
    : m_limit(completed(limit))
    , m_hashSeed(hashSeed)
    , m_buckets(isOff() ? 0 : m_limit.clients)
{ }

qint64 RateLimiter::tryTake(const QHostAddress &client, qint64 nowMs)
{
    if (isOff() || (m_limit.loopbackExempt && client.isLoopback()))
        return 0;
    const quint64 identity = identify(client);
    const std::lock_guard lock(m_mutex);
    Bucket &bucket = bucketFor(identity, nowMs);
    const double tokens = tokensAt(bucket, nowMs);
    if (tokens < 1)
        return std::max<qint64>(1, qint64(std::ceil((1 - tokens) / m_limit.perSecond * 1'000)));
    bucket = {identity, tokens - 1, nowMs};
    return 0;
}

double RateLimiter::tokensAt(const Bucket &bucket, qint64 nowMs) const
{
    if (bucket.client == 0)
        return m_limit.burst;
    const double gained = double(nowMs - bucket.filledAtMs) / 1'000 * m_limit.perSecond;
    return std::min(m_limit.burst, bucket.tokens + std::max(0.0, gained));
}

RateLimiter::Bucket &RateLimiter::bucketFor(quint64 client, qint64 nowMs)
{
    const size_t sets = m_buckets.size() / kWays;
    const auto begin = m_buckets.begin() + std::ptrdiff_t(client % sets * kWays);
    const auto end = begin + std::ptrdiff_t(kWays);
    const auto found = std::find_if(begin, end, [&](const Bucket &bucket) { return bucket.client == client; });
    if (found != end)
        return *found;
    const auto fullest = std::max_element(
        begin, end, [&](const Bucket &a, const Bucket &b) { return tokensAt(a, nowMs) < tokensAt(b, nowMs); });
    *fullest = {client, m_limit.burst, nowMs};
    return *fullest;
}

// Seeded, so that nobody can aim at another client's set.
quint64 RateLimiter::identify(const QHostAddress &client) const
{
    const QHostAddress plain = plainAddress(client);
    size_t hash = 0;
    if (plain.protocol() == QAbstractSocket::IPv4Protocol) {
        hash = qHash(plain.toIPv4Address(), size_t(m_hashSeed));
    } else {
        const Q_IPV6ADDR bytes = plain.toIPv6Address();
        hash = qHashBits(bytes.c, 8, size_t(m_hashSeed));
    }
    return hash == 0 ? 1 : quint64(hash);
}

} // namespace remirai
