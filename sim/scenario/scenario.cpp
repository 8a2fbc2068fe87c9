// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/scenario/scenario.h"

#include "sim/scenario/nearest.h"
#include "sim/scenario/reader.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>

// A static library's resources are registered by name, outside any namespace.
static void registerScenarios()
{
    Q_INIT_RESOURCE(scenarios);
}

namespace remirai::sim {

namespace {

constexpr int kMaxExtends = 8;
constexpr qint64 kMaxBytes = 1'048'576; // parseJson() refuses more
constexpr size_t kMaxVariants = 200;

struct Source
{
    QByteArray bytes;
    QString name;
    QString folder;
};

QDir shippedFolder()
{
    registerScenarios();
    return QDir(QStringLiteral(":/scenarios"));
}

Result<Source> open(const QString &nameOrFile, const QString &folder)
{
    const QString shipped = shippedFolder().filePath(nameOrFile + QStringLiteral(".json"));
    const bool isShipped = !nameOrFile.contains(u'/') && QFile::exists(shipped);
    const QString path = isShipped ? shipped : QDir(folder).filePath(nameOrFile);
    QFile file(path);
    if (!QFileInfo(path).isDir() && file.open(QIODevice::ReadOnly))
        return Source{file.read(kMaxBytes + 1), isShipped ? nameOrFile : path, QFileInfo(path).path()};
    QStringList names;
    for (const ShippedScenario &scenario : shippedScenarios())
        names << scenario.name;
    const QString near = nearest(nameOrFile, names);
    return Error{ErrorCode::NotFound,
                 QStringLiteral("there is no scenario or file “%1”%2. Shipped: %3")
                     .arg(nameOrFile, near.isEmpty() ? QString() : QStringLiteral("; did you mean “%1”?").arg(near),
                          names.join(QStringLiteral(", "))),
                 {}};
}

// Follows "extends" to the root and merges downwards.
Result<Json> flatten(const Source &source, int depth)
{
    auto parsed = parseJson(source.bytes, source.name);
    if (!parsed)
        return parsed;
    if (parsed->kind != Json::Kind::Object)
        return Error{
            ErrorCode::InvalidArgument, QStringLiteral("%1:1: a scenario is an object { … }").arg(source.name), {}};
    const Json *extends = parsed->find(u"extends");
    if (!extends)
        return parsed;
    const QString place = QStringLiteral("%1:%2: extends: ").arg(source.name).arg(extends->line);
    if (extends->kind != Json::Kind::String || depth >= kMaxExtends)
        return Error{ErrorCode::InvalidArgument,
                     QString(place + QStringLiteral("must name one scenario, and not come back to this one")),
                     {}};
    const auto base = open(extends->text, source.folder);
    if (!base)
        return Error{base.error().code, QString(place + base.error().message), {}};
    auto merged = flatten(*base, depth + 1);
    if (!merged)
        return merged;
    Json own = *parsed;
    std::erase_if(own.members, [](const auto &member) { return member.first == QLatin1String("extends"); });
    mergeInto(*merged, own);
    return merged;
}

QString labelOf(const Json &value)
{
    return value.text.isEmpty() ? QString::fromUtf8(toCompact(value)) : value.text;
}

struct Draft
{
    QString name;
    Json config;
};

// Every draft with every value of every swept path.
std::vector<Draft> swept(std::vector<Draft> drafts, const Json &sweep, const QString &name, Problems &problems)
{
    if (sweep.kind != Json::Kind::Object)
        problems.add(sweep, QStringLiteral("sweep"),
                     QStringLiteral("must be an object of paths, like {\"workers.max\": [100, 500]}"));
    for (const auto &[target, values] : sweep.members) {
        const QString path = QStringLiteral("sweep.") + target;
        if (values.kind != Json::Kind::Array || values.items.empty()) {
            problems.add(values, path, QStringLiteral("must be a list, like [100, 500]"));
            continue;
        }
        if (drafts.size() * values.items.size() > kMaxVariants) {
            problems.add(values, path,
                         QStringLiteral("makes %1 variants, at most %2 can be run at once; sweep fewer values")
                             .arg(drafts.size() * values.items.size())
                             .arg(kMaxVariants));
            return drafts;
        }
        std::vector<Draft> wider;
        for (const Draft &draft : drafts) {
            for (const Json &value : values.items) {
                Draft next = draft;
                setPathValue(next.config, target, value);
                const QString label = QStringLiteral("%1=%2").arg(target, labelOf(value));
                next.name = draft.name == name ? label : QString(draft.name + QStringLiteral(" ") + label);
                wider.push_back(std::move(next));
            }
        }
        drafts = std::move(wider);
    }
    return drafts;
}

// The product of the variants and every swept path.
Result<std::vector<Draft>> expand(const Json &root, const QString &name)
{
    Problems problems;
    Json base = root;
    std::erase_if(base.members, [](const auto &member) {
        return member.first == QLatin1String("variants") || member.first == QLatin1String("sweep");
    });
    std::vector<Draft> drafts;
    ObjectReader reader(&root, {}, problems);
    reader.list(QStringLiteral("variants"), [&](const Json &item, const QString &path) {
        ObjectReader variant(&item, path, problems);
        Draft draft{variant.text(QStringLiteral("name")), base};
        if (draft.name.isEmpty())
            variant.complain(QStringLiteral("name"),
                             QStringLiteral("is missing; write for instance \"name\": \"sync\""));
        if (std::any_of(drafts.begin(), drafts.end(), [&](const Draft &other) { return other.name == draft.name; }))
            variant.complain(QStringLiteral("name"), QStringLiteral("“%1” names two variants").arg(draft.name));
        const Json *changes = variant.any(QStringLiteral("set"));
        if (changes && changes->kind != Json::Kind::Object)
            variant.complain(QStringLiteral("set"),
                             QStringLiteral("must be an object of paths, like {\"workers.max\": 500}"));
        for (const auto &[target, value] : changes ? changes->members : std::vector<std::pair<QString, Json>>())
            setPathValue(draft.config, target, value);
        variant.finish();
        drafts.push_back(std::move(draft));
    });
    if (drafts.empty())
        drafts.push_back({name, base});
    if (drafts.size() > kMaxVariants)
        reader.complain(QStringLiteral("variants"), QStringLiteral("at most %1 can be run at once").arg(kMaxVariants));
    if (const Json *sweep = reader.any(QStringLiteral("sweep")))
        drafts = swept(std::move(drafts), *sweep, name, problems);
    if (!problems.empty())
        return problems.error();
    return drafts;
}

Result<Scenario> build(const Source &source, const QStringList &sets)
{
    auto root = flatten(source, 0);
    if (!root)
        return root.error();
    dropNulls(*root, QStringLiteral("variants")); // what a variant sets to null it takes away later
    for (const QString &set : sets) {
        const qsizetype equals = set.indexOf(u'=');
        if (equals <= 0)
            return Error{ErrorCode::InvalidArgument,
                         QStringLiteral("--set %1: write path=value, like workers.max=500").arg(set),
                         {}};
        if (const auto done = setPath(*root, set.left(equals), set.mid(equals + 1)); !done)
            return done.error();
    }
    Problems problems;
    ObjectReader reader(&*root, {}, problems);
    Scenario scenario;
    scenario.name = reader.text(QStringLiteral("name"), QFileInfo(source.name).baseName());
    scenario.title = reader.text(QStringLiteral("title"), scenario.name);
    scenario.description = reader.text(QStringLiteral("description"));
    ObjectReader replications = reader.object(QStringLiteral("replications"));
    scenario.replications.least = replications.integer(QStringLiteral("min"), 20, 1, 100'000);
    scenario.replications.most =
        replications.integer(QStringLiteral("max"), std::max(200, scenario.replications.least), 1, 100'000);
    if (scenario.replications.most < scenario.replications.least)
        replications.complain(QStringLiteral("max"),
                              QStringLiteral("is below min (%1)").arg(scenario.replications.least));
    scenario.replications.precision = replications.number(QStringLiteral("precision"), 0.02, 0, 1);
    replications.finish();
    if (!problems.empty())
        return problems.error();
    const auto drafts = expand(*root, scenario.name);
    if (!drafts)
        return drafts.error();
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const Draft &draft : *drafts) {
        auto variant = readVariant(draft.config, source.folder);
        if (!variant)
            return variant.error();
        variant->name = draft.name;
        hash.addData(toCompact(draft.config));
        scenario.variants.push_back(std::move(*variant));
    }
    scenario.seed = scenario.variants.front().model.seed;
    scenario.sha256 = hash.result().toHex();
    return scenario;
}

} // namespace

Result<Scenario> loadScenario(const QString &nameOrFile, const QStringList &sets)
{
    const auto source = open(nameOrFile, QDir::currentPath());
    if (!source)
        return source.error();
    return build(*source, sets);
}

Result<Scenario> readScenario(const QByteArray &bytes, const QString &source, const QString &folder,
                              const QStringList &sets)
{
    return build({bytes, source, folder}, sets);
}

std::vector<ShippedScenario> shippedScenarios()
{
    std::vector<ShippedScenario> all;
    const QDir folder = shippedFolder();
    for (const QString &file : folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
        if (file.endsWith(QStringLiteral(".schema.json")))
            continue;
        QFile input(folder.filePath(file));
        if (!input.open(QIODevice::ReadOnly))
            continue;
        const auto parsed = parseJson(input.readAll(), file);
        const Json *title = parsed ? parsed->find(u"title") : nullptr;
        all.push_back({QFileInfo(file).baseName(), title ? title->text : QString()});
    }
    return all;
}

} // namespace remirai::sim
