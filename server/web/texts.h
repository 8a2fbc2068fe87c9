// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QHash>
#include <initializer_list>

namespace remirai {

// Every sentence the pages say, by key, from one file (resources/web/texts/en.json), so that a translation is one file
// more. Immutable; any thread. A key that is not there is a programming error and ends the process, as the tests show
// every page.
class Texts
{
public:
    static Result<Texts> load(const QString &file);

    const QString &operator()(const QString &key) const;
    bool has(const QString &key) const { return m_texts.contains(key); }
    // With each {name} replaced.
    using Values = std::initializer_list<std::pair<QString, QString>>;
    QString operator()(const QString &key, Values values) const;
    // `key.one` for 1, else `key.other`, with {n} replaced.
    QString counted(const QString &key, qint64 n) const;

private:
    QHash<QString, QString> m_texts;
};

} // namespace remirai
