// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/checks.h"

#include "app/api/apiclient.h"
#include "app/cli/connect.h"
#include "server/sqs/credentials.h"

#include <QFile>
#include <QFileInfo>
#include <QTcpServer>
#include <sys/stat.h>
#include <unistd.h>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kAnswerMs = 3'000;
constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

std::optional<struct stat> statOf(const QString &path)
{
    struct stat info
    { };
    if (::stat(QFile::encodeName(path).constData(), &info) != 0)
        return std::nullopt;
    return info;
}

// A secret in a file must be ours alone.
Finding checkSecretFile(const QString &subject, const QString &path)
{
    const auto info = statOf(path);
    if (!info)
        return {Verdict::Fail, subject, path + u" does not exist"_s, u"make it, with mode 0600"_s};
    if ((info->st_mode & kOthers) != 0)
        return {Verdict::Fail, subject, u"others can read "_s + path, u"run: chmod 600 '%1'"_s.arg(path)};
    if (::access(QFile::encodeName(path).constData(), R_OK) != 0)
        return {Verdict::Fail, subject, u"cannot read "_s + path, u"make it belong to the user that runs remirai"_s};
    return {Verdict::Ok, subject, path, {}};
}

} // namespace

Findings configMistakes(const Error &error)
{
    Findings findings;
    for (const QString &line : error.message.split(u'\n'))
        findings.push_back({Verdict::Fail, u"configuration"_s, line, {}});
    return findings;
}

Finding checkDataDir(const QString &dataDir)
{
    const QString subject = u"data directory"_s;
    const auto info = statOf(dataDir);
    if (!info)
        return {Verdict::Ok, subject, dataDir + u" will be made at the first start"_s, {}};
    if (!S_ISDIR(info->st_mode))
        return {Verdict::Fail, subject, dataDir + u" is not a folder"_s, u"choose another with --data-dir"_s};
    if ((info->st_mode & kOthers) != 0)
        return {Verdict::Fail, subject, u"others can look into "_s + dataDir, u"run: chmod 700 '%1'"_s.arg(dataDir)};
    if (::access(QFile::encodeName(dataDir).constData(), R_OK | W_OK | X_OK) != 0)
        return {Verdict::Fail, subject, u"cannot write into "_s + dataDir,
                u"make it belong to the user that runs remirai, or choose another with --data-dir"_s};
    return {Verdict::Ok, subject, dataDir, {}};
}

Findings checkSecrets(const LoadedConfig &loaded)
{
    Findings findings;
    if (QFileInfo::exists(secretFile(loaded.dataDir)))
        findings.push_back(checkSecretFile(u"server secret"_s, secretFile(loaded.dataDir)));
    return findings;
}

Finding checkListen(const LoadedConfig &loaded)
{
    const QString subject = u"listen"_s;
    const auto listen = parseEndpoint(loaded.config.server.listen);
    if (!listen)
        return {Verdict::Fail, subject, listen.error().message, {}};
    QTcpServer probe;
    const QHostAddress address =
        listen->host == u"localhost" ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(listen->host);
    if (probe.listen(address, listen->port))
        return {Verdict::Ok, subject, listen->text() + u" is free"_s, {}};
    const QString url = localServerUrl(loaded.config);
    ApiClient client(url, {}, kAnswerMs);
    if (client.get(u"/healthz"_s))
        return {Verdict::Ok, subject, u"a server answers at %1 already"_s.arg(url), {}};
    return {Verdict::Fail, subject, u"%1 cannot be had: %2"_s.arg(listen->text(), probe.errorString()),
            u"end the program that has it, or choose another port with server.listen"_s};
}

Finding checkSqs(const LoadedConfig &loaded)
{
    const SqsConfig &sqs = loaded.config.sqs;
    const QString subject = u"sqs"_s;
    if (sqs.listen.isEmpty())
        return {Verdict::Ok, subject, u"off (sqs.listen is empty)"_s, {}};
    const auto credentials = loadSqsCredentials(resolved(loaded.dataDir, sqs.credentialsFile));
    if (!credentials)
        return {Verdict::Fail, subject, credentials.error().message, {}};
    const auto listen = parseEndpoint(sqs.listen);
    if (!listen)
        return {Verdict::Fail, subject, listen.error().message, {}};
    const QString keys =
        credentials->empty() ? u"open to this machine"_s : u"%1 access keys"_s.arg(credentials->size());
    QTcpServer probe;
    const QHostAddress address =
        listen->host == u"localhost" ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(listen->host);
    if (probe.listen(address, listen->port))
        return {Verdict::Ok, subject, u"%1 is free; %2"_s.arg(listen->text(), keys), {}};
    return {Verdict::Warn, subject, u"%1 is taken, by a running server or another program"_s.arg(listen->text()),
            u"if it is another program, choose another port with sqs.listen"_s};
}

Finding checkSignIn(const LoadedConfig &loaded)
{
    const AuthConfig &auth = loaded.config.auth;
    const QString subject = u"sign-in"_s;
    if (auth.local)
        return {Verdict::Ok, subject, u"local: anybody on this machine, without a password"_s, {}};
    if (auth.googleClientId.isEmpty())
        return {Verdict::Warn, subject, u"nobody can sign in but with a token from `remirai token create`"_s,
                u"set auth.google_client_id, or auth.local = true on a loopback address"_s};
    return {Verdict::Ok, subject, u"Google, for "_s + auth.googleClientId, {}};
}

Findings checkWorkerEndpoint(const LoadedConfig &loaded)
{
    const WorkersConfig &workers = loaded.config.workers;
    const QString subject = u"workers"_s;
    if (workers.endpoint.isEmpty())
        return {{Verdict::Ok, subject, u"embedded ones only (workers.endpoint is empty)"_s, {}}};
    Findings findings;
    if (workers.serverKeyFile.isEmpty())
        findings.push_back({Verdict::Ok, subject, workers.endpoint + u", without encryption, on this machine"_s, {}});
    else
        findings.push_back(checkSecretFile(u"worker keys"_s, resolved(loaded.dataDir, workers.serverKeyFile)));
    if (!workers.serverKeyFile.isEmpty() && workers.authorizedKeysFile.isEmpty())
        findings.push_back({Verdict::Warn, subject, u"no remote worker is let in"_s,
                            u"list their public keys in workers.authorized_keys_file"_s});
    if (!workers.authorizedKeysFile.isEmpty() && !statOf(resolved(loaded.dataDir, workers.authorizedKeysFile)))
        findings.push_back({Verdict::Fail, subject,
                            resolved(loaded.dataDir, workers.authorizedKeysFile) + u" does not exist"_s,
                            u"make it, with a worker's public key on each line"_s});
    if (workers.endpoint.startsWith(u"ipc://"_s)) {
        const QString folder = QFileInfo(workers.endpoint.mid(6)).absolutePath();
        if (::access(QFile::encodeName(folder).constData(), W_OK | X_OK) != 0)
            findings.push_back({Verdict::Fail, subject, u"cannot write into "_s + folder,
                                u"make the folder, or name another in workers.endpoint"_s});
    }
    return findings;
}

} // namespace remirai
