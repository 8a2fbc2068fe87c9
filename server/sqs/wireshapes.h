// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QStringView>

namespace remirai {

// How the Query protocol spells a member that the JSON protocol has as an array or an object. One table serves both
// directions: parameters "Attribute.1.Name=…" coming in, elements <Attribute><Name>… going out.
struct WireShape
{
    enum class Kind {
        Texts, // ["a"]: Name.1=a, <Name>a</Name>
        Structs, // [{…}]: Name.1.Member=…, <Name><Member>…</Member></Name>
        Map, // {"k": "v"}: Name.1.Name=k and .Value=v, <Name><Name>k</Name><Value>v</Value></Name>
        StructMap, // {"k": {…}}: the same with members below Value
    };

    const char *json; // "MessageAttributes"
    const char *query; // "MessageAttribute"
    Kind kind;
    const char *key = "Name"; // what a map calls its keys
};

// Null for a member that is plain text in both protocols.
const WireShape *shapeOfParameter(QByteArrayView query);
// `action` decides what the entries of a batch's answer are called.
const WireShape *shapeOfResult(QByteArrayView json, QByteArrayView action);

} // namespace remirai
