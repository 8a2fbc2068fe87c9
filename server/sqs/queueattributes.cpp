// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sqs/queueattributes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

// An attribute that is a number within bounds.
struct NumberAttribute
{
    const char *name;
    qint64 least;
    qint64 most;
    qint64 Queue::*member;
    qint64 unit; // of the member, in the attribute's own
};

constexpr NumberAttribute kNumbers[] = {
    {"DelaySeconds", 0, 900, &Queue::delayMs, 1'000},
    {"MaximumMessageSize", kMinMaxMessageBytes, kMaxMessageBytes, &Queue::maxMessageBytes, 1},
    {"MessageRetentionPeriod", 60, 1'209'600, &Queue::retentionMs, 1'000},
    {"ReceiveMessageWaitTimeSeconds", 0, 20, &Queue::receiveWaitMs, 1'000},
    {"VisibilityTimeout", 0, 43'200, &Queue::visibilityTimeoutMs, 1'000},
};

// Kept for the client, without a meaning to us.
const QStringList kKept{u"Policy"_s, u"RedriveAllowPolicy"_s, u"KmsMasterKeyId"_s, u"KmsDataKeyReusePeriodSeconds"_s,
                        u"SqsManagedSseEnabled"_s};
const QStringList kReadOnly{u"QueueArn"_s,
                            u"CreatedTimestamp"_s,
                            u"LastModifiedTimestamp"_s,
                            u"ApproximateNumberOfMessages"_s,
                            u"ApproximateNumberOfMessagesNotVisible"_s,
                            u"ApproximateNumberOfMessagesDelayed"_s};
const QStringList kFifo{u"FifoQueue"_s, u"ContentBasedDeduplication"_s, u"DeduplicationScope"_s,
                        u"FifoThroughputLimit"_s};
constexpr qsizetype kMaxKeptLength = 16 * 1'024; // of a policy

SqsError unknown(const QString &name)
{
    return {SqsFault::InvalidAttributeName, u"Unknown Attribute %1."_s.arg(name.left(80))};
}

SqsError invalidValue(const QString &name, const QString &reason = {})
{
    return {SqsFault::InvalidAttributeValue,
            u"Invalid value for the parameter %1."_s.arg(name)
                + (reason.isEmpty() ? QString() : u" Reason: "_s + reason)};
}

// Clients send numbers as text; some as numbers.
QString textOf(const QJsonValue &value)
{
    if (value.isDouble())
        return QString::number(value.toInteger());
    return value.isBool() ? QString(value.toBool() ? u"true"_s : u"false"_s) : value.toString();
}

std::optional<SqsError> applyNumber(Queue &queue, const NumberAttribute &attribute, const QString &text)
{
    bool isNumber = false;
    const qint64 number = text.trimmed().toLongLong(&isNumber);
    if (!isNumber || number < attribute.least || number > attribute.most)
        return invalidValue(QString::fromLatin1(attribute.name),
                            u"Must be between %1 and %2."_s.arg(attribute.least).arg(attribute.most));
    queue.*attribute.member = number * attribute.unit;
    return std::nullopt;
}

std::optional<SqsError> applyRedrivePolicy(Queue &queue, const QString &text)
{
    if (text.isEmpty()) {
        queue.maxReceiveCount = 0;
        queue.deadLetterId = 0;
        queue.deadLetterName.clear();
        return std::nullopt;
    }
    const auto refused = [&](const QString &why) { return invalidParameter(u"RedrivePolicy"_s, text, why); };
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    if (!document.isObject())
        return refused(u"Redrive policy is not a valid JSON map."_s);
    const QJsonObject policy = document.object();
    const QString arn = policy.value(u"deadLetterTargetArn"_s).toString();
    if (arn.isEmpty() || !policy.contains(u"maxReceiveCount"_s))
        return refused(u"Redrive policy does not contain mandatory attribute: %1."_s.arg(
            arn.isEmpty() ? u"deadLetterTargetArn"_s : u"maxReceiveCount"_s));
    bool isNumber = false;
    const int count = textOf(policy.value(u"maxReceiveCount"_s)).toInt(&isNumber);
    if (!isNumber || count < 1 || count > 1'000)
        return refused(u"Invalid value for maxReceiveCount: %1, valid values are from 1 to 1000 both inclusive."_s.arg(
            textOf(policy.value(u"maxReceiveCount"_s)).left(32)));
    const auto target = SqsNaming::queueOfArn(arn);
    if (!target)
        return refused(u"Invalid value for deadLetterTargetArn."_s);
    queue.maxReceiveCount = count;
    queue.deadLetterName = *target;
    queue.deadLetterId = 0;
    return std::nullopt;
}

std::optional<SqsError> applyKept(Queue &queue, const QString &name, const QString &text)
{
    const bool isPolicy = name == u"Policy" || name == u"RedriveAllowPolicy";
    if (text.size() > kMaxKeptLength)
        return invalidValue(name, u"It is longer than %1 characters."_s.arg(kMaxKeptLength));
    if (isPolicy && !text.isEmpty() && !QJsonDocument::fromJson(text.toUtf8()).isObject())
        return invalidValue(name, u"It is not a JSON object."_s);
    QJsonObject kept = QJsonDocument::fromJson(queue.sqsAttributes).object();
    const bool isDefault = text.isEmpty() || (name == u"KmsDataKeyReusePeriodSeconds" && text == u"300")
        || (name == u"SqsManagedSseEnabled" && text == u"true");
    if (isDefault)
        kept.remove(name);
    else
        kept.insert(name, text);
    queue.sqsAttributes = kept.isEmpty() ? QByteArray() : QJsonDocument(kept).toJson(QJsonDocument::Compact);
    return std::nullopt;
}

std::optional<SqsError> applyOne(Queue &queue, const QString &name, const QString &text)
{
    const auto number = std::find_if(std::begin(kNumbers), std::end(kNumbers),
                                     [&](const NumberAttribute &a) { return name == QLatin1String(a.name); });
    if (number != std::end(kNumbers))
        return applyNumber(queue, *number, text);
    if (name == u"RedrivePolicy")
        return applyRedrivePolicy(queue, text);
    if (kKept.contains(name))
        return applyKept(queue, name, text);
    if (name == u"FifoQueue" && text == u"false")
        return std::nullopt;
    if (kFifo.contains(name))
        return SqsError{
            SqsFault::InvalidAttributeName,
            u"This server has standard queues only; leave out %1, which belongs to FIFO queues."_s.arg(name)};
    return unknown(name);
}

bool allowsSource(const Queue &target, const QString &sourceArn)
{
    const QJsonObject kept = QJsonDocument::fromJson(target.sqsAttributes).object();
    const QJsonObject policy =
        QJsonDocument::fromJson(kept.value(u"RedriveAllowPolicy"_s).toString().toUtf8()).object();
    const QString permission = policy.value(u"redrivePermission"_s).toString(u"allowAll"_s);
    if (permission != u"byQueue")
        return permission != u"denyAll";
    return policy.value(u"sourceQueueArns"_s).toArray().contains(QJsonValue(sourceArn));
}

QJsonObject allAttributes(const Queue &queue, const QueueCounts &counts, const SqsNaming &naming)
{
    QJsonObject all = QJsonDocument::fromJson(queue.sqsAttributes).object();
    for (const NumberAttribute &attribute : kNumbers)
        all.insert(QString::fromLatin1(attribute.name), QString::number(queue.*attribute.member / attribute.unit));
    if (!all.contains(u"SqsManagedSseEnabled"_s))
        all.insert(u"SqsManagedSseEnabled"_s, u"true"_s);
    all.insert(u"QueueArn"_s, naming.arn(queue.name));
    all.insert(u"CreatedTimestamp"_s, QString::number(queue.createdAtMs / 1'000));
    all.insert(u"LastModifiedTimestamp"_s, QString::number(queue.changedAtMs / 1'000));
    all.insert(u"ApproximateNumberOfMessages"_s, QString::number(counts.depth));
    all.insert(u"ApproximateNumberOfMessagesNotVisible"_s, QString::number(counts.inFlight));
    all.insert(u"ApproximateNumberOfMessagesDelayed"_s, QString::number(counts.delayed));
    if (!queue.deadLetterName.isEmpty()) {
        const QJsonObject policy{{u"deadLetterTargetArn"_s, naming.arn(queue.deadLetterName)},
                                 {u"maxReceiveCount"_s, queue.maxReceiveCount}};
        all.insert(u"RedrivePolicy"_s, QString::fromUtf8(QJsonDocument(policy).toJson(QJsonDocument::Compact)));
    }
    return all;
}

bool isAttribute(const QString &name)
{
    return name == u"RedrivePolicy" || kKept.contains(name) || kReadOnly.contains(name) || kFifo.contains(name)
        || std::any_of(std::begin(kNumbers), std::end(kNumbers),
                       [&](const NumberAttribute &a) { return name == QLatin1String(a.name); });
}

} // namespace

QString SqsNaming::arn(const QString &queue) const
{
    return u"arn:aws:sqs:%1:%2:%3"_s.arg(region, account, queue);
}

std::optional<QString> SqsNaming::queueOfArn(const QString &arn)
{
    const QStringList parts = arn.split(u':');
    if (parts.size() != 6 || parts[0] != u"arn" || parts[2] != u"sqs" || !isQueueName(parts[5]))
        return std::nullopt;
    return parts[5];
}

std::optional<SqsError> applyAttributes(Queue &queue, const QJsonObject &attributes)
{
    for (auto attribute = attributes.begin(); attribute != attributes.end(); ++attribute) {
        if (const auto refused = applyOne(queue, attribute.key(), textOf(attribute.value())))
            return refused;
    }
    return std::nullopt;
}

std::optional<SqsError> resolveRedrive(Queue &queue, const Queue *target, const SqsNaming &naming)
{
    if (queue.deadLetterName.isEmpty())
        return std::nullopt;
    const QString arn = naming.arn(queue.deadLetterName);
    if (!target)
        return invalidParameter(u"RedrivePolicy"_s, arn, u"Dead letter target does not exist."_s);
    if (queue.deadLetterName == queue.name) // its spent messages would go round for ever
        return invalidParameter(u"RedrivePolicy"_s, arn, u"A queue cannot be its own dead letter target."_s);
    if (!allowsSource(*target, naming.arn(queue.name)))
        return invalidParameter(u"RedrivePolicy"_s, arn,
                                u"The redrive allow policy of the dead letter target does not allow this queue."_s);
    queue.deadLetterId = target->id;
    return std::nullopt;
}

Checked<QJsonObject> readAttributes(const Queue &queue, const QueueCounts &counts, const QStringList &names,
                                    const SqsNaming &naming)
{
    const QJsonObject all = allAttributes(queue, counts, naming);
    QJsonObject chosen;
    for (const QString &name : names) {
        if (name == u"All") {
            chosen = all;
            continue;
        }
        if (!isAttribute(name))
            return unknown(name);
        if (all.contains(name))
            chosen.insert(name, all.value(name));
    }
    return chosen;
}

} // namespace remirai
