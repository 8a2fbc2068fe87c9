// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/requesthead.h"

#include "server/http/requesttarget.h"

#include <array>
#include <string_view>

namespace remirai {

namespace {

constexpr qsizetype kMaxMethodLength = 16;
constexpr qsizetype kMaxHostLength = 255;
constexpr qsizetype kMaxLengthDigits = 18; // fits in 63 bits

constexpr std::array<bool, 256> makeTokenTable()
{
    std::array<bool, 256> table{};
    for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789"
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
        table[quint8(c)] = true;
    return table;
}

constexpr std::array<bool, 256> kTokenCharacters = makeTokenTable();

constexpr char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}

bool isHostCharacter(char c)
{
    return (c >= '0' && c <= '9') || (lowered(c) >= 'a' && lowered(c) <= 'z') || c == '.' || c == '-' || c == ':'
        || c == '[' || c == ']' || c == '_';
}

using Check = std::optional<Refusal>;

// The header fields that decide how the request is framed, gathered line by line.
class FieldReader
{
public:
    explicit FieldReader(RequestHead &head)
        : m_head(head)
    { }

    Check take(QByteArrayView name, QByteArrayView value)
    {
        switch (name.size()) { // most names differ in length from all of ours
        case 4:
            return equalsIgnoringCase(name, "host") ? takeHost(value) : Check{};
        case 6:
            if (equalsIgnoringCase(name, "expect"))
                return takeExpect(value);
            if (equalsIgnoringCase(name, "origin"))
                m_head.origin = sliceOf(value);
            return {};
        case 7:
            return equalsIgnoringCase(name, "upgrade") ? takeUpgrade(value) : Check{};
        case 10:
            return equalsIgnoringCase(name, "connection") ? takeConnection(value) : Check{};
        case 12:
            if (equalsIgnoringCase(name, "x-request-id") && m_head.requestId.size == 0)
                m_head.requestId = sliceOf(value);
            return {};
        case 13:
            if (equalsIgnoringCase(name, "authorization") && std::exchange(m_authorized, true))
                return Refusal{400, "Authorization is given twice."};
            return {};
        case 14:
            return equalsIgnoringCase(name, "content-length") ? takeLength(value) : Check{};
        case 17:
            return equalsIgnoringCase(name, "transfer-encoding") ? takeEncoding(value) : Check{};
        default:
            return {};
        }
    }

    Check finish(const HttpLimits &limits) const
    {
        if (!m_host && !m_head.http10)
            return Refusal{400, "Host is missing."};
        if (m_head.chunked && (m_length || m_head.http10))
            return Refusal{400, "The body's length is given in two ways."};
        if (m_head.contentLength > limits.bodyBytes)
            return Refusal{413, "The body is larger than this server takes."};
        return {};
    }

private:
    Slice sliceOf(QByteArrayView value) const { return {value.data() - m_head.raw.constData(), value.size()}; }

    Check takeHost(QByteArrayView value)
    {
        if (std::exchange(m_host, true))
            return Refusal{400, "Host is given twice."};
        if (value.isEmpty() || value.size() > kMaxHostLength
            || !std::all_of(value.begin(), value.end(), isHostCharacter))
            return Refusal{400, "Host is not a host name."};
        return {};
    }

    Check takeExpect(QByteArrayView value)
    {
        if (!equalsIgnoringCase(value, "100-continue"))
            return Refusal{417, "The only expectation that can be met is 100-continue."};
        m_head.expectsContinue = !m_head.http10;
        return {};
    }

    // An upgrade may be ignored (RFC 9110, 7.8), but who asks for this one waits for frames that will not come.
    static Check takeUpgrade(QByteArrayView value)
    {
        if (value.toByteArray().toLower().contains("websocket"))
            return Refusal{501, "WebSocket is not offered; live events are server-sent events."};
        return {};
    }

    Check takeConnection(QByteArrayView value)
    {
        while (!value.isNull()) {
            const qsizetype comma = value.indexOf(',');
            const QByteArrayView option = trimmedBlanks(comma < 0 ? value : value.first(comma));
            if (equalsIgnoringCase(option, "close"))
                m_mustClose = m_head.closeAfter = true;
            else if (equalsIgnoringCase(option, "keep-alive") && !m_mustClose)
                m_head.closeAfter = false;
            value = comma < 0 ? QByteArrayView() : value.sliced(comma + 1);
        }
        return {};
    }

    Check takeLength(QByteArrayView value)
    {
        if (std::exchange(m_length, true))
            return Refusal{400, "Content-Length is given twice."};
        if (value.isEmpty() || value.size() > kMaxLengthDigits)
            return Refusal{400, "Content-Length is not a length."};
        for (const char c : value) {
            if (c < '0' || c > '9')
                return Refusal{400, "Content-Length is not a length."};
            m_head.contentLength = m_head.contentLength * 10 + (c - '0');
        }
        return {};
    }

    Check takeEncoding(QByteArrayView value)
    {
        if (std::exchange(m_head.chunked, true) || !equalsIgnoringCase(value, "chunked"))
            return Refusal{501, "The only transfer coding that is understood is chunked."};
        return {};
    }

    RequestHead &m_head;
    bool m_host = false;
    bool m_length = false;
    bool m_authorized = false;
    bool m_mustClose = false;
};

Check readRequestLine(RequestHead &head, QByteArrayView line, const HttpLimits &limits)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || first > kMaxMethodLength || first == last)
        return Refusal{400, "The request line is not 'METHOD target HTTP/1.1'."};
    const QByteArrayView method = line.first(first);
    const QByteArrayView version = line.sliced(last + 1);
    if (!isToken(method))
        return Refusal{400, "The method is not a token."};
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        return version.startsWith("HTTP/") ? Refusal{505, "Only HTTP/1.1 and HTTP/1.0 are spoken here."}
                                           : Refusal{400, "The request line has no HTTP version."};
    }
    head.http10 = head.closeAfter = version == "HTTP/1.0";
    const auto known = methodFrom(method);
    if (!known)
        return Refusal{501, "The method is not implemented."};
    head.method = *known;
    return readTarget(head, {first + 1, last - first - 1}, limits);
}

Check readFields(RequestHead &head, const HttpLimits &limits)
{
    FieldReader reader(head);
    QByteArrayView rest = head.fields.in(head.raw);
    for (int count = 1; !rest.isEmpty(); ++count) {
        if (count > limits.headerFields)
            return Refusal{431, "There are more header fields than this server takes."};
        const qsizetype end = rest.indexOf('\n');
        const QByteArrayView line = rest.first(end - 1);
        rest = rest.sliced(end + 1);
        const qsizetype colon = line.indexOf(':');
        if (colon <= 0 || !isToken(line.first(colon))) // also refuses a folded line
            return Refusal{400, "A header line is not 'name: value'."};
        const QByteArrayView value = line.sliced(colon + 1);
        for (const char c : value) {
            if ((quint8(c) < 0x20 && c != '\t') || c == 0x7f)
                return Refusal{400, "A header value has a control character."};
        }
        if (auto refusal = reader.take(line.first(colon), trimmedBlanks(value)))
            return refusal;
    }
    return reader.finish(limits);
}

} // namespace

std::variant<RequestHead, Refusal> parseRequestHead(QByteArray raw, const HttpLimits &limits)
{
    RequestHead head;
    head.raw = std::move(raw);
    const qsizetype lineEnd = head.raw.indexOf('\n');
    if (auto refusal = readRequestLine(head, QByteArrayView(head.raw).first(lineEnd - 1), limits))
        return *refusal;
    head.fields = {lineEnd + 1, head.raw.size() - 2 - (lineEnd + 1)};
    if (auto refusal = readFields(head, limits))
        return *refusal;
    return head;
}

QByteArrayView findHeader(const RequestHead &head, QByteArrayView name)
{
    QByteArrayView found;
    forEachHeader(head, [&](QByteArrayView candidate, QByteArrayView value) {
        if (!equalsIgnoringCase(candidate, name))
            return true;
        found = value;
        return false;
    });
    return found;
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) { return kTokenCharacters[quint8(c)]; });
}

bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size()
        && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lowered(x) == lowered(y); });
}

QByteArrayView trimmedBlanks(QByteArrayView text)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isBlank(text.back()))
        text.chop(1);
    return text;
}

} // namespace remirai
