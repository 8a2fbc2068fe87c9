// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "core/domain/result.h"
#include "server/auth/jwksfetch.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace remirai {

// The signature keys of one issuer, fetched from its JSON Web Key Set and kept as its Cache-Control allows.
// Thread-safe; a call may block for one fetch. `environment` must outlive it; its steady clock decides.
//
// An unknown key id asks again, since keys rotate, but at most once in kRefetchEveryMs however many tokens name it.
// While the issuer is unreachable the keys at hand are used beyond their time.
class KeySet
{
public:
    static constexpr qint64 kMinAgeMs = 5 * 60'000;
    static constexpr qint64 kDefaultAgeMs = 3'600'000;
    static constexpr qint64 kMaxAgeMs = 24 * 3'600'000LL;
    static constexpr qint64 kRefetchEveryMs = 60'000;
    static constexpr qint64 kFirstFetchEveryMs = 5'000; // while there are no keys at all

    KeySet(QString url, qint64 timeoutMs, Environment &environment);

    // The JWK of the key called `keyId` as JSON. Unauthenticated when the issuer has no such key; what the fetch said
    // when there are no keys at all.
    Result<QByteArray> find(const QString &keyId);

    // The usable keys of a set by id: for signatures, RSA or elliptic curve. Nothing when it is no key set.
    static std::optional<QHash<QString, QByteArray>> parse(const QByteArray &json);

private:
    bool mayFetch() const;
    bool isStale() const;
    void refresh(std::unique_lock<std::mutex> &lock);
    void accept(const Result<JwksReply> &reply);

    const QString m_url;
    const qint64 m_timeoutMs;
    Environment &m_environment;

    std::mutex m_mutex; // not held during a fetch: who has a key at hand need not wait for it
    std::condition_variable m_fetched;
    // Guarded by m_mutex.
    bool m_fetching = false; // one at a time
    QHash<QString, QByteArray> m_keys;
    std::optional<qint64> m_triedAtMs; // steady
    qint64 m_staleAtMs = 0; // steady
    std::optional<Error> m_lastError;
};

} // namespace remirai
