// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config/keys.h"

#include <map>

namespace remirai {

// One value that somebody gave, and where: "remirai.toml, line 4, column 1", "REMIRAI_WORKERS_MIN_SLOTS", "--listen".
struct Setting
{
    QString path; // "workers.min_slots"
    ConfigValue value;
    QString origin;
};

// What a source holds; `mistakes` are sentences that name the place, the trouble and the way out.
struct Settings
{
    std::vector<Setting> settings;
    QStringList mistakes;
};

// `remirai.toml`. Unknown tables and keys are mistakes, with the nearest right one.
Settings readTomlFile(const QString &file);

// Environment variables by name, with where each was set.
struct Variable
{
    QString value;
    QString origin;
};
using Variables = std::map<QString, Variable>;

// Our own (REMIRAI_…) of this process.
Variables processVariables();
// NAME=VALUE lines of a `.env` file: blank lines, # comments, `export`, and quotes are understood. Only REMIRAI_… are
// taken. A file with a key or token in it must be nobody else's to read. No mistake when there is no such file.
struct DotEnv
{
    Variables variables;
    QStringList mistakes;
};
DotEnv readDotEnv(const QString &file);

// The keys that the variables set. A misspelt REMIRAI_<TABLE>_… is a mistake.
Settings settingsFrom(const Variables &variables);

} // namespace remirai
