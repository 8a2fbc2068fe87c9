// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/http/httpclient.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

namespace remirai {

// One request to a Re:MirAI server.
struct ApiCall
{
    QByteArray method = "GET";
    QString path; // "/api/v1/surveys", with its query, percent-encoded
    QJsonValue body = QJsonValue::Undefined; // an object; nothing is sent when undefined
    QByteArray userAgent; // empty = our own
};

// Talks to a server, blocking, each call bounded in time. One thread.
//
// Errors carry what the server's problem+json says, and the way out where there is one: Unauthenticated and Forbidden
// name the token, Unavailable the address.
class ApiClient
{
public:
    explicit ApiClient(QString serverUrl, QByteArray token = {}, qint64 timeoutMs = 30'000);

    const QString &serverUrl() const { return m_serverUrl; }
    void setToken(const QByteArray &token) { m_token = token; }

    // The reply's JSON; null when it has no body.
    Result<QJsonValue> call(const ApiCall &call);
    Result<QJsonValue> get(const QString &path) { return call({"GET", path, QJsonValue::Undefined, {}}); }
    Result<QJsonValue> post(const QString &path, const QJsonObject &body = {})
    {
        return call({"POST", path, body, {}});
    }
    // The bytes at a path or at a whole address.
    Result<QByteArray> download(const QString &pathOrUrl);

private:
    Result<HttpReply> send(const ApiCall &call);
    Error refusal(const HttpReply &reply) const;

    const QString m_serverUrl; // without a slash at its end
    QByteArray m_token;
    const qint64 m_timeoutMs;
    HttpClient m_http;
};

// The list in a reply: the reply itself, or its member `name`, or `items`.
QJsonArray itemsOf(const QJsonValue &reply, const QString &name);

} // namespace remirai
