// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/sources.h"

#include <QFile>
#include <QFileInfo>
#include <toml++/toml.h>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

QString fromToml(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString placeOf(const QString &file, const toml::source_position &position)
{
    return u"%1, line %2, column %3"_s.arg(file).arg(position.line).arg(position.column);
}

QStringList tableNames()
{
    QStringList names;
    for (const ConfigKey &key : configKeys()) {
        if (!names.contains(key.table()))
            names << key.table();
    }
    return names;
}

// The right spelling: in the same table first, then the same name elsewhere.
QString adviceFor(const QString &table, const QString &name)
{
    QStringList siblings;
    for (const ConfigKey &key : configKeys()) {
        if (key.table() == table)
            siblings << key.name();
    }
    if (const QString near = nearest(name, siblings); !near.isEmpty())
        return u"did you mean “%1”?"_s.arg(near);
    for (const ConfigKey &key : configKeys()) {
        if (key.name() == name)
            return u"did you mean “%1” in [%2]?"_s.arg(name, key.table());
    }
    return siblings.isEmpty() ? QString() : u"[%1] knows %2"_s.arg(table, siblings.join(u", "_s));
}

std::optional<ConfigValue> valueOf(const toml::node &node)
{
    if (const auto *text = node.as_string())
        return ConfigValue(fromToml(text->get()));
    if (const auto *number = node.as_integer())
        return ConfigValue(static_cast<qint64>(number->get()));
    if (const auto *real = node.as_floating_point())
        return ConfigValue(real->get());
    if (const auto *flag = node.as_boolean())
        return ConfigValue(flag->get());
    const auto *array = node.as_array();
    if (!array)
        return std::nullopt;
    QStringList texts;
    for (const toml::node &element : *array) {
        const auto *text = element.as_string();
        if (!text)
            return std::nullopt;
        texts << fromToml(text->get());
    }
    return ConfigValue(texts);
}

void readEntry(const QString &file, const QString &table, const toml::key &name, const toml::node &node, Settings &into)
{
    const QString place = placeOf(file, name.source().begin);
    const QString path = table + u'.' + fromToml(name.str());
    const ConfigKey *key = findKey(path);
    if (!key) {
        const QString advice = adviceFor(table, fromToml(name.str()));
        into.mistakes << u"%1: unknown key “%2” in [%3]; %4"_s.arg(place, fromToml(name.str()), table, advice);
        return;
    }
    const auto value = valueOf(node);
    if (!value) {
        into.mistakes << u"%1: %2 is of a kind that no key takes; write for example %3 = %4"_s.arg(
            place, path, key->name(), key->example);
        return;
    }
    into.settings.push_back({path, *value, place});
}

void readTable(const QString &file, const toml::key &name, const toml::node &node, Settings &into)
{
    const QString table = fromToml(name.str());
    const QString place = placeOf(file, name.source().begin);
    const toml::table *entries = node.as_table();
    if (!entries) {
        const QString advice = adviceFor(QString(), table);
        into.mistakes << u"%1: unknown key “%2” outside any table%3"_s.arg(
            place, table, advice.isEmpty() ? u"; keys stand below a [table]"_s : QString(u"; " + advice));
        return;
    }
    if (!tableNames().contains(table)) {
        const QString near = nearest(table, tableNames());
        into.mistakes << u"%1: unknown table [%2]; %3"_s.arg(
            place, table,
            near.isEmpty() ? u"the tables are "_s + tableNames().join(u", "_s) : u"did you mean [%1]?"_s.arg(near));
        return;
    }
    for (const auto &[entry, value] : *entries)
        readEntry(file, table, entry, value, into);
}

} // namespace

Settings readTomlFile(const QString &file)
{
    Settings read;
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly)) {
        read.mistakes << u"cannot read %1: %2"_s.arg(file, source.errorString());
        return read;
    }
    const QByteArray text = source.readAll();
    try {
        const toml::table root =
            toml::parse(std::string_view(text.constData(), static_cast<size_t>(text.size())), file.toStdString());
        for (const auto &[name, node] : root)
            readTable(file, name, node, read);
    } catch (const toml::parse_error &error) {
        read.mistakes << u"%1: %2"_s.arg(placeOf(file, error.source().begin), fromToml(error.description()));
    }
    return read;
}

} // namespace remirai
