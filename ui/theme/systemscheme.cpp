// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/systemscheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

const QString kService = u"org.freedesktop.portal.Desktop"_s;
const QString kPath = u"/org/freedesktop/portal/desktop"_s;
const QString kInterface = u"org.freedesktop.portal.Settings"_s;
const QString kGroup = u"org.freedesktop.appearance"_s;
const QString kKey = u"color-scheme"_s;
constexpr uint kPrefersDark = 1;

} // namespace

SystemScheme::SystemScheme(Told told, QObject *parent)
    : QObject(parent)
    , m_told(std::move(told))
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    // The string form, as QtDBus knows no other.
    bus.connect(kService, kPath, kInterface, u"SettingChanged"_s, this,
                "1settingChanged(QString,QString,QDBusVariant)");
    QDBusMessage read = QDBusMessage::createMethodCall(kService, kPath, kInterface, u"Read"_s);
    read << kGroup << kKey;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(read), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (!reply.isError())
            take(QVariant::fromValue(reply.value()));
        watcher->deleteLater();
    });
}

void SystemScheme::settingChanged(const QString &group, const QString &key, const QDBusVariant &value)
{
    if (group == kGroup && key == kKey)
        take(QVariant::fromValue(value));
}

void SystemScheme::take(QVariant value)
{
    while (value.canConvert<QDBusVariant>()) // Read answers a variant within a variant
        value = value.value<QDBusVariant>().variant();
    m_told(value.toUInt() == kPrefersDark);
}

} // namespace remirai::ui
