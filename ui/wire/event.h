// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "ui/wire/fields.h"

namespace remirai::ui {

// One line of the change feed.
struct LiveEvent
{
    qint64 seq = 0;
    qint64 atMs = 0;
    QString kind; // "saga.completed"
    QString subject;
    QJsonObject payload;

    bool operator==(const LiveEvent &) const = default;
};

LiveEvent eventIn(const Fields &fields);
Result<std::vector<LiveEvent>> eventList(const QJsonObject &object);
// What happened, in words: "saga …9d0a failed at illustration".
QString sentenceOf(const LiveEvent &event);

inline QString keyOf(const LiveEvent &event)
{
    return QString::number(event.seq);
}

} // namespace remirai::ui
