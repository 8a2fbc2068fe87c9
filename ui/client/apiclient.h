// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QThreadPool>
#include <QUrl>
#include <functional>
#include <memory>

namespace remirai::ui {

struct ApiRequest
{
    QByteArray method = "GET";
    QString path; // "/api/v1/operator/queues", its query percent-encoded
    QByteArray body; // JSON; empty = none
    QByteArray idempotencyKey; // of a command
};

// Speaks HTTP to one server, in the GUI thread, without ever blocking it: answers come by callback while `context`
// lives, bodies are parsed and decoded on a thread of its own. Errors are values with the sentence of the problem
// document.
class ApiClient : public QObject
{
    Q_OBJECT

public:
    explicit ApiClient(QObject *parent = nullptr);
    ~ApiClient() override; // waits for a parser that is at work; no callback comes any more

    // From now on; what is under way is aborted without an answer.
    void setServer(const QUrl &url, const QByteArray &token);
    void setToken(const QByteArray &token) { m_token = token; } // of the same server, renewed
    const QUrl &url() const { return m_url; }
    const QByteArray &token() const { return m_token; }
    QNetworkRequest requestFor(const QString &path) const; // with the token; also for the live stream

    template <typename T> using Decode = Result<T> (*)(const QJsonObject &);
    template <typename T> using Answer = std::function<void(Result<T> &&)>;

    template <typename T> void send(const ApiRequest &request, QObject *context, Decode<T> decode, Answer<T> answer)
    {
        auto result = std::make_shared<std::optional<Result<T>>>();
        const auto work = [result, decode](const Result<QByteArray> &body) {
            const Result<QJsonObject> object = body ? objectIn(*body) : Result<QJsonObject>(body.error());
            result->emplace(object ? decode(*object) : Result<T>(object.error()));
        };
        start(request, context, work, [result, answer] { answer(std::move(**result)); });
    }
    template <typename T> void get(const QString &path, QObject *context, Decode<T> decode, Answer<T> answer)
    {
        send<T>({"GET", path, {}, {}}, context, decode, std::move(answer));
    }
    // The body as it comes, for pictures.
    void getBytes(const QString &path, QObject *context, Answer<QByteArray> answer);

Q_SIGNALS:
    // After every request: whether the server answered at all, and when it refused us, how (401 or 403, else 0).
    void contact(bool reached, int refusedWith);

private:
    using Work = std::function<void(const Result<QByteArray> &)>;
    void start(const ApiRequest &request, QObject *context, Work work, std::function<void()> answer);
    void finish(QNetworkReply *reply, QObject *context, Work work, std::function<void()> answer);
    static Result<QJsonObject> objectIn(const QByteArray &body);

    QNetworkAccessManager m_network;
    QThreadPool m_parser;
    QUrl m_url;
    QByteArray m_token;
    quint64 m_generation = 0; // of the server; an answer of an older one is dropped
};

// A path of the API with its query: pathOf("/sagas", {{"state", "failed"}}). Empty values are left out.
QString operatorPath(const QString &path, const std::vector<std::pair<QString, QString>> &query = {});

} // namespace remirai::ui
