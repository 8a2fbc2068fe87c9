// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/keys.h"

#include "core/domain/message.h"

#include <algorithm>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr double kDayMs = 86'400'000;
constexpr double kHourMs = 3'600'000;

// A line of the table; `Get` is a captureless lambda from Config & to the member.
template <typename Get> ConfigKey key(const QString &path, KeyKind kind, const QString &example, Get get)
{
    ConfigKey made;
    made.path = path;
    made.kind = kind;
    made.example = example;
    made.target = +get;
    return made;
}

template <typename Get> ConfigKey text(const QString &path, const QString &example, Get get, QStringList choices = {})
{
    ConfigKey made = key(path, KeyKind::Text, example, get);
    made.choices = std::move(choices);
    return made;
}

template <typename Get>
ConfigKey bounded(const QString &path, KeyKind kind, const QString &example, double least, double most, Get get)
{
    ConfigKey made = key(path, kind, example, get);
    made.least = least;
    made.most = most;
    return made;
}

// Arguments of `Get`: Config &c, and the member.
#define REMIRAI_MEMBER(type, member) [](Config &c) -> type & { return c.member; }

std::vector<ConfigKey> serverKeys()
{
    return {
        text(u"server.listen"_s, u"\"127.0.0.1:8080\""_s, REMIRAI_MEMBER(QString, server.listen)),
        text(u"server.public_url"_s, u"\"http://127.0.0.1:8080\""_s, REMIRAI_MEMBER(QString, server.publicUrl)),
        bounded(u"server.http_threads"_s, KeyKind::Integer, u"2"_s, 1, 64, REMIRAI_MEMBER(int, server.httpThreads)),
        bounded(u"server.max_body"_s, KeyKind::Size, u"\"64KiB\""_s, 1024, 64.0 * 1024 * 1024,
                REMIRAI_MEMBER(qint64, server.maxBodyBytes)),
        bounded(u"server.client_rate"_s, KeyKind::Number, u"50"_s, 0, 1e6, REMIRAI_MEMBER(double, server.clientRate)),
        bounded(u"server.client_burst"_s, KeyKind::Integer, u"200"_s, 1, 1e6, REMIRAI_MEMBER(int, server.clientBurst)),
        key(u"server.trusted_proxies"_s, KeyKind::TextList, u"[\"127.0.0.1\"]"_s,
            REMIRAI_MEMBER(QStringList, server.trustedProxies)),
        key(u"server.metrics_allow"_s, KeyKind::TextList, u"[\"127.0.0.0/8\"]"_s,
            REMIRAI_MEMBER(QStringList, server.metricsAllow)),
        text(u"database.url"_s, u"\"sqlite:remirai.db\""_s, REMIRAI_MEMBER(QString, database.url)),
    };
}

std::vector<ConfigKey> workKeys()
{
    return {
        text(u"queue.persona_generation_queue_name"_s, u"\"persona-generation-queue\""_s,
             REMIRAI_MEMBER(QString, queue.synthesisName)),
        text(u"queue.image_generation_queue_name"_s, u"\"image-generation-queue\""_s,
             REMIRAI_MEMBER(QString, queue.illustrationName)),
        bounded(u"queue.retention"_s, KeyKind::Duration, u"\"4d\""_s, kMinRetentionMs, kMaxRetentionMs,
                REMIRAI_MEMBER(qint64, queue.retentionMs)),
        bounded(u"queue.visibility_timeout"_s, KeyKind::Duration, u"\"180s\""_s, 1'000, kMaxVisibilityMs,
                REMIRAI_MEMBER(qint64, queue.visibilityTimeoutMs)),
        bounded(u"queue.max_receive_count"_s, KeyKind::Integer, u"5"_s, 1, 1'000,
                REMIRAI_MEMBER(int, queue.maxReceiveCount)),
        bounded(u"workers.min_slots"_s, KeyKind::Integer, u"10"_s, 0, 1'000, REMIRAI_MEMBER(int, workers.minSlots)),
        bounded(u"workers.max_slots"_s, KeyKind::Integer, u"100"_s, 1, 1'000, REMIRAI_MEMBER(int, workers.maxSlots)),
        bounded(u"workers.target_wait"_s, KeyKind::Duration, u"\"30s\""_s, 1, kDayMs,
                REMIRAI_MEMBER(qint64, workers.targetWaitMs)),
        text(u"workers.endpoint"_s, u"\"tcp://127.0.0.1:5570\""_s, REMIRAI_MEMBER(QString, workers.endpoint)),
        text(u"workers.server_key_file"_s, u"\"curve.key\""_s, REMIRAI_MEMBER(QString, workers.serverKeyFile)),
        text(u"workers.authorized_keys_file"_s, u"\"authorized_workers\""_s,
             REMIRAI_MEMBER(QString, workers.authorizedKeysFile)),
        text(u"sqs.listen"_s, u"\"127.0.0.1:9324\""_s, REMIRAI_MEMBER(QString, sqs.listen)),
        text(u"sqs.credentials_file"_s, u"\"sqs.credentials\""_s, REMIRAI_MEMBER(QString, sqs.credentialsFile)),
        text(u"sqs.region"_s, u"\"us-east-1\""_s, REMIRAI_MEMBER(QString, sqs.region)),
        text(u"sqs.account"_s, u"\"000000000000\""_s, REMIRAI_MEMBER(QString, sqs.account)),
    };
}

std::vector<ConfigKey> modelKeys()
{
    const QStringList providers{u"local"_s, u"openai"_s};
    return {
        text(u"llm.provider"_s, u"\"local\""_s, REMIRAI_MEMBER(QString, llm.provider), providers),
        text(u"llm.base_url"_s, u"\"http://127.0.0.1:11434/v1\""_s, REMIRAI_MEMBER(QString, llm.baseUrl)),
        text(u"llm.model"_s, u"\"llama3\""_s, REMIRAI_MEMBER(QString, llm.model)),
        text(u"llm.api_key_file"_s, u"\"llm.key\""_s, REMIRAI_MEMBER(QString, llm.apiKeyFile)),
        bounded(u"llm.timeout"_s, KeyKind::Duration, u"\"60s\""_s, 1, kHourMs, REMIRAI_MEMBER(qint64, llm.timeoutMs)),
        bounded(u"llm.requests_per_minute"_s, KeyKind::Integer, u"0"_s, 0, 1e6,
                REMIRAI_MEMBER(int, llm.requestsPerMinute)),
        text(u"image.provider"_s, u"\"local\""_s, REMIRAI_MEMBER(QString, image.provider), providers),
        text(u"image.base_url"_s, u"\"http://127.0.0.1:8081/v1\""_s, REMIRAI_MEMBER(QString, image.baseUrl)),
        text(u"image.model"_s, u"\"dall-e-3\""_s, REMIRAI_MEMBER(QString, image.model)),
        text(u"image.api_key_file"_s, u"\"image.key\""_s, REMIRAI_MEMBER(QString, image.apiKeyFile)),
        bounded(u"image.timeout"_s, KeyKind::Duration, u"\"120s\""_s, 1, kHourMs,
                REMIRAI_MEMBER(qint64, image.timeoutMs)),
        bounded(u"image.requests_per_minute"_s, KeyKind::Integer, u"0"_s, 0, 1e6,
                REMIRAI_MEMBER(int, image.requestsPerMinute)),
        text(u"image.size"_s, u"\"512x512\""_s, REMIRAI_MEMBER(QString, image.size)),
        bounded(u"local.latency"_s, KeyKind::Duration, u"\"0s\""_s, 0, kHourMs,
                REMIRAI_MEMBER(qint64, local.latencyMs)),
        bounded(u"local.failure_rate"_s, KeyKind::Number, u"0.0"_s, 0, 1, REMIRAI_MEMBER(double, local.failureRate)),
    };
}

std::vector<ConfigKey> peopleKeys()
{
    return {
        key(u"auth.local"_s, KeyKind::Flag, u"true"_s, REMIRAI_MEMBER(bool, auth.local)),
        text(u"auth.google_client_id"_s, u"\"1234.apps.googleusercontent.com\""_s,
             REMIRAI_MEMBER(QString, auth.googleClientId)),
        text(u"auth.google_jwks_url"_s, u"\"https://www.googleapis.com/oauth2/v3/certs\""_s,
             REMIRAI_MEMBER(QString, auth.googleJwksUrl)),
        bounded(u"auth.token_ttl"_s, KeyKind::Duration, u"\"24h\""_s, 1'000, 366 * kDayMs,
                REMIRAI_MEMBER(qint64, auth.tokenTtlMs)),
        bounded(u"persona.minimum_responses"_s, KeyKind::Integer, u"3"_s, 1, 1'000,
                REMIRAI_MEMBER(int, persona.minimumResponses)),
    };
}

std::vector<ConfigKey> alertKeys()
{
    constexpr double kLongestMs = 14 * kDayMs;
    return {
        bounded(u"alerts.oldest_age"_s, KeyKind::Duration, u"\"10m\""_s, 0, kLongestMs,
                REMIRAI_MEMBER(qint64, alerts.oldestAgeMs)),
        bounded(u"alerts.oldest_age_for"_s, KeyKind::Duration, u"\"1m\""_s, 0, kDayMs,
                REMIRAI_MEMBER(qint64, alerts.oldestAgeForMs)),
        bounded(u"alerts.dead_letters"_s, KeyKind::Integer, u"1"_s, 0, 1e9, REMIRAI_MEMBER(int, alerts.deadLetters)),
        bounded(u"alerts.dead_letters_for"_s, KeyKind::Duration, u"\"0s\""_s, 0, kDayMs,
                REMIRAI_MEMBER(qint64, alerts.deadLettersForMs)),
        bounded(u"alerts.no_worker_for"_s, KeyKind::Duration, u"\"30s\""_s, 0, kDayMs,
                REMIRAI_MEMBER(qint64, alerts.noWorkerForMs)),
        bounded(u"alerts.provider_down_for"_s, KeyKind::Duration, u"\"30s\""_s, 0, kDayMs,
                REMIRAI_MEMBER(qint64, alerts.providerDownForMs)),
    };
}

#undef REMIRAI_MEMBER

// Optimal string alignment distance: a swap of neighbours is one slip.
qsizetype distance(const QString &a, const QString &b)
{
    std::vector<std::vector<qsizetype>> cost(static_cast<size_t>(a.size() + 1),
                                             std::vector<qsizetype>(static_cast<size_t>(b.size() + 1)));
    for (size_t i = 0; i < cost.size(); ++i) {
        for (size_t j = 0; j < cost[i].size(); ++j) {
            if (i == 0 || j == 0) {
                cost[i][j] = static_cast<qsizetype>(i + j);
                continue;
            }
            const auto at = [](const QString &s, size_t index) { return s[static_cast<qsizetype>(index)]; };
            const qsizetype change = at(a, i - 1) == at(b, j - 1) ? 0 : 1;
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
            if (i > 1 && j > 1 && at(a, i - 1) == at(b, j - 2) && at(a, i - 2) == at(b, j - 1))
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost.back().back();
}

} // namespace

QString ConfigKey::variable() const
{
    return u"REMIRAI_"_s + QString(path).replace(u'.', u'_').toUpper();
}

const std::vector<ConfigKey> &configKeys()
{
    static const std::vector<ConfigKey> keys = [] {
        std::vector<ConfigKey> all = serverKeys();
        for (const auto &more : {workKeys(), modelKeys(), peopleKeys(), alertKeys()})
            all.insert(all.end(), more.begin(), more.end());
        return all;
    }();
    return keys;
}

const ConfigKey *findKey(const QString &path)
{
    for (const ConfigKey &key : configKeys()) {
        if (key.path == path)
            return &key;
    }
    return nullptr;
}

QString nearest(const QString &text, const QStringList &candidates)
{
    QString best;
    qsizetype bestDistance = std::max<qsizetype>(2, text.size() / 3) + 1; // beyond it is no slip
    for (const QString &candidate : candidates) {
        const qsizetype d = distance(text.toLower(), candidate);
        if (d < bestDistance) {
            bestDistance = d;
            best = candidate;
        }
    }
    return best;
}

} // namespace remirai
