// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config/sources.h"

#include <QHostAddress>

namespace remirai {

struct ConfigRequest
{
    QString configFile; // --config; empty = remirai.toml here, else in the data directory, where there is one
    QString dataDir; // --data-dir; empty = REMIRAI_DATA_DIR, else the default
    QString workingDirectory; // where remirai.toml and .env are looked for
    Variables environment; // of the process
    std::vector<std::pair<QString, QString>> flags; // key and text, as in {"server.listen", "0.0.0.0:80"}
};

struct LoadedConfig
{
    Config config;
    QString dataDir; // absolute; not made yet
    QString file; // that was read, empty when none
    Variables fromDotEnv; // for the process's own environment, where secrets are looked for
    std::map<QString, QString> origins; // of each key that somebody set
    bool hasSqsCredentials = false; // REMIRAI_SQS_CREDENTIALS is set

    // "workers.min_slots (remirai.toml, line 4, column 1)", or "… (default)".
    QString name(const QString &path) const;
};

// Flags > environment > .env > remirai.toml > defaults, then the rules that join several keys. InvalidArgument with
// every mistake found, one a line.
Result<LoadedConfig> loadConfig(const ConfigRequest &request);

// $XDG_DATA_HOME/remirai, else ~/.local/share/remirai.
QString defaultDataDir();
// Makes the folder with mode 0700. Forbidden when it is there but open to others, Unavailable when it cannot be made.
Status prepareDataDir(const QString &dataDir);
// A file named in the configuration: relative ones lie in the data directory. Empty stays empty.
QString resolved(const QString &dataDir, const QString &file);

// "HOST:PORT", "[::1]:PORT".
struct Endpoint
{
    QString host; // an address, or "localhost"
    quint16 port = 0;

    bool isLoopback() const;
    bool isWildcard() const;
    QString text() const;
};
Result<Endpoint> parseEndpoint(const QString &text);

// The rules that join keys; a sentence for each that is broken.
QStringList crossCheck(const LoadedConfig &loaded);

} // namespace remirai
