// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/queuestore.h"
#include "server/sqs/sqserror.h"

#include <QJsonObject>
#include <QStringList>

namespace remirai {

// How queues are named to clients: arn:aws:sqs:REGION:ACCOUNT:NAME.
struct SqsNaming
{
    QString region = QStringLiteral("us-east-1");
    QString account = QStringLiteral("000000000000");

    QString arn(const QString &queue) const;
    // Of any region and account; nothing when the text is no queue's ARN.
    static std::optional<QString> queueOfArn(const QString &arn);
};

// Applies the attributes that a client gave to the queue's settings. InvalidAttributeName, InvalidAttributeValue. The
// redrive policy names its target only: resolveRedrive() finds it. Pure.
std::optional<SqsError> applyAttributes(Queue &queue, const QJsonObject &attributes);

// Fills queue.deadLetterId from queue.deadLetterName; `target` is that queue, null when there is none.
// InvalidParameterValue when it does not exist or does not allow it.
std::optional<SqsError> resolveRedrive(Queue &queue, const Queue *target, const SqsNaming &naming);

// The attributes that `names` ask for ("All" for all): InvalidAttributeName for one that no queue has.
Checked<QJsonObject> readAttributes(const Queue &queue, const QueueCounts &counts, const QStringList &names,
                                    const SqsNaming &naming);

} // namespace remirai
