// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/response.h"

#include <QByteArray>

namespace remirai {

// What the server adds to a response on its way out.
struct AnswerFrame
{
    QByteArrayView requestId;
    QByteArrayView date; // RFC 9110 IMF-fixdate; empty = no Date header
    QByteArrayView extraLines; // CORS; each ends with CRLF
    bool close = false;
    bool headOnly = false; // HEAD: Content-Length of the body, but no body
};

// Appends status line, headers and the empty line. The body is the caller's to send, so that a big one is not copied.
void appendAnswerHead(QByteArray &out, const Response &response, const AnswerFrame &frame);
// The same without Content-Length: what follows is the stream, until the connection closes.
void appendStreamHead(QByteArray &out, const Response &response, const AnswerFrame &frame);

// Whether the body of this response may be sent at all.
bool hasBody(const Response &response, const AnswerFrame &frame);

// "Sun, 06 Nov 1994 08:49:37 GMT" for milliseconds since 1970.
QByteArray httpDate(qint64 ms);

} // namespace remirai
