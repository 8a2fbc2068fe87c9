// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/message.h"
#include "server/sqs/sqserror.h"

#include <QJsonObject>
#include <QStringList>

namespace remirai {

inline constexpr qsizetype kMaxTags = 50; // a queue

// Adds to, or replaces among, the queue's tags. InvalidParameterValue for more than SQS takes.
std::optional<SqsError> addTags(Queue &queue, const QJsonObject &tags);
void removeTags(Queue &queue, const QStringList &keys);
QJsonObject tagsOf(const Queue &queue);

} // namespace remirai
