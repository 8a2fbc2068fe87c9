// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/loadconfig.h"
#include "core/domain/message.h"
#include "core/domain/units.h"
#include "core/storage/databaseurl.h"
#include "server/http/clientaddress.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

QString span(qint64 ms)
{
    return formatDuration(std::chrono::milliseconds(ms));
}

void checkServer(const LoadedConfig &loaded, QStringList &mistakes)
{
    const ServerConfig &server = loaded.config.server;
    const auto listen = parseEndpoint(server.listen);
    if (!listen)
        mistakes << loaded.name(u"server.listen"_s) + u": "_s + listen.error().message;
    else if (!listen->isLoopback() && loaded.config.auth.local)
        mistakes << u"%1: local sign-in lets anybody in as anybody, so it is refused while %2 is beyond loopback; set "
                    "auth.local = false and auth.google_client_id, or listen on 127.0.0.1:%3"_s
                        .arg(loaded.name(u"auth.local"_s), loaded.name(u"server.listen"_s))
                        .arg(listen->port);
    const QUrl url(server.publicUrl, QUrl::StrictMode);
    const bool http = url.scheme() == u"http" || url.scheme() == u"https";
    if (!server.publicUrl.isEmpty() && (!url.isValid() || !http || url.host().isEmpty() || url.hasQuery()))
        mistakes << u"%1: “%2” is not an http or https address, like https://remirai.example"_s.arg(
            loaded.name(u"server.public_url"_s), server.publicUrl);
    if (const auto proxies = TrustedProxies::parse(server.trustedProxies); !proxies)
        mistakes << loaded.name(u"server.trusted_proxies"_s) + u": "_s + proxies.error().message;
    if (const auto readers = TrustedProxies::parse(server.metricsAllow); !readers)
        mistakes << loaded.name(u"server.metrics_allow"_s) + u": "_s + readers.error().message;
}

void checkDatabase(const LoadedConfig &loaded, QStringList &mistakes)
{
    const QString name = loaded.name(u"database.url"_s);
    const auto url = parseDatabaseUrl(loaded.config.database.url, loaded.dataDir);
    if (!url) {
        mistakes << name + u": "_s + url.error().message;
        return;
    }
    if (url->password.isEmpty() || name.contains(u"REMIRAI_"_s))
        return;
    const QString elsewhere = u"; give it in PGPASSWORD, ~/.pgpass or REMIRAI_DATABASE_URL"_s;
    const bool open = (QFileInfo(loaded.file).permissions() & (QFile::ReadGroup | QFile::ReadOther)) != 0;
    if (name.contains(u"--database"_s))
        mistakes << name + u": everybody on this machine can read a password on a command line"_s + elsewhere;
    else if (open)
        mistakes << name + u": others can read the password in it; run: chmod 600 '%1'"_s.arg(loaded.file);
}

void checkQueues(const LoadedConfig &loaded, QStringList &mistakes)
{
    const Config &config = loaded.config;
    const std::pair<QString, QString> names[]{{u"queue.persona_generation_queue_name"_s, config.queue.synthesisName},
                                              {u"queue.image_generation_queue_name"_s, config.queue.illustrationName}};
    for (const auto &[path, name] : names) {
        if (!isQueueName(name) || !isQueueName(deadLetterName(name)))
            mistakes << u"%1: “%2” is no queue name: 1 to 76 letters, digits, hyphens and underscores"_s.arg(
                loaded.name(path), name);
    }
    if (config.queue.synthesisName == config.queue.illustrationName)
        mistakes << loaded.name(u"queue.image_generation_queue_name"_s)
                + u": the two steps need a queue each; choose another name"_s;
    const std::pair<QString, qint64> timeouts[]{{u"llm.timeout"_s, config.llm.timeoutMs},
                                                {u"image.timeout"_s, config.image.timeoutMs}};
    for (const auto &[path, timeoutMs] : timeouts) {
        if (config.queue.visibilityTimeoutMs < timeoutMs)
            mistakes << u"%1 is %2, shorter than %3 of %4: a step would be handed out again while its call still runs; "
                        "raise queue.visibility_timeout to at least %4"_s.arg(
                            loaded.name(u"queue.visibility_timeout"_s), span(config.queue.visibilityTimeoutMs),
                            loaded.name(path), span(timeoutMs));
    }
}

void checkWorkers(const LoadedConfig &loaded, QStringList &mistakes)
{
    const WorkersConfig &workers = loaded.config.workers;
    if (workers.minSlots > workers.maxSlots)
        mistakes << u"%1 is %2, above %3 of %4; lower the one or raise the other"_s
                        .arg(loaded.name(u"workers.min_slots"_s))
                        .arg(workers.minSlots)
                        .arg(loaded.name(u"workers.max_slots"_s))
                        .arg(workers.maxSlots);
    const QString name = loaded.name(u"workers.endpoint"_s);
    if (workers.endpoint.isEmpty() || workers.endpoint.startsWith(u"ipc://"_s))
        return;
    const bool tcp = workers.endpoint.startsWith(u"tcp://"_s);
    const auto address = parseEndpoint(workers.endpoint.mid(6));
    if (!tcp || !address)
        mistakes << u"%1: “%2” is no endpoint; write ipc:///run/remirai/workers or tcp://127.0.0.1:5570"_s.arg(
            name, workers.endpoint);
    else if (!address->isLoopback() && workers.serverKeyFile.isEmpty())
        mistakes << u"%1: without keys anybody could take jobs, so it is refused beyond loopback; set "
                    "workers.server_key_file and workers.authorized_keys_file, or listen on tcp://127.0.0.1:%2"_s
                        .arg(name)
                        .arg(address->port);
}

void checkSqs(const LoadedConfig &loaded, QStringList &mistakes)
{
    const SqsConfig &sqs = loaded.config.sqs;
    static const QRegularExpression kRegion(u"^[a-z0-9-]{1,32}$"_s);
    static const QRegularExpression kAccount(u"^[0-9]{12}$"_s);
    if (!kRegion.match(sqs.region).hasMatch())
        mistakes << u"%1: “%2” is no region; write for example us-east-1"_s.arg(loaded.name(u"sqs.region"_s),
                                                                                sqs.region);
    if (!kAccount.match(sqs.account).hasMatch())
        mistakes << u"%1: “%2” is no account of twelve digits, like 000000000000"_s.arg(loaded.name(u"sqs.account"_s),
                                                                                        sqs.account);
    if (sqs.listen.isEmpty())
        return;
    const QString name = loaded.name(u"sqs.listen"_s);
    const auto listen = parseEndpoint(sqs.listen);
    if (!listen)
        mistakes << name + u": "_s + listen.error().message + u"; an empty text turns the SQS endpoint off"_s;
    else if (!listen->isLoopback() && sqs.credentialsFile.isEmpty() && !loaded.hasSqsCredentials)
        mistakes
            << u"%1: without credentials anybody could read and empty the queues, so it is refused beyond loopback; "
               "set sqs.credentials_file (or REMIRAI_SQS_CREDENTIALS), or listen on 127.0.0.1:%2"_s.arg(name)
                   .arg(listen->port);
}

void checkModels(const LoadedConfig &loaded, QStringList &mistakes)
{
    const Config &config = loaded.config;
    static const QRegularExpression kSize(u"^[1-9][0-9]{1,3}x[1-9][0-9]{1,3}$"_s);
    if (!kSize.match(config.image.size).hasMatch())
        mistakes << u"%1: “%2” is not WIDTHxHEIGHT in pixels, like 512x512"_s.arg(loaded.name(u"image.size"_s),
                                                                                  config.image.size);
    const std::pair<QString, const ModelConfig *> sections[]{{u"llm"_s, &config.llm}, {u"image"_s, &config.image}};
    for (const auto &[table, section] : sections) {
        if (section->provider == u"openai" && section->model.trimmed().isEmpty())
            mistakes << u"%1: name the model that the provider should use, for example %2"_s.arg(
                loaded.name(table + u".model"_s), findKey(table + u".model"_s)->example);
    }
}

} // namespace

QStringList crossCheck(const LoadedConfig &loaded)
{
    QStringList mistakes;
    checkServer(loaded, mistakes);
    checkDatabase(loaded, mistakes);
    checkQueues(loaded, mistakes);
    checkWorkers(loaded, mistakes);
    checkSqs(loaded, mistakes);
    checkModels(loaded, mistakes);
    return mistakes;
}

} // namespace remirai
