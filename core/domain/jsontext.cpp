// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/jsontext.h"

#include <algorithm>

namespace remirai {

void appendJsonString(QByteArray &out, QByteArrayView utf8)
{
    static constexpr char kHex[] = "0123456789abcdef";
    const auto isPlain = [](char c) { return quint8(c) >= 0x20 && c != '"' && c != '\\'; };
    out.append('"');
    while (!utf8.isEmpty()) {
        const auto special = std::find_if_not(utf8.begin(), utf8.end(), isPlain);
        out.append(utf8.first(special - utf8.begin()));
        if (special == utf8.end())
            break;
        if (quint8(*special) < 0x20)
            out.append("\\u00").append(kHex[quint8(*special) >> 4]).append(kHex[quint8(*special) & 15]);
        else
            out.append('\\').append(*special);
        utf8 = utf8.sliced(special - utf8.begin() + 1);
    }
    out.append('"');
}

} // namespace remirai
