// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/checks.h"
#include "app/models.h"
#include "core/providers/http/httpclient.h"
#include "core/providers/secret.h"
#include "core/storage/migrations.h"

#include <QFileInfo>
#include <filesystem>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMiB = 1'048'576;
constexpr qint64 kLittleSpace = 1'024 * kMiB;
constexpr qint64 kNoSpace = 100 * kMiB;
constexpr qint64 kAnswerMs = 5'000;

Finding checkDisk(const QString &file)
{
    QFileInfo place(file);
    while (!place.exists() && place.filePath() != place.path())
        place = QFileInfo(place.path());
    // Of the file system itself: QStorageInfo reads the table of mounts, where a container's or chroot's root may not
    // be.
    std::error_code error;
    const auto space = std::filesystem::space(place.filePath().toStdString(), error);
    if (error)
        return {
            Verdict::Warn, u"disk"_s,
            u"the free space at %1 is not known: %2"_s.arg(place.filePath(), QString::fromStdString(error.message())),
            u"make sure that there is some"_s};
    const qint64 left = static_cast<qint64>(space.available);
    const QString says = u"%1 MiB are free at %2"_s.arg(left / kMiB).arg(place.filePath());
    if (left < kNoSpace)
        return {Verdict::Fail, u"disk"_s, says, u"make room, or move the data directory"_s};
    if (left < kLittleSpace)
        return {Verdict::Warn, u"disk"_s, says, u"a spike of responses needs more; make room"_s};
    return {Verdict::Ok, u"disk"_s, says, {}};
}

Finding checkSchema(const DatabaseUrl &url)
{
    const QString subject = u"database"_s;
    const auto database = Database::open(url, Access::ReadOnly);
    if (!database)
        return {Verdict::Fail, subject, u"%1: %2"_s.arg(url.display(), database.error().message),
                u"start it, or correct database.url (and PGPASSWORD or ~/.pgpass)"_s};
    const auto version = schemaVersion(**database);
    if (!version)
        return {Verdict::Warn, subject, url.display() + u" has no tables yet"_s,
                u"the first `remirai serve` makes them"_s};
    const QString says = u"%1, schema version %2"_s.arg(url.display()).arg(*version);
    if (*version > latestSchemaVersion())
        return {Verdict::Fail, subject, says + u", newer than this program's %1"_s.arg(latestSchemaVersion()),
                u"run the newer program"_s};
    return {Verdict::Ok, subject, says, {}};
}

Finding checkRemoteModel(const QString &table, const ModelConfig &section, const QString &dataDir)
{
    const QString base = section.baseUrl.isEmpty() ? u"https://api.openai.com/v1"_s : section.baseUrl;
    const QByteArray variable = "REMIRAI_" + table.toUpper().toLatin1() + "_API_KEY";
    const auto key =
        readSecret(variable.constData(), resolved(dataDir, section.apiKeyFile), table + u".api_key_file"_s);
    if (!key)
        return {Verdict::Fail, table, key.error().message, {}};
    HttpRequest request;
    request.url = base.toUtf8() + (base.endsWith(u'/') ? "models" : "/models");
    request.timeoutMs = kAnswerMs;
    request.maxBytes = 8 * kMiB;
    if (!key->isEmpty())
        request.headers << "Authorization: Bearer " + *key;
    const auto reply = HttpClient().send(request);
    if (!reply)
        return {Verdict::Fail, table, u"%1: %2"_s.arg(base, reply.error().message),
                u"start it, or correct %1.base_url"_s.arg(table)};
    if (reply->status == 401 || reply->status == 403)
        return {Verdict::Fail, table, u"%1 refuses the key (HTTP %2)"_s.arg(base).arg(reply->status),
                u"put the right one into %1.api_key_file or %2"_s.arg(table, QString::fromLatin1(variable))};
    if (reply->status >= 500)
        return {Verdict::Warn, table, u"%1 answers HTTP %2"_s.arg(base).arg(reply->status),
                u"personas wait until it recovers"_s};
    return {Verdict::Ok, table, u"%1 answers; model %2"_s.arg(base, section.model), {}};
}

} // namespace

Findings checkDatabase(const LoadedConfig &loaded)
{
    const auto url = parseDatabaseUrl(loaded.config.database.url, loaded.dataDir);
    if (!url)
        return {{Verdict::Fail, u"database"_s, url.error().message, {}}};
    if (url->backend == Backend::Postgres)
        return {checkSchema(*url), checkDisk(loaded.dataDir)};
    if (!QFileInfo::exists(url->path))
        return {{Verdict::Ok, u"database"_s, url->display() + u" will be made at the first start"_s, {}},
                checkDisk(url->path)};
    return {checkSchema(*url), checkDisk(url->path)};
}

Findings checkModels(const LoadedConfig &loaded)
{
    SystemEnvironment environment;
    const auto models = makeModels(providersOf(loaded), environment);
    if (!models)
        return {{Verdict::Fail,
                 models.error().field.section(u'.', 0, 0),
                 models.error().field + u": "_s + models.error().message,
                 {}}};
    Findings findings;
    const std::pair<QString, const ModelConfig *> sections[]{{u"llm"_s, &loaded.config.llm},
                                                             {u"image"_s, &loaded.config.image}};
    for (const auto &[table, section] : sections) {
        if (section->provider == u"local")
            findings.push_back({Verdict::Ok, table, u"local, needs nothing"_s, {}});
        else
            findings.push_back(checkRemoteModel(table, *section, loaded.dataDir));
    }
    return findings;
}

} // namespace remirai
