// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/scenario/json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonValue>
#include <QSet>
#include <QStringDecoder>

namespace remirai::sim {

namespace {

constexpr int kMaxDepth = 64;
constexpr qsizetype kMaxBytes = 1'048'576;

// Recursive descent over the decoded text; strings and numbers are short, so QString positions are fine.
class Parser
{
public:
    Parser(const QString &text, const QString &source)
        : m_text(text)
        , m_source(source)
    { }

    Result<Json> document()
    {
        auto value = this->value(0);
        if (!value)
            return value;
        skipSpace();
        if (m_at < m_text.size())
            return fail(QStringLiteral("there is more after the end of the document"));
        return value;
    }

private:
    Error fail(const QString &what) const
    {
        const qsizetype lineStart = m_at == 0 ? 0 : m_text.lastIndexOf(u'\n', m_at - 1) + 1;
        return {ErrorCode::InvalidArgument,
                QStringLiteral("%1:%2:%3: %4").arg(m_source).arg(m_line).arg(m_at - lineStart + 1).arg(what),
                {}};
    }

    void skipSpace()
    {
        while (m_at < m_text.size()) {
            const QChar c = m_text[m_at];
            if (c == u'\n')
                ++m_line;
            else if (c != u' ' && c != u'\t' && c != u'\r')
                return;
            ++m_at;
        }
    }
    bool accept(QChar c)
    {
        skipSpace();
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    Result<Json> value(int depth)
    {
        skipSpace();
        if (depth > kMaxDepth)
            return fail(QStringLiteral("nested too deeply"));
        if (m_at >= m_text.size())
            return fail(QStringLiteral("the document ends too early"));
        Json json;
        json.source = m_source;
        json.line = m_line;
        const QChar c = m_text[m_at];
        if (c == u'{')
            return object(std::move(json), depth);
        if (c == u'[')
            return array(std::move(json), depth);
        if (c == u'"') {
            auto text = string();
            if (!text)
                return text.error();
            json.kind = Json::Kind::String;
            json.text = *text;
            return json;
        }
        return scalar(std::move(json));
    }

    Result<Json> object(Json json, int depth)
    {
        json.kind = Json::Kind::Object;
        ++m_at;
        if (accept(u'}'))
            return json;
        QSet<QString> seen;
        do {
            skipSpace();
            if (m_at >= m_text.size() || m_text[m_at] != u'"')
                return fail(QStringLiteral("a key in double quotes is needed here (is there a comma too many?)"));
            const auto key = string();
            if (!key)
                return key.error();
            if (seen.contains(*key))
                return fail(QStringLiteral("the key “%1” stands here twice").arg(*key));
            seen.insert(*key);
            if (!accept(u':'))
                return fail(QStringLiteral("a colon is missing after “%1”").arg(*key));
            auto member = value(depth + 1);
            if (!member)
                return member;
            json.members.emplace_back(*key, std::move(*member));
        } while (accept(u','));
        if (!accept(u'}'))
            return fail(QStringLiteral("a comma or } is missing here"));
        return json;
    }

    Result<Json> array(Json json, int depth)
    {
        json.kind = Json::Kind::Array;
        ++m_at;
        if (accept(u']'))
            return json;
        do {
            auto item = value(depth + 1);
            if (!item)
                return item;
            json.items.push_back(std::move(*item));
        } while (accept(u','));
        if (!accept(u']'))
            return fail(QStringLiteral("a comma or ] is missing here"));
        return json;
    }

    Result<QString> string()
    {
        const qsizetype start = m_at++;
        while (m_at < m_text.size() && m_text[m_at] != u'"') {
            if (m_text[m_at] == u'\n')
                return fail(QStringLiteral("a double quote is missing at the end of this line"));
            m_at += m_text[m_at] == u'\\' ? 2 : 1;
        }
        if (m_at >= m_text.size())
            return fail(QStringLiteral("a double quote is missing"));
        ++m_at;
        const QString raw = m_text.mid(start, m_at - start);
        const auto decoded = QJsonDocument::fromJson(QByteArray("[" + raw.toUtf8() + "]"));
        if (decoded.isNull())
            return fail(QStringLiteral("%1 is not a valid string").arg(raw));
        return decoded[0].toString();
    }

    Result<Json> scalar(Json json)
    {
        qsizetype end = m_at;
        while (end < m_text.size() && QStringView(u",]} \t\r\n").indexOf(m_text[end]) < 0)
            ++end;
        const QString word = m_text.mid(m_at, end - m_at);
        const auto decoded = QJsonDocument::fromJson(QByteArray("[" + word.toUtf8() + "]"));
        const QJsonValue value = decoded[0];
        if (decoded.isNull() || value.isUndefined())
            return fail(QStringLiteral("“%1” is not JSON: texts such as \"30s\" need double quotes").arg(word));
        m_at = end;
        json.text = word;
        if (value.isBool()) {
            json.kind = Json::Kind::Bool;
            json.truth = value.toBool();
        } else if (value.isDouble()) {
            json.kind = Json::Kind::Number;
            json.number = value.toDouble();
        }
        return json;
    }

    const QString &m_text;
    const QString m_source;
    qsizetype m_at = 0;
    int m_line = 1;
};

void appendCompact(const Json &value, QString &out)
{
    const auto quoted = [](const QString &text) {
        const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
        return QString::fromUtf8(list.mid(1, list.size() - 2));
    };
    switch (value.kind) {
    case Json::Kind::Null:
    case Json::Kind::Bool:
    case Json::Kind::Number:
        out += value.text.isEmpty() ? QStringLiteral("null") : value.text;
        return;
    case Json::Kind::String:
        out += quoted(value.text);
        return;
    case Json::Kind::Array:
        out += u'[';
        for (size_t i = 0; i < value.items.size(); ++i) {
            out += i ? QStringLiteral(",") : QString();
            appendCompact(value.items[i], out);
        }
        out += u']';
        return;
    case Json::Kind::Object:
        out += u'{';
        for (size_t i = 0; i < value.members.size(); ++i) {
            out += (i ? QStringLiteral(",") : QString()) + quoted(value.members[i].first) + u':';
            appendCompact(value.members[i].second, out);
        }
        out += u'}';
        return;
    }
}

} // namespace

const Json *Json::find(QStringView key) const
{
    for (const auto &[name, value] : members) {
        if (name == key)
            return &value;
    }
    return nullptr;
}

Json *Json::find(QStringView key)
{
    return const_cast<Json *>(std::as_const(*this).find(key));
}

void Json::set(const QString &key, Json value)
{
    if (Json *present = find(key))
        *present = std::move(value);
    else
        members.emplace_back(key, std::move(value));
}

QString toString(Json::Kind kind)
{
    switch (kind) {
    case Json::Kind::Null:
        return QStringLiteral("null");
    case Json::Kind::Bool:
        return QStringLiteral("true or false");
    case Json::Kind::Number:
        return QStringLiteral("a number");
    case Json::Kind::String:
        return QStringLiteral("a text");
    case Json::Kind::Array:
        return QStringLiteral("a list");
    case Json::Kind::Object:
        return QStringLiteral("an object");
    }
    Q_UNREACHABLE();
}

Result<Json> parseJson(const QByteArray &bytes, const QString &source)
{
    if (bytes.size() > kMaxBytes)
        return Error{ErrorCode::TooLarge,
                     QStringLiteral("%1: a scenario is at most 1 MiB; put measured values into a CSV file").arg(source),
                     {}};
    QStringDecoder decode(QStringDecoder::Utf8);
    const QString text = decode(bytes);
    if (decode.hasError())
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("%1: the text is not UTF-8; save it in that encoding").arg(source),
                     {}};
    return Parser(text, source).document();
}

QByteArray toCompact(const Json &value)
{
    QString out;
    appendCompact(value, out);
    return out.toUtf8();
}

} // namespace remirai::sim
