// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace remirai {

// What a handler answers: a value, any thread. Body and headers are implicitly shared, so a response that is always the
// same (a page, a question set) is built once and copied for each request without copying bytes.
class Response
{
public:
    explicit Response(int status = 204)
        : m_status(status)
    { }
    Response(int status, QByteArray contentType, QByteArray body)
        : m_status(status)
        , m_contentType(std::move(contentType))
        , m_body(std::move(body))
    { }

    static Response json(QByteArray body, int status = 200);
    static Response text(QByteArray body, int status = 200); // text/plain, UTF-8
    static Response html(QByteArray body, int status = 200);

    // Adds a header line. False, and nothing added, when the name is no token or the value has a control character:
    // user text must never be able to write a header of its own. Framing headers (Content-Length, Connection, Date,
    // X-Request-Id, X-Content-Type-Options) are written by the server; do not add them.
    bool addHeader(QByteArrayView name, QByteArrayView value);

    int status() const { return m_status; }
    const QByteArray &contentType() const { return m_contentType; }
    const QByteArray &body() const { return m_body; }
    const QByteArray &headerLines() const { return m_headerLines; } // each ends with CRLF

private:
    int m_status;
    QByteArray m_contentType;
    QByteArray m_body;
    QByteArray m_headerLines;
};

// The phrase of RFC 9110 for a status, "Unknown" for others.
QByteArrayView reasonPhrase(int status);

} // namespace remirai
