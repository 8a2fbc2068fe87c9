// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/web/qrcode.h"

#include <memory>
#include <qrencode.h>

namespace remirai {

namespace {

constexpr int kQuiet = 4; // modules around the code (ISO/IEC 18004)

// One horizontal bar per run of dark modules.
QString barsOf(const QRcode &code)
{
    QString path;
    for (int y = 0; y < code.width; ++y) {
        for (int x = 0; x < code.width;) {
            const auto isDark = [&](int at) { return (code.data[y * code.width + at] & 1) != 0; };
            if (!isDark(x)) {
                ++x;
                continue;
            }
            const int from = x;
            while (x < code.width && isDark(x))
                ++x;
            path += QStringLiteral("M%1 %2h%3v1h-%3z").arg(from + kQuiet).arg(y + kQuiet).arg(x - from);
        }
    }
    return path;
}

} // namespace

Html qrCode(const QString &text, const QString &label)
{
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(text.toUtf8().constData(), 0, QR_ECLEVEL_M), &QRcode_free);
    if (!code)
        return {};
    const int size = code->width + 2 * kQuiet;
    return Html::markup(QStringLiteral("<svg class=\"qr\" role=\"img\" aria-label=\"%1\" viewBox=\"0 0 %2 %2\" "
                                       "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%2v%2H0z\"/>"
                                       "<path d=\"%3\"/></svg>")
                            .arg(label.toHtmlEscaped())
                            .arg(size)
                            .arg(barsOf(*code)));
}

} // namespace remirai
