// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config/config.h"
#include "core/domain/result.h"

#include <variant>
#include <vector>

namespace remirai {

enum class KeyKind { Text, Integer, Number, Flag, Duration, Size, TextList };

// Where a key's value lives in a Config.
using KeyTarget = std::variant<QString &(*)(Config &), int &(*)(Config &), qint64 &(*)(Config &), double &(*)(Config &),
                               bool &(*)(Config &), QStringList &(*)(Config &)>;

struct ConfigKey
{
    QString path; // "server.listen"
    KeyKind kind = KeyKind::Text;
    KeyTarget target;
    QString example; // as it is written in remirai.toml, and the way out in a message
    double least = 0; // of numbers, milliseconds, bytes
    double most = 0;
    QStringList choices; // of texts; empty = any

    QString table() const { return path.section(u'.', 0, 0); }
    QString name() const { return path.section(u'.', 1); }
    QString variable() const; // "REMIRAI_SERVER_LISTEN"
};

// Every key, in the order of the documentation.
const std::vector<ConfigKey> &configKeys();
const ConfigKey *findKey(const QString &path);

// A value as a file or the environment spells it, before it is known to fit.
using ConfigValue = std::variant<QString, qint64, double, bool, QStringList>;

// What the environment and flags give: text, read as the key's kind wants it.
Result<ConfigValue> valueFromText(const ConfigKey &key, const QString &text);
// Puts the value where it belongs; the error says what is wrong and what would be right, without naming the key.
Status assign(Config &config, const ConfigKey &key, const ConfigValue &value);
// The value of the key now, as remirai.toml would have it.
QString currentText(const Config &config, const ConfigKey &key);

// The candidate that `text` is most likely a slip of; empty when none is near.
QString nearest(const QString &text, const QStringList &candidates);

} // namespace remirai
