// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace remirai {

// `remirai.toml` as values, with the defaults that hold when nobody says otherwise. app/config/keys.cpp names each key.
struct ServerConfig
{
    QString listen = QStringLiteral("127.0.0.1:8080");
    QString publicUrl; // empty = follows `listen`; never empty once loaded
    int httpThreads = 2;
    qint64 maxBodyBytes = 64 * 1024;
    double clientRate = 50; // requests a second of one client; 0 = no limit; loopback clients have none
    int clientBurst = 200; // how many at once
    QStringList trustedProxies; // their X-Forwarded-For and X-Forwarded-Proto are believed
    QStringList metricsAllow{QStringLiteral("127.0.0.0/8"), QStringLiteral("::1")}; // who may read /metrics
};

struct DatabaseConfig
{
    QString url = QStringLiteral("sqlite:remirai.db"); // a relative file lies in the data directory
};

struct QueueConfig
{
    QString synthesisName = QStringLiteral("persona-generation-queue");
    QString illustrationName = QStringLiteral("image-generation-queue");
    qint64 retentionMs = 4 * 86'400'000LL;
    qint64 visibilityTimeoutMs = 180'000;
    int maxReceiveCount = 5;
};

struct WorkersConfig
{
    int minSlots = 10;
    int maxSlots = 100;
    qint64 targetWaitMs = 30'000;
    QString endpoint; // empty = only the embedded workers
    QString serverKeyFile; // CURVE secret key of the endpoint; empty = unencrypted, loopback only
    QString authorizedKeysFile; // CURVE public keys of the workers, one a line
};

struct ModelConfig
{
    QString provider = QStringLiteral("local");
    QString baseUrl;
    QString model;
    QString apiKeyFile; // a relative file lies in the data directory
    qint64 timeoutMs = 60'000;
    int requestsPerMinute = 0; // 0 = unlimited
};

struct ImageConfig : ModelConfig
{
    ImageConfig() { timeoutMs = 120'000; }
    QString size = QStringLiteral("512x512");
};

struct LocalModelsConfig
{
    qint64 latencyMs = 0;
    double failureRate = 0;
};

struct SqsConfig
{
    QString listen = QStringLiteral("127.0.0.1:9324"); // empty = no SQS endpoint
    QString credentialsFile; // a relative file lies in the data directory; empty = open to this machine
    QString region = QStringLiteral("us-east-1"); // in ARNs
    QString account = QStringLiteral("000000000000"); // in ARNs and queue URLs
};

struct AuthConfig
{
    bool local = true;
    QString googleClientId;
    QString googleJwksUrl = QStringLiteral("https://www.googleapis.com/oauth2/v3/certs");
    qint64 tokenTtlMs = 24 * 3'600'000LL;
};

// Each alert may be turned off with a threshold of 0.
struct AlertsConfig
{
    qint64 oldestAgeMs = 600'000;
    qint64 oldestAgeForMs = 60'000;
    int deadLetters = 1;
    qint64 deadLettersForMs = 0;
    qint64 noWorkerForMs = 30'000;
    qint64 providerDownForMs = 30'000;
};

struct PersonaConfig
{
    int minimumResponses = 3;
};

struct Config
{
    ServerConfig server;
    DatabaseConfig database;
    QueueConfig queue;
    WorkersConfig workers;
    ModelConfig llm;
    ImageConfig image;
    LocalModelsConfig local;
    SqsConfig sqs;
    AuthConfig auth;
    PersonaConfig persona;
    AlertsConfig alerts;
};

} // namespace remirai
