// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusVariant>
#include <QObject>
#include <functional>

namespace remirai::ui {

// Whether the desktop environment prefers dark windows, asked of its settings portal (org.freedesktop.appearance),
// which also tells of changes; Qt 6.4 has no call for it. Silent where there is no portal.
class SystemScheme : public QObject
{
    Q_OBJECT

public:
    using Told = std::function<void(bool dark)>;
    explicit SystemScheme(Told told, QObject *parent = nullptr);

private Q_SLOTS:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void take(QVariant value);

    const Told m_told;
};

} // namespace remirai::ui
