// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sqs/sqscall.h"

#include "core/domain/message.h"
#include "server/sqs/queryprotocol.h"

#include <QJsonDocument>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kTargetPrefix = "AmazonSQS.";
constexpr qsizetype kMaxQueryBody = 4 * 1'024 * 1'024; // 1 MiB, each byte as %XX, and some more
const QByteArray kXml = "text/xml";
const QByteArray kJson = "application/x-amz-json-1.0";

std::optional<SqsError> readJson(SqsCall &call, const Request &request)
{
    const QByteArrayView target = request.header("x-amz-target");
    if (!target.startsWith(kTargetPrefix))
        return SqsError{SqsFault::InvalidAction, u"X-Amz-Target must be AmazonSQS.<Action>."_s};
    call.action = target.sliced(kTargetPrefix.size()).toByteArray();
    if (request.body().isEmpty())
        return std::nullopt;
    QJsonParseError trouble;
    const QJsonDocument document = QJsonDocument::fromJson(request.body(), &trouble);
    if (!document.isObject())
        return SqsError{SqsFault::MalformedInput, u"The body is not a JSON object: "_s + trouble.errorString()};
    call.input = document.object();
    return std::nullopt;
}

std::optional<SqsError> readQuery(SqsCall &call, const Request &request)
{
    const bool inBody = request.method() == Method::Post;
    if (inBody && request.body().size() > kMaxQueryBody)
        return SqsError{SqsFault::MalformedInput, u"The request is longer than any message allows."_s};
    const auto input = readQueryParameters(inBody ? QByteArrayView(request.body()) : request.query());
    if (!input)
        return input.error();
    call.input = *input;
    call.action = call.input.value(u"Action"_s).toString().toLatin1();
    return std::nullopt;
}

// What the nearest proxy says, when we trust it; what stands before its word came from anybody.
bool cameOverTls(const Request &request, const TrustedProxies &trusted)
{
    const QByteArray protocols = request.headerLines("x-forwarded-proto").value_or(QByteArray());
    const QByteArray nearest = protocols.mid(protocols.lastIndexOf(',') + 1).trimmed().toLower();
    const QHostAddress peer = request.clientAddress(TrustedProxies());
    return nearest == "https" && trusted.contains(peer);
}

bool isEntryId(const QString &id)
{
    return isQueueName(id); // the same rule: letters, digits, hyphens, underscores, 1 to 80
}

} // namespace

SqsCall beginCall(const Request &request, const TrustedProxies &trusted)
{
    SqsCall call;
    const QByteArray type = request.header("content-type").toByteArray().toLower();
    const bool isJson = !request.header("x-amz-target").isNull() || type.startsWith("application/x-amz-json");
    call.protocol = isJson ? SqsProtocol::Json : SqsProtocol::Query;
    call.queryMode = request.header("x-amzn-query-mode") == "true";
    call.queueInPath = QString::fromUtf8(request.parameter("queue"));
    call.host = request.header("host").toByteArray();
    call.isOverTls = cameOverTls(request, trusted);
    call.traceHeader = request.header("x-amzn-trace-id").toByteArray();
    call.requestId = request.id();
    return call;
}

std::optional<SqsError> readCall(SqsCall &call, const Request &request)
{
    return call.protocol == SqsProtocol::Json ? readJson(call, request) : readQuery(call, request);
}

Response answerTo(const SqsCall &call, const QJsonObject &result)
{
    Response response = call.protocol == SqsProtocol::Json
        ? Response(200, kJson, QJsonDocument(result).toJson(QJsonDocument::Compact))
        : Response(200, kXml, xmlAnswer(call.action, result, call.requestId));
    response.addHeader("x-amzn-RequestId", call.requestId);
    return response;
}

Response refusalOf(const SqsCall &call, const SqsError &error)
{
    const bool isJson = call.protocol == SqsProtocol::Json;
    // Without x-amzn-query-mode the JSON protocol knows 400 alone for what the caller got wrong.
    const bool flattened = isJson && !call.queryMode && error.isSendersFault() && error.hasQueryHeader()
        && error.fault != SqsFault::AccessDenied;
    const int status = flattened ? 400 : error.status();
    if (!isJson) {
        Response response(status, kXml, xmlError(error, call.requestId));
        response.addHeader("x-amzn-RequestId", call.requestId);
        return response;
    }
    const QJsonObject body{{u"__type"_s, QString::fromLatin1(error.jsonType())}, {u"message"_s, error.message}};
    Response response(status, kJson, QJsonDocument(body).toJson(QJsonDocument::Compact));
    response.addHeader("x-amzn-RequestId", call.requestId);
    if (error.hasQueryHeader())
        response.addHeader("x-amzn-query-error", QByteArray(error.queryCode() + ";Sender"));
    return response;
}

Checked<QString> queueNameIn(const SqsCall &call)
{
    const auto given = optionalText(call.input, u"QueueUrl"_s);
    if (!given)
        return given.error();
    const QString &url = *given;
    if (url.isEmpty() && call.queueInPath.isEmpty())
        return missingParameter(u"QueueUrl"_s);
    QString path = url.isEmpty() ? call.queueInPath : url.section(u'?', 0, 0);
    while (path.endsWith(u'/'))
        path.chop(1);
    const QString name = path.section(u'/', -1);
    if (!isQueueName(name))
        return queueDoesNotExist();
    return name;
}

Checked<QString> requiredText(const QJsonObject &input, const QString &name)
{
    const auto text = optionalText(input, name);
    if (text && text->isEmpty())
        return missingParameter(name);
    return text;
}

Checked<QString> optionalText(const QJsonObject &input, const QString &name)
{
    const QJsonValue value = input.value(name);
    if (!value.isUndefined() && !value.isString() && !value.isNull())
        return SqsError{SqsFault::MalformedInput, u"%1 must be a text."_s.arg(name)};
    return value.toString();
}

Checked<QStringList> texts(const QJsonObject &input, const QString &name)
{
    const QJsonValue value = input.value(name);
    if (value.isUndefined() || value.isNull())
        return QStringList();
    if (value.isString()) // Query without an index: AttributeName=All
        return QStringList(value.toString());
    if (!value.isArray())
        return SqsError{SqsFault::MalformedInput, u"%1 must be a list of texts."_s.arg(name)};
    QStringList list;
    for (const QJsonValue &item : value.toArray()) {
        if (!item.isString())
            return SqsError{SqsFault::MalformedInput,
                            u"%1 must be a list of texts; its member %2 is none."_s.arg(name).arg(list.size() + 1)};
        list << item.toString();
    }
    return list;
}

Checked<QJsonObject> mapIn(const QJsonObject &input, const QString &name)
{
    const QJsonValue value = input.value(name);
    if (!value.isUndefined() && !value.isNull() && !value.isObject())
        return SqsError{SqsFault::MalformedInput, u"%1 must be a map of names to values."_s.arg(name)};
    return value.toObject();
}

Checked<std::optional<qint64>> optionalNumber(const QJsonObject &input, const QString &name, qint64 low, qint64 high,
                                              const QString &reason)
{
    const QJsonValue value = input.value(name);
    if (value.isUndefined() || value.isNull())
        return std::optional<qint64>();
    const QString text = value.isDouble() ? QString::number(value.toDouble(), 'g', 17) : value.toString();
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    if (!isNumber || number < low || number > high)
        return invalidParameter(name, text, reason);
    return std::optional<qint64>(number);
}

Checked<QJsonArray> batchEntries(const SqsCall &call)
{
    const QJsonArray entries = call.input.value(u"Entries"_s).toArray();
    if (entries.isEmpty())
        return SqsError{
            SqsFault::EmptyBatchRequest,
            u"There should be at least one %1RequestEntry in the request."_s.arg(QString::fromLatin1(call.action))};
    if (entries.size() > kMaxReceiveBatch)
        return SqsError{SqsFault::TooManyEntriesInBatchRequest,
                        u"Maximum number of entries per request are %1. You have sent %2."_s.arg(kMaxReceiveBatch)
                            .arg(entries.size())};
    QStringList ids;
    for (const QJsonValue &entry : entries) {
        const QString id = entryId(entry.toObject());
        if (!isEntryId(id))
            return SqsError{
                SqsFault::InvalidBatchEntryId,
                u"A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can "
                "be at most 80 letters long."_s};
        if (ids.contains(id))
            return SqsError{SqsFault::BatchEntryIdsNotDistinct, u"Id %1 repeated."_s.arg(id)};
        ids << id;
    }
    return entries;
}

QString entryId(const QJsonObject &entry)
{
    return entry.value(u"Id"_s).toString();
}

QJsonObject failedEntry(const QString &id, const SqsError &error)
{
    return {{u"Id"_s, id},
            {u"SenderFault"_s, error.isSendersFault()},
            {u"Code"_s, QString::fromLatin1(error.queryCode())},
            {u"Message"_s, error.message}};
}

} // namespace remirai
