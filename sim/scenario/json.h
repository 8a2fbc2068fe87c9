// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QString>
#include <memory>
#include <utility>
#include <vector>

namespace remirai::sim {

// A JSON value that remembers where it stood: QJsonDocument forgets lines, and an error without a line sends people
// searching.
struct Json
{
    enum class Kind { Null, Bool, Number, String, Array, Object };

    Kind kind = Kind::Null;
    bool truth = false;
    double number = 0;
    QString text; // of a string; of a number as written
    std::vector<Json> items;
    std::vector<std::pair<QString, Json>> members; // in the order of the file
    QString source; // file or scenario name, or "--set"
    int line = 0; // from 1; 0 when it came from no file

    const Json *find(QStringView key) const;
    Json *find(QStringView key);
    void set(const QString &key, Json value);
};

QString toString(Json::Kind kind); // "a number", "an object"

// Strict JSON (RFC 8259) in UTF-8, at most 1 MiB: no comments, no trailing commas, no doubled keys. The error's message
// has the line and column.
Result<Json> parseJson(const QByteArray &bytes, const QString &source);

// Compact text with members in order: what is hashed, and stored with a run.
QByteArray toCompact(const Json &value);

// Objects merge member by member, everything else is replaced; `null` removes a member.
void mergeInto(Json &base, const Json &changes);
// Removes every member that is null, at any depth, but not inside the member `except` of this object.
void dropNulls(Json &value, const QString &except = {});

// Sets "workers.max" or "arrivals.spikes.0.rate", making objects on the way. `text` is read as JSON, else as a string.
Status setPath(Json &root, const QString &path, const QString &text);
void setPathValue(Json &root, const QString &path, const Json &value);
Json jsonFromText(const QString &text, const QString &source);

} // namespace remirai::sim
