// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/answer.h"

#include <QDateTime>
#include <QLocale>
#include <charconv>

namespace remirai {

namespace {

// 1xx, 204 and 304 end with their head (RFC 9110, 6.4.1).
bool mayHaveBody(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

void append(QByteArray &out, QByteArrayView text)
{
    out.append(text.data(), text.size());
}

void appendNumber(QByteArray &out, qint64 number)
{
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end - digits);
}

void appendLine(QByteArray &out, QByteArrayView name, QByteArrayView value)
{
    append(out, name);
    append(out, value);
    append(out, "\r\n");
}

void appendStatusAndCommonLines(QByteArray &out, const Response &response, const AnswerFrame &frame)
{
    append(out, "HTTP/1.1 ");
    appendNumber(out, response.status());
    out.append(' ');
    appendLine(out, reasonPhrase(response.status()), {});
    if (!response.contentType().isEmpty())
        appendLine(out, "Content-Type: ", response.contentType());
    if (!frame.date.isEmpty())
        appendLine(out, "Date: ", frame.date);
    appendLine(out, "X-Request-Id: ", frame.requestId);
    append(out, "X-Content-Type-Options: nosniff\r\n");
    append(out, frame.extraLines);
    append(out, response.headerLines());
    if (frame.close)
        append(out, "Connection: close\r\n");
}

} // namespace

void appendAnswerHead(QByteArray &out, const Response &response, const AnswerFrame &frame)
{
    appendStatusAndCommonLines(out, response, frame);
    if (mayHaveBody(response.status())) {
        append(out, "Content-Length: ");
        appendNumber(out, response.body().size());
        append(out, "\r\n");
    }
    append(out, "\r\n");
}

void appendStreamHead(QByteArray &out, const Response &response, const AnswerFrame &frame)
{
    appendStatusAndCommonLines(out, response, frame);
    append(out, "\r\n");
}

bool hasBody(const Response &response, const AnswerFrame &frame)
{
    return !frame.headOnly && mayHaveBody(response.status()) && !response.body().isEmpty();
}

QByteArray httpDate(qint64 ms)
{
    return QLocale::c()
        .toString(QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"))
        .toLatin1();
}

} // namespace remirai
