// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/request.h"
#include "server/http/response.h"
#include "server/sqs/sqserror.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

namespace remirai {

enum class SqsProtocol { Query, Json };

// Who calls. Anonymous: no credentials are configured, so everybody on this machine is.
struct SqsCaller
{
    enum class Standing { Anonymous, Client, Operator };
    Standing standing = Standing::Anonymous;
    QString accessKeyId;
};

// One call of the API, whichever protocol it came in. A value; `input` has the members of the JSON protocol.
struct SqsCall
{
    SqsProtocol protocol = SqsProtocol::Query;
    bool queryMode = false; // JSON, and the client wants the Query protocol's statuses
    QByteArray action;
    QJsonObject input;
    QString queueInPath; // of /ACCOUNT/NAME
    QByteArray host; // as the client called us
    bool isOverTls = false; // to the proxy before us
    QByteArray traceHeader;
    QByteArray requestId;
    SqsCaller caller;
};

// Protocol and surroundings: enough to answer. Then the rest, which may be refused.
SqsCall beginCall(const Request &request, const TrustedProxies &trusted);
std::optional<SqsError> readCall(SqsCall &call, const Request &request);

Response answerTo(const SqsCall &call, const QJsonObject &result);
Response refusalOf(const SqsCall &call, const SqsError &error);

// The name of the queue that a call is about: QueueUrl wins over the path. Any host and account are taken, and a bare
// name.
Checked<QString> queueNameIn(const SqsCall &call);

// ---- members of an input; the Query protocol has numbers as text

Checked<QString> requiredText(const QJsonObject &input, const QString &name);
// Empty when absent.
Checked<QString> optionalText(const QJsonObject &input, const QString &name);
Checked<QStringList> texts(const QJsonObject &input, const QString &name);
Checked<QJsonObject> mapIn(const QJsonObject &input, const QString &name);
// Nothing when absent; InvalidParameterValue with `reason` outside low … high.
Checked<std::optional<qint64>> optionalNumber(const QJsonObject &input, const QString &name, qint64 low, qint64 high,
                                              const QString &reason);

// The entries of a batch, after the checks that fail it as a whole.
Checked<QJsonArray> batchEntries(const SqsCall &call);
QString entryId(const QJsonObject &entry); // of one that batchEntries() has checked
QJsonObject failedEntry(const QString &id, const SqsError &error);

} // namespace remirai
