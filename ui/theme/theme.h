// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/colors.h"

#include <QFont>
#include <QObject>

namespace remirai::ui {

enum class Scheme { FollowSystem, Light, Dark };
QString toString(Scheme scheme);
Scheme schemeFrom(const QString &text); // FollowSystem for anything else

// Dresses the application in its palette and font size. The style sheet is for parts of windows to put on, as they come
// in sight: as the application's, Qt 6.4 would apply it anew to every widget once for each of its ancestors, which took
// half a second. One of it lives beside QApplication, in the GUI thread.
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
    const QString &styleSheet() const { return m_styleSheet; }

Q_SIGNALS:
    void changed();

private:
    void apply();

    Scheme m_scheme = Scheme::FollowSystem;
    bool m_systemDark = false;
    int m_zoomPercent = 100;
    QFont m_font;
    QString m_styleSheet;
};

} // namespace remirai::ui
