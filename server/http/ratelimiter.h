// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <mutex>
#include <vector>

namespace remirai {

struct RateLimit
{
    double perSecond = 0; // 0 = no limit
    double burst = 0; // how many at once; at least 1 when there is a limit
    bool loopbackExempt = true;
    size_t clients = 16'384; // remembered at once
};

// A token bucket per client: an IPv4 address, or the /64 network of an IPv6 address, as one host owns all of that.
//
// Memory is fixed: a table of four-way sets. A newcomer to a full set takes the place of its fullest bucket, which is
// the one that knows least. So a flood of addresses can make the limiter forget, never grow. Thread-safe.
class RateLimiter
{
public:
    RateLimiter(const RateLimit &limit, quint64 hashSeed);

    bool isOff() const { return m_limit.perSecond <= 0; }
    // Milliseconds to wait before this client may try again; 0 = go ahead, and one token is spent.
    qint64 tryTake(const QHostAddress &client, qint64 nowMs);

private:
    struct Bucket
    {
        quint64 client = 0; // 0 = unused
        double tokens = 0;
        qint64 filledAtMs = 0;
    };

    double tokensAt(const Bucket &bucket, qint64 nowMs) const;
    Bucket &bucketFor(quint64 client, qint64 nowMs);
    quint64 identify(const QHostAddress &client) const;

    const RateLimit m_limit;
    const quint64 m_hashSeed;
    std::mutex m_mutex;
    std::vector<Bucket> m_buckets;
};

} // namespace remirai
