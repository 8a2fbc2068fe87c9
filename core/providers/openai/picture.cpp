// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/openai/picture.h"

#include <QBuffer>
#include <QImage>
#include <QImageReader>

namespace remirai {

namespace {

constexpr int kMaxDecodedSide = 8'192; // a small file may claim a huge picture

Error noPicture(const QString &why)
{
    return {ErrorCode::Internal, QStringLiteral("the provider's image is not usable: ") + why, {}};
}

} // namespace

Result<QByteArray> cleanPicture(const QByteArray &bytes)
{
    QBuffer input;
    input.setData(bytes);
    input.open(QIODevice::ReadOnly);
    QImageReader reader(&input);
    reader.setDecideFormatFromContent(true);
    const QByteArray format = reader.format();
    if (format != "png" && format != "jpeg" && format != "webp" && format != "gif")
        return noPicture(QStringLiteral("it is neither PNG, JPEG, WebP nor GIF"));
    const QSize size = reader.size();
    if (size.width() > kMaxDecodedSide || size.height() > kMaxDecodedSide)
        return noPicture(QStringLiteral("it is too large"));
    QImage image = reader.read();
    if (image.isNull())
        return noPicture(QStringLiteral("it cannot be decoded"));
    if (image.width() > kMaxPictureSide || image.height() > kMaxPictureSide)
        image = image.scaled(kMaxPictureSide, kMaxPictureSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    image = image.convertToFormat(QImage::Format_RGB888);
    for (const QString &key : image.textKeys())
        image.setText(key, {}); // metadata stays behind
    QByteArray png;
    QBuffer output(&png);
    output.open(QIODevice::WriteOnly);
    if (!image.save(&output, "PNG"))
        return noPicture(QStringLiteral("it cannot be encoded"));
    return png;
}

} // namespace remirai
