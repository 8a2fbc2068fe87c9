// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/colors.h"

#include <QFont>
#include <QObject>

namespace remirai::ui {

enum class Scheme { FollowSystem, Light, Dark };
QString toString(Scheme scheme);
Scheme schemeFrom(const QString &text); // FollowSystem for anything else

// Dresses the application: palette, style sheet and font size. One of it lives beside QApplication, in the GUI thread.
class Theme : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QObject *parent = nullptr);

    Scheme scheme() const { return m_scheme; }
    void setScheme(Scheme scheme);
    void setSystemDark(bool dark); // what the desktop environment prefers
    int zoomPercent() const { return m_zoomPercent; }
    void setZoomPercent(int percent); // clamped to 80 … 200

Q_SIGNALS:
    void changed();

private:
    void apply();

    Scheme m_scheme = Scheme::FollowSystem;
    bool m_systemDark = false;
    int m_zoomPercent = 100;
    QFont m_font;
};

} // namespace remirai::ui
