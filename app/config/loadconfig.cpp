// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/loadconfig.h"

#include <QDir>
#include <QFileInfo>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

QString flagOf(const ConfigKey &key)
{
    if (key.path == u"database.url")
        return u"--database"_s;
    return (key.table() == u"sqs" ? u"--sqs-"_s : u"--"_s) + key.name();
}

Settings settingsFromFlags(const ConfigRequest &request)
{
    Settings read;
    for (const auto &[path, text] : request.flags) {
        const ConfigKey *key = findKey(path);
        Q_ASSERT(key);
        const QString origin = flagOf(*key);
        const auto value = valueFromText(*key, text);
        if (value)
            read.settings.push_back({path, *value, origin});
        else
            read.mistakes << origin + u": "_s + value.error().message;
    }
    return read;
}

void apply(const Settings &source, LoadedConfig &loaded, QStringList &mistakes)
{
    mistakes << source.mistakes;
    for (const Setting &setting : source.settings) {
        const ConfigKey *key = findKey(setting.path);
        if (const Status done = assign(loaded.config, *key, setting.value); !done)
            mistakes << u"%1: %2: %3"_s.arg(setting.origin, setting.path, done.error().message);
        else
            loaded.origins[setting.path] = setting.origin;
    }
}

QString fileToRead(const ConfigRequest &request, const QString &dataDir)
{
    if (!request.configFile.isEmpty())
        return request.configFile;
    for (const QString &folder : {request.workingDirectory, dataDir}) {
        const QString candidate = QDir(folder).filePath(u"remirai.toml"_s);
        if (QFileInfo(candidate).isFile())
            return candidate;
    }
    return {};
}

QString dataDirOf(const ConfigRequest &request, const Variables &variables)
{
    const auto variable = variables.find(u"REMIRAI_DATA_DIR"_s);
    QString folder = request.dataDir;
    if (folder.isEmpty() && variable != variables.end())
        folder = variable->second.value;
    if (folder.isEmpty())
        folder = defaultDataDir();
    return QDir::cleanPath(QDir(request.workingDirectory).absoluteFilePath(folder));
}

// Where a browser finds the server when nobody said: nothing else is known of a server that listens everywhere.
void derivePublicUrl(Config &config)
{
    while (config.server.publicUrl.endsWith(u'/'))
        config.server.publicUrl.chop(1);
    const auto listen = parseEndpoint(config.server.listen);
    if (!config.server.publicUrl.isEmpty() || !listen)
        return;
    Endpoint shown = *listen;
    if (shown.isWildcard())
        shown.host = u"127.0.0.1"_s;
    config.server.publicUrl = u"http://"_s + shown.text();
}

} // namespace

QString LoadedConfig::name(const QString &path) const
{
    const auto origin = origins.find(path);
    return u"%1 (%2)"_s.arg(path, origin == origins.end() ? u"default"_s : origin->second);
}

Result<LoadedConfig> loadConfig(const ConfigRequest &request)
{
    LoadedConfig loaded;
    DotEnv dotEnv = readDotEnv(QDir(request.workingDirectory).filePath(u".env"_s));
    QStringList mistakes = dotEnv.mistakes;
    loaded.fromDotEnv = dotEnv.variables;
    Variables variables = request.environment;
    variables.merge(dotEnv.variables); // what the process has, stays
    loaded.dataDir = dataDirOf(request, variables);
    loaded.file = fileToRead(request, loaded.dataDir);
    const auto credentials = variables.find(u"REMIRAI_SQS_CREDENTIALS"_s);
    loaded.hasSqsCredentials = credentials != variables.end() && !credentials->second.value.isEmpty();

    if (!loaded.file.isEmpty())
        apply(readTomlFile(loaded.file), loaded, mistakes);
    apply(settingsFrom(variables), loaded, mistakes);
    apply(settingsFromFlags(request), loaded, mistakes);
    derivePublicUrl(loaded.config);
    mistakes << crossCheck(loaded);
    if (!mistakes.isEmpty())
        return Error{ErrorCode::InvalidArgument, mistakes.join(u'\n'), {}};
    return loaded;
}

} // namespace remirai
