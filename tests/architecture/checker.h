// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace remirai::architecture {

struct Finding
{
    QString file;
    int line = 0;
    QString rule;
    QString advice;

    QString toString() const; // "file:line: advice [rule]"
};

inline constexpr int kMaxFileLines = 400; // the habit is 300; past this it needs a `// long: reason` in its first lines
inline constexpr int kMaxFunctionLines =
    80; // the habit is 50; past this it needs a `// long: reason` on the line above

// Judges one file by its path from the root ("core/saga/settle.cpp") and its text.
std::vector<Finding> checkFile(const QString &path, const QString &text);

// Every file of ours below `root`, paths from there, in order: sources, CMake files and scripts.
QStringList sourceFiles(const QString &root);

} // namespace remirai::architecture
