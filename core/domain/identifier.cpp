// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/identifier.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr int kTextLength = 36;

bool isDashPosition(qsizetype position)
{
    return position == 8 || position == 13 || position == 18 || position == 23;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

Uuid Uuid::highest()
{
    Uuid id;
    id.bytes.fill(0xff);
    return id;
}

QByteArray Uuid::toBytes() const
{
    return QByteArray(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size()));
}

QByteArray Uuid::toLatin1() const
{
    static constexpr char kDigits[] = "0123456789abcdef";
    QByteArray text(kTextLength, '-');
    char *out = text.data();
    qsizetype position = 0;
    for (const quint8 byte : bytes) {
        if (isDashPosition(position))
            ++position;
        out[position++] = kDigits[byte >> 4];
        out[position++] = kDigits[byte & 0xf];
    }
    return text;
}

QString Uuid::toString() const
{
    return QString::fromLatin1(toLatin1());
}

std::optional<Uuid> Uuid::fromBytes(QByteArrayView raw)
{
    if (raw.size() != 16)
        return std::nullopt;
    Uuid id;
    std::copy(raw.begin(), raw.end(), reinterpret_cast<char *>(id.bytes.data()));
    return id;
}

std::optional<Uuid> Uuid::fromString(QByteArrayView text)
{
    if (text.size() != kTextLength)
        return std::nullopt;
    Uuid id;
    size_t byte = 0;
    for (qsizetype position = 0; position < kTextLength;) {
        if (isDashPosition(position)) {
            if (text[position++] != '-')
                return std::nullopt;
            continue;
        }
        const int high = hexDigit(text[position++]);
        const int low = hexDigit(text[position++]);
        if (high < 0 || low < 0)
            return std::nullopt;
        id.bytes[byte++] = static_cast<quint8>(high << 4 | low);
    }
    return id;
}

} // namespace remirai
