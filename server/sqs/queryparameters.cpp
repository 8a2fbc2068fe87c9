// SPDX-License-Identifier: GPL-3.0-or-later
// Parameters of the Query protocol as members of the JSON protocol.
#include "server/http/requesthead.h"
#include "server/sqs/queryprotocol.h"
#include "server/sqs/wireshapes.h"

#include <QJsonArray>
#include <map>

namespace remirai {

namespace {

constexpr int kMaxDepth = 8;

// "A.1.B=v" as a tree. Children are ordered by name, indices by number.
struct Node
{
    struct Less
    {
        bool operator()(const QByteArray &a, const QByteArray &b) const
        {
            bool aIsNumber = false;
            bool bIsNumber = false;
            const int x = a.toInt(&aIsNumber);
            const int y = b.toInt(&bIsNumber);
            return aIsNumber && bIsNumber ? x < y : a < b;
        }
    };
    QByteArray value;
    std::map<QByteArray, Node, Less> children = {};
};

SqsError malformed(const char *why)
{
    return {SqsFault::MalformedInput, QString::fromLatin1(why)};
}

std::optional<SqsError> add(Node &root, QByteArrayView name, QByteArray &&value)
{
    Node *node = &root;
    for (int depth = 0; depth < kMaxDepth; ++depth) {
        const qsizetype dot = name.indexOf('.');
        node = &node->children[(dot < 0 ? name : name.first(dot)).toByteArray()];
        if (dot < 0) {
            node->value = std::move(value);
            return std::nullopt;
        }
        name = name.sliced(dot + 1);
    }
    return malformed("A parameter's name is nested too deeply.");
}

QString text(const Node &node)
{
    return QString::fromUtf8(node.value);
}

QJsonObject membersOf(const Node &node);

const Node *childOf(const Node &node, const char *name)
{
    const auto found = node.children.find(name);
    return found == node.children.end() ? nullptr : &found->second;
}

QJsonValue shaped(const Node &node, const WireShape &shape)
{
    QJsonArray array;
    QJsonObject object;
    for (const auto &[index, child] : node.children) {
        const Node *key = childOf(child, shape.key);
        const Node *value = childOf(child, "Value");
        switch (shape.kind) {
        case WireShape::Kind::Texts:
            array.append(text(child));
            break;
        case WireShape::Kind::Structs:
            array.append(membersOf(child));
            break;
        case WireShape::Kind::Map:
            if (key)
                object.insert(text(*key), value ? text(*value) : QStringLiteral(""));
            break;
        case WireShape::Kind::StructMap:
            if (key)
                object.insert(text(*key), value ? membersOf(*value) : QJsonObject());
            break;
        }
    }
    const bool isArray = shape.kind == WireShape::Kind::Texts || shape.kind == WireShape::Kind::Structs;
    return isArray ? QJsonValue(array) : QJsonValue(object);
}

QJsonObject membersOf(const Node &node)
{
    QJsonObject members;
    for (const auto &[name, child] : node.children) {
        const WireShape *shape = child.children.empty() ? nullptr : shapeOfParameter(name);
        if (shape)
            members.insert(QString::fromLatin1(shape->json), shaped(child, *shape));
        else
            members.insert(QString::fromUtf8(name), text(child));
    }
    return members;
}

} // namespace

Checked<QJsonObject> readQueryParameters(QByteArrayView form)
{
    Node root;
    for (int count = 0; !form.isEmpty(); ++count) {
        if (count >= kMaxFormParameters)
            return malformed("The request has more parameters than any action takes.");
        const qsizetype end = form.indexOf('&');
        const QByteArrayView pair = end < 0 ? form : form.first(end);
        form = end < 0 ? QByteArrayView() : form.sliced(end + 1);
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        const auto name = percentDecoded(equals < 0 ? pair : pair.first(equals), true);
        auto value = percentDecoded(equals < 0 ? QByteArrayView() : pair.sliced(equals + 1), true);
        if (!name || !value)
            return malformed("A parameter has a broken percent escape.");
        if (!name->isValidUtf8() || !value->isValidUtf8())
            return malformed("A parameter is not UTF-8.");
        if (const auto refused = add(root, *name, std::move(*value)))
            return *refused;
    }
    return membersOf(root);
}

} // namespace remirai
