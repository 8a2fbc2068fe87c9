// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sqs/wireshapes.h"

#include <span>

namespace remirai {

namespace {

using Kind = WireShape::Kind;

constexpr WireShape kParameters[] = {
    {"AttributeNames", "AttributeName", Kind::Texts},
    {"MessageSystemAttributeNames", "MessageSystemAttributeName", Kind::Texts},
    {"MessageAttributeNames", "MessageAttributeName", Kind::Texts},
    {"Attributes", "Attribute", Kind::Map},
    {"MessageAttributes", "MessageAttribute", Kind::StructMap},
    {"MessageSystemAttributes", "MessageSystemAttribute", Kind::StructMap},
    {"Entries", "SendMessageBatchRequestEntry", Kind::Structs},
    {"Entries", "DeleteMessageBatchRequestEntry", Kind::Structs},
    {"Entries", "ChangeMessageVisibilityBatchRequestEntry", Kind::Structs},
    {"Tags", "Tag", Kind::Map, "Key"},
    {"TagKeys", "TagKey", Kind::Texts},
    {"AWSAccountIds", "AWSAccountId", Kind::Texts},
    {"Actions", "ActionName", Kind::Texts},
};

constexpr WireShape kResults[] = {
    {"QueueUrls", "QueueUrl", Kind::Texts},
    {"queueUrls", "QueueUrl", Kind::Texts},
    {"Attributes", "Attribute", Kind::Map},
    {"Tags", "Tag", Kind::Map, "Key"},
    {"Messages", "Message", Kind::Structs},
    {"MessageAttributes", "MessageAttribute", Kind::StructMap},
    {"Failed", "BatchResultErrorEntry", Kind::Structs},
    {"Results", "ListMessageMoveTasksResultEntry", Kind::Structs},
};

constexpr WireShape kSuccessful[] = {
    {"SendMessageBatch", "SendMessageBatchResultEntry", Kind::Structs},
    {"DeleteMessageBatch", "DeleteMessageBatchResultEntry", Kind::Structs},
    {"ChangeMessageVisibilityBatch", "ChangeMessageVisibilityBatchResultEntry", Kind::Structs},
};

const WireShape *find(std::span<const WireShape> shapes, const char *WireShape::*name, QByteArrayView wanted)
{
    for (const WireShape &shape : shapes) {
        if (QByteArrayView(shape.*name) == wanted)
            return &shape;
    }
    return nullptr;
}

} // namespace

const WireShape *shapeOfParameter(QByteArrayView query)
{
    return find(kParameters, &WireShape::query, query);
}

const WireShape *shapeOfResult(QByteArrayView json, QByteArrayView action)
{
    return json == "Successful" ? find(kSuccessful, &WireShape::json, action) : find(kResults, &WireShape::json, json);
}

} // namespace remirai
