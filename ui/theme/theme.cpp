// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/stylesheet.h"

#include <QApplication>
#include <QFontDatabase>
#include <algorithm>

static void initUiResources() // Q_INIT_RESOURCE must stand outside any namespace
{
    Q_INIT_RESOURCE(ui);
}

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPixelSize = 13;
constexpr int kMinZoom = 80;
constexpr int kMaxZoom = 200;

// Their digits are all of one width, which columns of figures need and Qt 6.4 cannot ask a font for.
QFont tabularFont()
{
    QFont font = QApplication::font();
    const QStringList installed = QFontDatabase::families();
    for (const QString &family : {u"Open Sans"_s, u"Noto Sans"_s, u"Roboto"_s}) {
        if (installed.contains(family)) {
            font.setFamily(family);
            return font;
        }
    }
    return font;
}

} // namespace

QString toString(Scheme scheme)
{
    switch (scheme) {
    case Scheme::FollowSystem:
        return u"system"_s;
    case Scheme::Light:
        return u"light"_s;
    case Scheme::Dark:
        return u"dark"_s;
    }
    Q_UNREACHABLE();
}

Scheme schemeFrom(const QString &text)
{
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        if (toString(scheme) == text)
            return scheme;
    }
    return Scheme::FollowSystem;
}

Theme::Theme(QObject *parent)
    : QObject(parent)
    , m_systemDark(QApplication::palette().color(QPalette::Window).lightness() < 128)
    , m_font(tabularFont())
{
    initUiResources();
    QApplication::setStyle(u"Fusion"_s);
    apply();
}

void Theme::setScheme(Scheme scheme)
{
    m_scheme = scheme;
    apply();
}

void Theme::setSystemDark(bool dark)
{
    if (m_systemDark == dark)
        return;
    m_systemDark = dark;
    apply();
}

void Theme::setZoomPercent(int percent)
{
    m_zoomPercent = std::clamp(percent, kMinZoom, kMaxZoom);
    apply();
}

void Theme::apply()
{
    const bool dark = m_scheme == Scheme::Dark || (m_scheme == Scheme::FollowSystem && m_systemDark);
    const Colors &colors = dark ? darkColors() : lightColors();
    const double zoom = m_zoomPercent / 100.0;
    QFont font = m_font;
    font.setPixelSize(qRound(kPixelSize * zoom));
    QApplication::setFont(font);
    QApplication::setPalette(paletteOf(colors));
    m_styleSheet = styleSheetOf(colors, zoom);
    Q_EMIT changed();
}

} // namespace remirai::ui
