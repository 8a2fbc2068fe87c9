// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/scenario/json.h"

#include <QStringList>
#include <algorithm>

namespace remirai::sim {

void mergeInto(Json &base, const Json &changes)
{
    if (base.kind != Json::Kind::Object || changes.kind != Json::Kind::Object) {
        base = changes;
        return;
    }
    for (const auto &[key, value] : changes.members) {
        if (value.kind == Json::Kind::Null) {
            std::erase_if(base.members, [&key = key](const auto &member) { return member.first == key; });
        } else if (Json *present = base.find(key)) {
            mergeInto(*present, value);
        } else {
            base.members.emplace_back(key, value);
        }
    }
}

void dropNulls(Json &value, const QString &except)
{
    for (Json &item : value.items)
        dropNulls(item);
    std::erase_if(value.members, [](const auto &member) { return member.second.kind == Json::Kind::Null; });
    for (auto &[key, member] : value.members) {
        if (except.isEmpty() || key != except)
            dropNulls(member);
    }
}

namespace {

// What comes from a command line has no lines.
void forgetLines(Json &value)
{
    value.line = 0;
    for (Json &item : value.items)
        forgetLines(item);
    for (auto &[key, member] : value.members)
        forgetLines(member);
}

} // namespace

Json jsonFromText(const QString &text, const QString &source)
{
    auto parsed = parseJson(text.toUtf8(), source);
    if (parsed) {
        forgetLines(*parsed);
        return std::move(*parsed);
    }
    Json json;
    json.kind = Json::Kind::String;
    json.text = text;
    json.source = source;
    return json;
}

void setPathValue(Json &root, const QString &path, const Json &value)
{
    Json *at = &root;
    const QStringList keys = path.split(u'.');
    for (qsizetype i = 0; i < keys.size(); ++i) {
        const bool last = i + 1 == keys.size();
        bool isIndex = false;
        const auto index = static_cast<size_t>(keys[i].toUInt(&isIndex));
        Json *next = nullptr;
        const bool begins = at->kind == Json::Kind::Null && isIndex && index == 0; // "spikes.0.rate" begins a list
        if ((at->kind == Json::Kind::Array && isIndex && index <= at->items.size()) || begins) {
            at->kind = Json::Kind::Array;
            if (index == at->items.size())
                at->items.push_back(
                    Json{.text = {}, .items = {}, .members = {}, .source = value.source, .line = value.line});
            next = &at->items[index];
        } else {
            if (at->kind != Json::Kind::Object) {
                *at = {};
                at->kind = Json::Kind::Object;
                at->source = value.source;
                at->line = value.line;
            }
            if (last && value.kind == Json::Kind::Null) {
                std::erase_if(at->members, [&](const auto &member) { return member.first == keys[i]; });
                return;
            }
            next = at->find(keys[i]);
            if (!next) {
                at->members.emplace_back(keys[i], Json{});
                next = &at->members.back().second;
            }
        }
        at = next;
    }
    *at = value;
}

Status setPath(Json &root, const QString &path, const QString &text)
{
    const QStringList keys = path.split(u'.');
    if (path.isEmpty() || keys.contains(QString()))
        return Error{ErrorCode::InvalidArgument, QStringLiteral("--set %1: is not a path like workers.max").arg(path),
                     path};
    setPathValue(root, path, jsonFromText(text, QStringLiteral("--set")));
    return {};
}

} // namespace remirai::sim
