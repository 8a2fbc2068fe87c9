// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/web/gzip.h"

#include "server/http/requesthead.h"

#include <zlib.h>

namespace remirai {

QByteArray gzip(const QByteArray &bytes, int level)
{
    constexpr int kGzipWindow = 15 + 16; // the largest window, and gzip's frame instead of zlib's
    constexpr int kMemory = 8;
    z_stream stream{};
    if (deflateInit2(&stream, level, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
        qFatal("zlib does not start");
    QByteArray packed(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(bytes.size()))),
                      Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int result = deflate(&stream, Z_FINISH);
    packed.truncate(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    Q_ASSERT(result == Z_STREAM_END); // the bound is large enough
    return packed;
}

bool acceptsGzip(QByteArrayView acceptEncoding)
{
    while (!acceptEncoding.isEmpty()) {
        const qsizetype end = acceptEncoding.indexOf(',');
        const QByteArrayView entry = trimmedBlanks(end < 0 ? acceptEncoding : acceptEncoding.first(end));
        acceptEncoding = end < 0 ? QByteArrayView() : acceptEncoding.sliced(end + 1);
        const qsizetype semicolon = entry.indexOf(';');
        const QByteArrayView coding = trimmedBlanks(semicolon < 0 ? entry : entry.first(semicolon));
        if (!equalsIgnoringCase(coding, "gzip") && coding != QByteArrayView("*"))
            continue;
        const QByteArrayView weight = semicolon < 0 ? QByteArrayView() : trimmedBlanks(entry.sliced(semicolon + 1));
        return !weight.startsWith("q=0") || weight.toByteArray().mid(2).toDouble() > 0;
    }
    return false;
}

} // namespace remirai
