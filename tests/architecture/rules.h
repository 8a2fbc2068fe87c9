// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace remirai::architecture {

// One arrow tail: what the files below `folder` may include of our own, besides themselves.
struct Layer
{
    QString folder; // "core/saga"; the longest match decides
    QStringList mayInclude; // folders
};

// Which text of a line a pattern is matched against.
enum class Where {
    Code, // without comments and the contents of literals
    Include, // the target of an #include, with its < > or " "
    Raw, // everything
};

// A pattern that may stand only in some places.
struct PatternRule
{
    QString name;
    Where where = Where::Code;
    QString pattern; // regular expression
    QStringList appliesTo; // folders
    QStringList except; // folders or files
    QString advice; // what to write instead
};

const std::vector<Layer> &layers();
const std::vector<PatternRule> &patternRules();

// Whether `path` is the file `folder` or lies below it.
bool liesIn(const QString &path, const QString &folder);
bool liesInAny(const QString &path, const QStringList &folders);

// The folders that hold our code; tests are held to less.
QStringList productFolders();
QStringList allFolders();

} // namespace remirai::architecture
