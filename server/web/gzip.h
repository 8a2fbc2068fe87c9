// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace remirai {

// A gzip member (RFC 1952) of the bytes. `level` is zlib's, 1 quick to 9 small.
QByteArray gzip(const QByteArray &bytes, int level);

// Whether an Accept-Encoding value takes gzip (RFC 9110, 12.5.3).
bool acceptsGzip(QByteArrayView acceptEncoding);

} // namespace remirai
