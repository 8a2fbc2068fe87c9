// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/exactjson.h"

#include <QJsonDocument>

namespace remirai::ui {

namespace {

constexpr int kIndent = 2;

void breakLine(QByteArray &out, int depth)
{
    out += '\n' + QByteArray(qMax(0, depth) * kIndent, ' ');
}

// The end of the string literal that begins at `from`, behind its closing quote.
qsizetype endOfString(const QByteArray &text, qsizetype from)
{
    for (qsizetype i = from + 1; i < text.size(); ++i) {
        if (text.at(i) == '\\')
            ++i;
        else if (text.at(i) == '"')
            return i + 1;
    }
    return text.size();
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

char nextSolid(const QByteArray &text, qsizetype from)
{
    while (from < text.size() && isBlank(text.at(from)))
        ++from;
    return from < text.size() ? text.at(from) : '\0';
}

} // namespace

QString indentedJson(const QByteArray &text)
{
    QJsonParseError error;
    QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError)
        return QString::fromUtf8(text);
    QByteArray out;
    out.reserve(text.size() * 2);
    int depth = 0;
    for (qsizetype i = 0; i < text.size();) {
        const char c = text.at(i);
        if (c == '"') {
            const qsizetype end = endOfString(text, i);
            out += text.sliced(i, end - i);
            i = end;
            continue;
        }
        ++i;
        if (isBlank(c))
            continue;
        const bool opens = c == '{' || c == '[';
        const bool closes = c == '}' || c == ']';
        const bool emptyAhead = opens && (nextSolid(text, i) == '}' || nextSolid(text, i) == ']');
        if (closes && !out.endsWith('{') && !out.endsWith('['))
            breakLine(out, depth - 1);
        depth += opens ? 1 : closes ? -1 : 0;
        out += c;
        if (c == ':')
            out += ' ';
        if (c == ',' || (opens && !emptyAhead))
            breakLine(out, depth);
    }
    return QString::fromUtf8(out);
}

} // namespace remirai::ui
