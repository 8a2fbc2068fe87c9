// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/apiclient.h"

#include "core/domain/httpstatus.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxReplyBytes = 32 * 1'048'576;

QString wayOut(int status)
{
    if (status == 401)
        return u"; put a token into REMIRAI_TOKEN (remirai token create --user YOU --role operator)"_s;
    if (status == 403)
        return u"; the token's role is too low (remirai token create --user YOU --role admin)"_s;
    return {};
}

Result<QJsonValue> parsedJson(const QByteArray &body)
{
    if (body.trimmed().isEmpty())
        return QJsonValue(QJsonValue::Null);
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError)
        return Error{ErrorCode::Internal, u"the answer is not JSON (%1)"_s.arg(error.errorString()), {}};
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

} // namespace

ApiClient::ApiClient(QString serverUrl, QByteArray token, qint64 timeoutMs)
    : m_serverUrl(serverUrl.endsWith(u'/') ? serverUrl.chopped(1) : std::move(serverUrl))
    , m_token(std::move(token))
    , m_timeoutMs(timeoutMs)
{ }

Result<QJsonValue> ApiClient::call(const ApiCall &call)
{
    const auto reply = send(call);
    if (!reply)
        return reply.error();
    if (reply->status < 200 || reply->status > 299)
        return refusal(*reply);
    const auto json = parsedJson(reply->body);
    if (!json)
        return Error{
            json.error().code, u"%1: %2; is it a Re:MirAI server?"_s.arg(m_serverUrl, json.error().message), {}};
    return json;
}

Result<QByteArray> ApiClient::download(const QString &pathOrUrl)
{
    // Only from the server we were told of, whatever host a reply names: the token goes along.
    const QString path = pathOrUrl.startsWith(u'/') ? pathOrUrl : QUrl(pathOrUrl).path(QUrl::FullyEncoded);
    const auto reply = send({"GET", path, QJsonValue::Undefined, {}});
    if (!reply)
        return reply.error();
    if (reply->status != 200)
        return refusal(*reply);
    return reply->body;
}

Result<HttpReply> ApiClient::send(const ApiCall &call)
{
    HttpRequest request;
    request.url = (m_serverUrl + call.path).toUtf8();
    request.method = call.method;
    request.timeoutMs = m_timeoutMs;
    request.maxBytes = kMaxReplyBytes;
    request.headers << "Accept: application/json, application/problem+json, image/png";
    if (!m_token.isEmpty())
        request.headers << "Authorization: Bearer " + m_token;
    if (!call.userAgent.isEmpty())
        request.headers << "User-Agent: " + call.userAgent;
    if (call.body.isObject()) {
        request.body = QJsonDocument(call.body.toObject()).toJson(QJsonDocument::Compact);
        request.headers << "Content-Type: application/json";
    }
    auto reply = m_http.send(request);
    if (!reply)
        return Error{reply.error().code,
                     u"%1: %2; is `remirai serve` running there? Name another server with --server URL"_s.arg(
                         m_serverUrl, reply.error().message),
                     {}};
    return reply;
}

Error ApiClient::refusal(const HttpReply &reply) const
{
    const QJsonObject problem = QJsonDocument::fromJson(reply.body).object();
    QString says = problem[u"detail"_s].toString();
    if (says.isEmpty())
        says = problem[u"title"_s].toString();
    if (says.isEmpty())
        says = u"%1 answered %2 without a reason"_s.arg(m_serverUrl).arg(reply.status);
    else
        says += u" (HTTP %1)"_s.arg(reply.status);
    Error error{errorCodeOfHttp(reply.status), says + wayOut(reply.status), problem[u"field"_s].toString()};
    error.retryAfterMs = reply.retryAfter.toLongLong() * 1'000;
    if (error.retryAfterMs > 0)
        error.message += u"; try again in %1 s"_s.arg(error.retryAfterMs / 1'000);
    return error;
}

QJsonArray itemsOf(const QJsonValue &reply, const QString &name)
{
    if (reply.isArray())
        return reply.toArray();
    const QJsonObject object = reply.toObject();
    return object.contains(name) ? object[name].toArray() : object[u"items"_s].toArray();
}

} // namespace remirai
