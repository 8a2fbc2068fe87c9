// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/limits.h"
#include "server/http/method.h"

#include <QByteArray>
#include <variant>

namespace remirai {

// Why a request is not served: an HTTP status and a sentence for the client. The sentence is a literal.
struct Refusal
{
    int status = 400;
    const char *detail = "";
};

// A part of RequestHead::raw. An offset, so that a head may be moved.
struct Slice
{
    qsizetype at = 0;
    qsizetype size = 0;

    QByteArrayView in(QByteArrayView whole) const { return whole.sliced(at, size); }
};

// A request's head that passed every check. A value without pointers; safe in any thread.
struct RequestHead
{
    QByteArray raw; // request line, header lines and the empty line, as they came
    QByteArray unescapedPath; // only when the path had percent escapes
    Slice rawPath;
    Slice query; // still escaped, without '?'
    Slice fields; // the header lines
    Slice requestId; // X-Request-Id, any content
    Slice origin;
    qint64 contentLength = 0;
    Method method = Method::Get;
    bool http10 = false;
    bool chunked = false;
    bool closeAfter = false; // the client does not keep the connection
    bool expectsContinue = false;

    // Percent-decoded UTF-8; begins with '/', has no '.', '..' or inner empty segment and no control character.
    QByteArrayView path() const { return unescapedPath.isEmpty() ? rawPath.in(raw) : QByteArrayView(unescapedPath); }
};

// Checks and reads one head; `raw` ends with the empty line (CRLF CRLF) and has no line end but CRLF.
//
// Stricter than RFC 9112 where leniency is how requests are smuggled: whoever stands before us (a proxy) must never see
// another request than this one. Pure; any thread.
std::variant<RequestHead, Refusal> parseRequestHead(QByteArray raw, const HttpLimits &limits);

// Calls visit(name, value) for each header line of a checked head, in order; stops when visit returns false.
template <typename Visit> void forEachHeader(const RequestHead &head, Visit &&visit);

// The first header of this name (any case), trimmed; a null view when there is none.
QByteArrayView findHeader(const RequestHead &head, QByteArrayView name);

// RFC 9110 token characters, and the comparison for names.
bool isToken(QByteArrayView text);
bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b);
QByteArrayView trimmedBlanks(QByteArrayView text);

// Decodes %XX; '+' becomes a space when `plusIsSpace`. std::nullopt for a broken escape.
std::optional<QByteArray> percentDecoded(QByteArrayView text, bool plusIsSpace);

template <typename Visit> void forEachHeader(const RequestHead &head, Visit &&visit)
{
    QByteArrayView rest = head.fields.in(head.raw);
    while (!rest.isEmpty()) {
        const qsizetype end = rest.indexOf('\n');
        const QByteArrayView line = rest.first(end - 1);
        rest = rest.sliced(end + 1);
        const qsizetype colon = line.indexOf(':');
        if (!visit(line.first(colon), trimmedBlanks(line.sliced(colon + 1))))
            return;
    }
}

} // namespace remirai
