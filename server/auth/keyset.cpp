// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/keyset.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace remirai {

using namespace Qt::StringLiterals;

KeySet::KeySet(QString url, qint64 timeoutMs, Environment &environment)
    : m_url(std::move(url))
    , m_timeoutMs(timeoutMs)
    , m_environment(environment)
{ }

std::optional<QHash<QString, QByteArray>> KeySet::parse(const QByteArray &json)
{
    const QJsonValue listed = QJsonDocument::fromJson(json).object()[u"keys"];
    if (!listed.isArray())
        return std::nullopt;
    QHash<QString, QByteArray> keys;
    for (const QJsonValue &value : listed.toArray()) {
        const QJsonObject key = value.toObject();
        const QString id = key[u"kid"].toString();
        const QString type = key[u"kty"].toString();
        const QString use = key[u"use"].toString(u"sig"_s);
        if (!id.isEmpty() && (type == u"RSA" || type == u"EC") && use == u"sig")
            keys.insert(id, QJsonDocument(key).toJson(QJsonDocument::Compact));
    }
    return keys;
}

bool KeySet::isStale() const
{
    return m_environment.steadyMs() >= m_staleAtMs;
}

bool KeySet::mayFetch() const
{
    const qint64 everyMs = m_keys.isEmpty() ? kFirstFetchEveryMs : kRefetchEveryMs;
    return !m_fetching && (!m_triedAtMs || m_environment.steadyMs() - *m_triedAtMs >= everyMs);
}

void KeySet::refresh(std::unique_lock<std::mutex> &lock)
{
    m_triedAtMs = m_environment.steadyMs();
    m_fetching = true;
    lock.unlock();
    const auto reply = fetchJwks(m_url, m_timeoutMs);
    lock.lock();
    accept(reply);
    m_fetching = false;
    m_fetched.notify_all();
}

void KeySet::accept(const Result<JwksReply> &reply)
{
    if (!reply) {
        m_lastError = reply.error();
        return;
    }
    auto keys = parse(reply->body);
    if (!keys || keys->isEmpty()) {
        m_lastError = Error{ErrorCode::Unavailable, u"the answer at google_jwks_url holds no usable key"_s, {}, 0};
        return;
    }
    m_keys = std::move(*keys);
    m_lastError.reset();
    const qint64 ageMs = reply->maxAgeMs < 0 ? kDefaultAgeMs : std::clamp(reply->maxAgeMs, kMinAgeMs, kMaxAgeMs);
    m_staleAtMs = m_environment.steadyMs() + ageMs;
}

Result<QByteArray> KeySet::find(const QString &keyId)
{
    std::unique_lock lock(m_mutex);
    if ((isStale() || !m_keys.contains(keyId)) && mayFetch())
        refresh(lock);
    else if (!m_keys.contains(keyId))
        m_fetched.wait(lock, [this] { return !m_fetching; });
    if (const auto key = m_keys.constFind(keyId); key != m_keys.cend())
        return *key;
    if (m_keys.isEmpty() && m_lastError)
        return *m_lastError;
    return Error{ErrorCode::Unauthenticated, u"the token is signed with a key that Google does not list"_s, {}, 0};
}

} // namespace remirai
