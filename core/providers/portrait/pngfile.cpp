// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/portrait/pngfile.h"

#include "core/providers/portrait/rundeflate.h"

#include <QtEndian>
#include <zlib.h>

namespace remirai {

namespace {

void appendChunk(QByteArray &file, const char *type, QByteArrayView data)
{
    char length[4];
    qToBigEndian(static_cast<quint32>(data.size()), length);
    file.append(length, 4);
    const qsizetype start = file.size();
    file.append(type, 4).append(data.data(), data.size());
    const auto *checked = reinterpret_cast<const Bytef *>(file.constData() + start);
    char sum[4];
    qToBigEndian(static_cast<quint32>(crc32(0, checked, static_cast<uInt>(data.size() + 4))), sum);
    file.append(sum, 4);
}

QByteArray header()
{
    QByteArray data(13, 0);
    qToBigEndian<quint32>(kPictureSide, data.data());
    qToBigEndian<quint32>(kPictureSide, data.data() + 4);
    data[8] = 8; // bits per pixel
    data[9] = 3; // palette
    return data;
}

QByteArray paletteBytes(const Canvas &canvas)
{
    QByteArray bytes;
    for (const Rgb color : canvas.palette())
        bytes.append(static_cast<char>(color.r)).append(static_cast<char>(color.g)).append(static_cast<char>(color.b));
    return bytes;
}

} // namespace

QByteArray toPng(const Canvas &canvas)
{
    const QByteArray pixels = runDeflated(canvas.filteredRows());
    const QByteArray palette = paletteBytes(canvas);
    QByteArray file;
    file.reserve(pixels.size() + palette.size() + 80);
    file.append("\x89PNG\r\n\x1a\n", 8);
    appendChunk(file, "IHDR", header());
    appendChunk(file, "PLTE", palette);
    appendChunk(file, "IDAT", pixels);
    appendChunk(file, "IEND", {});
    return file;
}

} // namespace remirai
