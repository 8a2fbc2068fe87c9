// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/options.h"

#include <QDir>

namespace remirai {

Result<LoadedConfig> configFor(const CommonOptions &options, std::vector<std::pair<QString, QString>> flags)
{
    ConfigRequest request;
    request.configFile = QString::fromStdString(options.config);
    request.dataDir = QString::fromStdString(options.dataDir);
    request.workingDirectory = QDir::currentPath();
    request.environment = processVariables();
    request.flags = std::move(flags);
    auto loaded = loadConfig(request);
    if (!loaded)
        return loaded;
    for (const auto &[name, variable] : loaded->fromDotEnv) {
        const QByteArray key = name.toLocal8Bit();
        if (!qEnvironmentVariableIsSet(key.constData()))
            qputenv(key.constData(), variable.value.toLocal8Bit());
    }
    return loaded;
}

} // namespace remirai
