// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/apiclient.h"

#include "core/domain/httpstatus.h"

#include <QFutureWatcher>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QPointer>
#include <QTimer>
#include <QUrlQuery>
#include <QtConcurrent>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTotalMs = 15'000; // Qt's own timeout is one of inactivity
constexpr qint64 kMaxBody = 16 << 20;

// RFC 9457: the detail is the sentence for a person.
Error problemOf(int status, const QByteArray &body, const QByteArray &retryAfter)
{
    const QJsonObject problem = QJsonDocument::fromJson(body).object();
    QString sentence = problem.value(u"detail"_s).toString();
    if (sentence.isEmpty())
        sentence = problem.value(u"title"_s).toString();
    if (sentence.isEmpty())
        sentence = u"the server answered with status %1"_s.arg(status);
    return {errorCodeOfHttp(status), sentence, problem.value(u"field"_s).toString(), retryAfter.toLongLong() * 1'000};
}

Result<QByteArray> outcomeOf(QNetworkReply &reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0) {
        if (reply.error() == QNetworkReply::OperationCanceledError)
            return Error{ErrorCode::Timeout, u"the server did not answer in time"_s, {}};
        return Error{ErrorCode::Unavailable, u"the server cannot be reached: "_s + reply.errorString(), {}};
    }
    if (status < 300 && reply.error() != QNetworkReply::NoError) { // it began to answer; what came of it is unknown
        const bool isLate = reply.error() == QNetworkReply::OperationCanceledError;
        return Error{isLate ? ErrorCode::Timeout : ErrorCode::Unavailable,
                     u"the server's answer broke off: "_s + reply.errorString(),
                     {}};
    }
    const QByteArray body = reply.read(kMaxBody + 1);
    if (body.size() > kMaxBody)
        return Error{ErrorCode::TooLarge, u"the server's answer is larger than 16 MiB"_s, {}};
    if (status >= 300)
        return problemOf(status, body, reply.rawHeader("Retry-After"));
    return body;
}

} // namespace

ApiClient::ApiClient(QObject *parent)
    : QObject(parent)
{
    m_parser.setMaxThreadCount(1); // answers keep their order
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy); // the token goes to nobody else
    m_network.setAutoDeleteReplies(true);
}

ApiClient::~ApiClient()
{
    m_parser.waitForDone();
}

void ApiClient::setServer(const QUrl &url, const QByteArray &token)
{
    ++m_generation;
    m_url = url;
    m_token = token;
}

QNetworkRequest ApiClient::requestFor(const QString &path) const
{
    QString base = m_url.toString(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::StripTrailingSlash);
    QNetworkRequest request(QUrl(base + path, QUrl::StrictMode));
    if (!m_token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_token);
    request.setHeader(QNetworkRequest::UserAgentHeader,
                      QString(u"remirai-desktop/"_s + QStringLiteral(REMIRAI_VERSION)));
    return request;
}

void ApiClient::getBytes(const QString &path, QObject *context, Answer<QByteArray> answer)
{
    auto body = std::make_shared<std::optional<Result<QByteArray>>>();
    start(
        {"GET", path, {}, {}}, context, [body](const Result<QByteArray> &bytes) { body->emplace(bytes); },
        [body, answer] { answer(std::move(**body)); });
}

void ApiClient::start(const ApiRequest &request, QObject *context, Work work, std::function<void()> answer)
{
    QNetworkRequest message = requestFor(request.path);
    if (!request.body.isEmpty())
        message.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    if (!request.idempotencyKey.isEmpty())
        message.setRawHeader("Idempotency-Key", request.idempotencyKey);
    QNetworkReply *reply = m_network.sendCustomRequest(message, request.method, request.body);
    QTimer::singleShot(kTotalMs, reply, &QNetworkReply::abort);
    const QPointer<QObject> alive(context);
    connect(reply, &QNetworkReply::finished, this,
            [this, reply, alive, generation = m_generation, work = std::move(work), answer = std::move(answer)] {
                if (generation == m_generation)
                    finish(reply, alive, work, answer);
            });
}

void ApiClient::finish(QNetworkReply *reply, QObject *context, Work work, std::function<void()> answer)
{
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QPointer<QObject> alive(context);
    const Result<QByteArray> outcome = outcomeOf(*reply);
    Q_EMIT contact(status != 0, status == 401 || status == 403 ? status : 0);
    if (!alive)
        return;
    auto *watcher = new QFutureWatcher<void>(this);
    connect(watcher, &QFutureWatcher<void>::finished, this,
            [this, watcher, alive, generation = m_generation, answer = std::move(answer)] {
                watcher->deleteLater();
                if (alive && generation == m_generation)
                    answer();
            });
    watcher->setFuture(QtConcurrent::run(&m_parser, [work = std::move(work), outcome] { work(outcome); }));
}

Result<QJsonObject> ApiClient::objectIn(const QByteArray &body)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (!document.isObject())
        return Error{
            ErrorCode::Internal, u"the server's answer is not the JSON it promises: "_s + error.errorString(), {}};
    return document.object();
}

QString operatorPath(const QString &path, const std::vector<std::pair<QString, QString>> &query)
{
    QUrlQuery items;
    for (const auto &[name, value] : query) {
        if (!value.isEmpty())
            items.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    }
    const QString text = items.toString(QUrl::FullyEncoded);
    return u"/api/v1/operator"_s + path + (text.isEmpty() ? QString() : u"?"_s + text);
}

} // namespace remirai::ui
