// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

namespace remirai {

// Members of the API's replies as people read them. What is missing or null is a dash.
QString orDash(const QJsonValue &text);
QString countText(const QJsonValue &number);
QString rateText(const QJsonValue &perSecond);
QString spanText(const QJsonValue &ms);
// "clears in 12 min", "stalled", "growing", "paused".
QString drainText(const QJsonObject &queue);
// An object as "name  value" lines, members of members as "outer.inner".
QString propertyLines(const QJsonObject &object);

} // namespace remirai
