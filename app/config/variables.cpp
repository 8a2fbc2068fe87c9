// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/sources.h"

#include <QFile>
#include <QProcessEnvironment>
#include <QRegularExpression>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

// Variables below a table's prefix that are no keys: secrets, which have no place in remirai.toml.
const QStringList kSecretVariables{u"REMIRAI_LLM_API_KEY"_s, u"REMIRAI_IMAGE_API_KEY"_s, u"REMIRAI_TOKEN"_s,
                                   u"REMIRAI_DATABASE_URL"_s, u"REMIRAI_SQS_CREDENTIALS"_s};

bool isSecret(const QString &name, const QString &value)
{
    if (name == u"REMIRAI_DATABASE_URL")
        return QRegularExpression(u"^postgres(ql)?://[^/@]*:[^/@]+@"_s).match(value).hasMatch();
    return kSecretVariables.contains(name);
}

QString unquoted(const QString &raw)
{
    const QString text = raw.trimmed();
    for (const QChar quote : {u'"', u'\''}) {
        const qsizetype end = text.indexOf(quote, 1);
        if (text.startsWith(quote) && end > 0)
            return text.mid(1, end - 1);
    }
    const qsizetype comment = text.indexOf(u" #"_s);
    return (comment < 0 ? text : text.left(comment)).trimmed();
}

void readLine(const QString &line, const QString &place, bool openToOthers, DotEnv &into)
{
    static const QRegularExpression kAssignment(u"^(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=(.*)$"_s);
    if (line.isEmpty() || line.startsWith(u'#'))
        return;
    const auto match = kAssignment.match(line);
    if (!match.hasMatch()) {
        into.mistakes << u"%1: not of the form NAME=VALUE"_s.arg(place);
        return;
    }
    const QString name = match.captured(1);
    if (!name.startsWith(u"REMIRAI_"_s))
        return;
    const QString value = unquoted(match.captured(2));
    if (openToOthers && isSecret(name, value)) {
        const QString file = place.section(u',', 0, 0);
        into.mistakes << u"%1: others can read the secret %2; run: chmod 600 '%3'"_s.arg(place, name, file);
        return;
    }
    into.variables[name] = {value, u"%1 in %2"_s.arg(name, place)};
}

} // namespace

Variables processVariables()
{
    Variables found;
    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith(u"REMIRAI_"_s))
            found[name] = {environment.value(name), name};
    }
    return found;
}

DotEnv readDotEnv(const QString &file)
{
    DotEnv read;
    QFile source(file);
    if (!source.exists())
        return read;
    if (!source.open(QIODevice::ReadOnly)) {
        read.mistakes << u"cannot read %1: %2"_s.arg(file, source.errorString());
        return read;
    }
    const bool openToOthers = (source.permissions() & (QFile::ReadGroup | QFile::ReadOther)) != 0;
    int number = 0;
    for (const QString &line : QString::fromUtf8(source.readAll()).split(u'\n'))
        readLine(line.trimmed(), u"%1, line %2"_s.arg(file).arg(++number), openToOthers, read);
    return read;
}

Settings settingsFrom(const Variables &variables)
{
    QStringList known;
    QStringList prefixes;
    for (const ConfigKey &key : configKeys()) {
        known << key.variable();
        prefixes << u"REMIRAI_%1_"_s.arg(key.table().toUpper());
    }
    Settings read;
    for (const ConfigKey &key : configKeys()) {
        const auto variable = variables.find(key.variable());
        if (variable == variables.end())
            continue;
        const auto value = valueFromText(key, variable->second.value);
        if (value)
            read.settings.push_back({key.path, *value, variable->second.origin});
        else
            read.mistakes << u"%1: %2"_s.arg(variable->second.origin, value.error().message);
    }
    for (const auto &[name, variable] : variables) {
        const bool ours = std::any_of(prefixes.begin(), prefixes.end(),
                                      [&name = name](const QString &prefix) { return name.startsWith(prefix); });
        if (!ours || known.contains(name) || kSecretVariables.contains(name))
            continue;
        QStringList lower;
        for (const QString &candidate : known)
            lower << candidate.toLower();
        const QString near = nearest(name, lower).toUpper();
        read.mistakes << u"%1: no such setting%2"_s.arg(variable.origin,
                                                        near.isEmpty() ? QString() : u"; did you mean %1?"_s.arg(near));
    }
    return read;
}

} // namespace remirai
