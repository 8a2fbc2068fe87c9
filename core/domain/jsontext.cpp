// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/jsontext.h"

namespace remirai {

void appendJsonString(QByteArray &out, QByteArrayView utf8)
{
    static constexpr char kHex[] = "0123456789abcdef";
    out.append('"');
    for (const char c : utf8) {
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (quint8(c) < 0x20) {
            out.append("\\u00").append(kHex[quint8(c) >> 4]).append(kHex[quint8(c) & 15]);
        } else {
            out.append(c);
        }
    }
    out.append('"');
}

} // namespace remirai
