// SPDX-License-Identifier: GPL-3.0-or-later
// Answers of the Query protocol.
#include "server/sqs/queryprotocol.h"
#include "server/sqs/wireshapes.h"

#include <QJsonArray>

namespace remirai {

namespace {

const QByteArray kHead = "<?xml version=\"1.0\"?><";
const QByteArray kNamespace = " xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">";

class XmlWriter
{
public:
    explicit XmlWriter(QByteArrayView action)
        : m_action(action)
    { }

    void members(const QJsonObject &object)
    {
        for (auto member = object.begin(); member != object.end(); ++member) {
            const QByteArray name = member.key().toLatin1(); // ours: ASCII
            if (const WireShape *shape = shapeOfResult(name, m_action))
                shaped(*shape, member.value());
            else
                element(name, [&] { scalar(member.value()); });
        }
    }

    template <typename Content> void element(QByteArrayView name, Content &&content)
    {
        out += '<';
        out.append(name.data(), name.size());
        out += '>';
        content();
        out += "</";
        out.append(name.data(), name.size());
        out += '>';
    }

    void text(const QString &value) { appendXmlText(out, value.toUtf8()); }

    QByteArray out;

private:
    void scalar(const QJsonValue &value)
    {
        if (value.isBool())
            out += value.toBool() ? "true" : "false";
        else if (value.isDouble())
            out += QByteArray::number(value.toInteger());
        else
            text(value.toString());
    }

    void shaped(const WireShape &shape, const QJsonValue &value)
    {
        const QByteArrayView name(shape.query);
        switch (shape.kind) {
        case WireShape::Kind::Texts:
            for (const QJsonValue &item : value.toArray())
                element(name, [&] { text(item.toString()); });
            break;
        case WireShape::Kind::Structs:
            for (const QJsonValue &item : value.toArray())
                element(name, [&] { members(item.toObject()); });
            break;
        case WireShape::Kind::Map:
        case WireShape::Kind::StructMap: {
            const QJsonObject map = value.toObject();
            for (auto entry = map.begin(); entry != map.end(); ++entry) {
                element(name, [&] {
                    element(shape.key, [&] { text(entry.key()); });
                    element("Value", [&] {
                        if (entry.value().isObject())
                            members(entry.value().toObject());
                        else
                            text(entry.value().toString());
                    });
                });
            }
            break;
        }
        }
    }

    const QByteArrayView m_action;
};

} // namespace

void appendXmlText(QByteArray &out, QByteArrayView utf8)
{
    qsizetype from = 0;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const char *replacement = nullptr;
        switch (utf8[i]) {
        case '&':
            replacement = "&amp;";
            break;
        case '<':
            replacement = "&lt;";
            break;
        case '>':
            replacement = "&gt;";
            break;
        case '"':
            replacement = "&quot;";
            break;
        case '\r':
            replacement = "&#xD;";
            break;
        default:
            continue;
        }
        out.append(utf8.data() + from, i - from);
        out.append(replacement);
        from = i + 1;
    }
    out.append(utf8.data() + from, utf8.size() - from);
}

QByteArray xmlAnswer(QByteArrayView action, const QJsonObject &result, QByteArrayView requestId)
{
    XmlWriter xml(action);
    const QByteArray root = action.toByteArray() + "Response";
    xml.out = kHead + root + kNamespace;
    // Actions without an output have no element for it; a receive of nothing has an empty one.
    if (!result.isEmpty() || action == "ReceiveMessage" || action.startsWith("List") || action == "GetQueueAttributes")
        xml.element(QByteArray(action.toByteArray() + "Result"), [&] { xml.members(result); });
    xml.element("ResponseMetadata", [&] { xml.element("RequestId", [&] { appendXmlText(xml.out, requestId); }); });
    xml.out += "</" + root + '>';
    return xml.out;
}

QByteArray xmlError(const SqsError &error, QByteArrayView requestId)
{
    XmlWriter xml({});
    QString message = error.message;
    if (error.fault == SqsFault::QueueDoesNotExist) // as the real service says it in this protocol alone
        message = QStringLiteral("The specified queue does not exist for this wsdl version.");
    xml.out = kHead + "ErrorResponse" + kNamespace;
    xml.element("Error", [&] {
        xml.element("Type", [&] { xml.out += error.isSendersFault() ? "Sender" : "Receiver"; });
        xml.element("Code", [&] { xml.out += error.queryCode(); });
        xml.element("Message", [&] { xml.text(message); });
        xml.out += "<Detail/>";
    });
    xml.element("RequestId", [&] { appendXmlText(xml.out, requestId); });
    xml.out += "</ErrorResponse>";
    return xml.out;
}

} // namespace remirai
