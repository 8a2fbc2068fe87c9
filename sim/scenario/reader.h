// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/law.h"
#include "sim/scenario/json.h"

#include <QStringList>
#include <functional>
#include <optional>

namespace remirai::sim {

// Every problem of a document is collected: one reading shows all of them, each with its line and the way out.
class Problems
{
public:
    void add(const Json &where, const QString &path, const QString &what);
    bool empty() const { return m_lines.isEmpty(); }
    bool full() const { return m_lines.size() >= kMostLines; } // further ones are only counted
    Error error() const;

private:
    static constexpr qsizetype kMostLines = 20;

    QStringList m_lines;
    qsizetype m_more = 0;
};

// Reads an object by asking for its keys. finish() complains of every key that nobody asked for, and names the nearest
// that somebody did. A missing or wrong value yields the default; what is wrong goes to `problems`.
class ObjectReader
{
public:
    // `object` may be null: everything is then default.
    ObjectReader(const Json *object, QString path, Problems &problems);

    bool has(const QString &key);
    const Json *any(const QString &key);
    QString text(const QString &key, const QString &otherwise = {});
    bool flag(const QString &key, bool otherwise);
    double number(const QString &key, double otherwise, double least, double most);
    int integer(const QString &key, int otherwise, int least, int most);
    quint64 whole64(const QString &key, quint64 otherwise);
    double share(const QString &key, double otherwise) { return number(key, otherwise, 0, 1); }
    qint64 duration(const QString &key, qint64 otherwiseNs); // "1m30s"
    double perSecond(const QString &key, double otherwise); // "10000/s"
    // "0.004 USD": the currency must be the same everywhere; `currency` keeps the first.
    double money(const QString &key, double otherwise, QString &currency);
    std::optional<Law> law(const QString &key, const QString &folder);
    // The index in `names`; -1 when the key is missing.
    int oneOf(const QString &key, const QStringList &names);
    ObjectReader object(const QString &key);
    void list(const QString &key, const std::function<void(const Json &, const QString &path)> &each);

    void finish();
    void complain(const QString &key, const QString &what);
    QString pathTo(const QString &key) const { return m_path.isEmpty() ? key : QString(m_path + u'.' + key); }
    Problems &problems() { return m_problems; }

private:
    const Json *expect(const QString &key, Json::Kind kind, const QString &example);

    const Json *m_object;
    bool m_broken = false; // there, but no object
    QString m_path;
    Problems &m_problems;
    QStringList m_known;
};

// "1h30m": whole units one after another, each as core/domain/units.h reads it. Nanoseconds.
Result<qint64> parseSpan(QStringView text);

} // namespace remirai::sim
