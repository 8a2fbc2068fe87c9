// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/requesttarget.h"

namespace remirai {

namespace {

constexpr int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

// The byte that %XX at the start of `text` stands for, -1 when it is no escape.
int escapedByte(QByteArrayView text)
{
    if (text.size() < 3 || hexValue(text[1]) < 0 || hexValue(text[2]) < 0)
        return -1;
    return hexValue(text[1]) * 16 + hexValue(text[2]);
}

bool hasBadSegment(QByteArrayView path)
{
    qsizetype start = 1;
    while (start <= path.size()) {
        qsizetype end = path.indexOf('/', start);
        const bool last = end < 0;
        if (last)
            end = path.size();
        const QByteArrayView segment = path.sliced(start, end - start);
        if (segment == "." || segment == ".." || (segment.isEmpty() && !last))
            return true;
        start = end + 1;
    }
    return false;
}

// A separator or a control character that hides behind an escape would mean one thing here and another elsewhere.
bool isForbiddenInPath(int byte)
{
    return byte < 0x20 || byte == 0x7f || byte == '/' || byte == '\\';
}

} // namespace

std::optional<QByteArray> percentDecoded(QByteArrayView text, bool plusIsSpace)
{
    QByteArray decoded;
    decoded.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const int byte = escapedByte(text.sliced(i));
            if (byte < 0)
                return std::nullopt;
            decoded.append(char(byte));
            i += 2;
        } else {
            decoded.append(plusIsSpace && text[i] == '+' ? ' ' : text[i]);
        }
    }
    return decoded;
}

std::optional<Refusal> readTarget(RequestHead &head, Slice target, const HttpLimits &limits)
{
    if (target.size > limits.targetBytes)
        return Refusal{414, "The request target is longer than this server takes."};
    const QByteArrayView text = target.in(head.raw);
    if (text.isEmpty() || text.front() != '/')
        return Refusal{400, "The request target is not a path."};

    qsizetype pathSize = -1;
    bool escapedPath = false;
    bool escapedQuery = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool inPath = pathSize < 0;
        if (quint8(c) <= 0x20 || quint8(c) >= 0x7f || c == '#' || (inPath && c == '\\'))
            return Refusal{400, "The request target has a character that must be escaped."};
        if (c == '?' && inPath) {
            pathSize = i;
        } else if (c == '%') {
            const int byte = escapedByte(text.sliced(i));
            if (byte < 0)
                return Refusal{400, "The request target has a broken percent escape."};
            if (byte == 0 || (inPath && isForbiddenInPath(byte)))
                return Refusal{400, "The request target escapes a character that it must not have."};
            (inPath ? escapedPath : escapedQuery) = true;
            i += 2;
        }
    }

    head.rawPath = {target.at, pathSize < 0 ? target.size : pathSize};
    if (pathSize >= 0)
        head.query = {target.at + pathSize + 1, target.size - pathSize - 1};
    if (escapedPath)
        head.unescapedPath = *percentDecoded(head.rawPath.in(head.raw), false);
    if ((escapedPath && !head.unescapedPath.isValidUtf8())
        || (escapedQuery && !percentDecoded(head.query.in(head.raw), false)->isValidUtf8()))
        return Refusal{400, "The request target is not UTF-8."};
    if (hasBadSegment(head.path()))
        return Refusal{400, "The path has an empty or a dot segment."};
    return std::nullopt;
}

} // namespace remirai
