// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/openai/openaimodels.h"

#include "core/providers/openai/failure.h"
#include "core/providers/openai/picture.h"
#include "core/providers/openai/protocol.h"

#include <QUrl>

namespace remirai {

namespace {

constexpr qint64 kMaxChatBytes = 1 << 20;
constexpr qint64 kMaxPictureBytes = 16 << 20;
constexpr qint64 kMaxImageReplyBytes = kMaxPictureBytes / 3 * 4 + (64 << 10); // Base64 and its frame
constexpr int kMaxRedirects = 3;

// A header value: visible ASCII only, so that a key can never add a header. Whole: some keys are tokens of a kilobyte.
QByteArray headerValue(const QByteArray &text)
{
    QByteArray value;
    for (const char c : text) {
        if (c > 0x20 && c < 0x7f)
            value += c;
    }
    return value;
}

Error namedIn(const QString &section, Error error)
{
    error.message = QStringLiteral("%1 provider: ").arg(section) + error.message;
    return error;
}

} // namespace

OpenAiCaller::OpenAiCaller(OpenAiEndpoint endpoint, Environment &environment)
    : m_endpoint(std::move(endpoint))
    , m_environment(environment)
{ }

Result<QByteArray> OpenAiCaller::post(const QByteArray &path, const QByteArray &body, qint64 maxBytes,
                                      const CallContext &context)
{
    HttpRequest request;
    request.url = m_endpoint.baseUrl + path;
    request.body = body;
    request.headers = {"Content-Type: application/json", "Accept: application/json", "Expect:"};
    if (!m_endpoint.apiKey.isEmpty())
        request.headers.append("Authorization: Bearer " + headerValue(m_endpoint.apiKey));
    if (!context.idempotencyKey.isEmpty())
        request.headers.append("Idempotency-Key: " + headerValue(context.idempotencyKey));
    request.timeoutMs = context.timeoutMs;
    request.maxBytes = maxBytes;
    request.stop = context.stop;
    Result<HttpReply> reply = m_client.send(request);
    if (!reply)
        return namedIn(m_endpoint.section, reply.error());
    if (reply->status != 200)
        return failureOf(*reply, m_endpoint.section, m_environment.nowMs());
    return std::move(reply->body);
}

Result<QByteArray> OpenAiCaller::download(QByteArray url, qint64 maxBytes, const CallContext &context)
{
    const QString ownHost = QUrl::fromEncoded(m_endpoint.baseUrl).host();
    const qint64 startedMs = m_environment.steadyMs();
    for (int hop = 0; hop <= kMaxRedirects; ++hop) {
        const QUrl parsed = QUrl::fromEncoded(url);
        if (parsed.scheme() != u"http" && parsed.scheme() != u"https")
            return Error{ErrorCode::Unprocessable,
                         QStringLiteral("the %1 provider points to an image that is not on http or https")
                             .arg(m_endpoint.section),
                         {}};
        HttpRequest request;
        request.url = url;
        request.headers = {"Accept: image/*"};
        request.timeoutMs = context.timeoutMs;
        if (context.timeoutMs > 0)
            request.timeoutMs = std::max<qint64>(1, context.timeoutMs - (m_environment.steadyMs() - startedMs));
        request.maxBytes = maxBytes;
        request.publicOnly = parsed.host() != ownHost;
        request.stop = context.stop;
        Result<HttpReply> reply = m_client.send(request);
        if (!reply)
            return namedIn(m_endpoint.section, reply.error());
        if (reply->status == 200)
            return std::move(reply->body);
        // A file host's 403 or 404 is an expired link, not our key: the next attempt makes a new image.
        if (reply->redirectUrl.isEmpty())
            return Error{ErrorCode::Unavailable,
                         QStringLiteral("the %1 provider's image could not be fetched: status %2")
                             .arg(m_endpoint.section)
                             .arg(reply->status),
                         {}};
        url = reply->redirectUrl;
    }
    return Error{ErrorCode::Unprocessable,
                 QStringLiteral("the %1 provider's image redirects too often").arg(m_endpoint.section),
                 {}};
}

OpenAiLanguageModel::OpenAiLanguageModel(OpenAiEndpoint endpoint, Environment &environment)
    : m_caller(std::move(endpoint), environment)
{ }

Result<QString> OpenAiLanguageModel::complete(const QByteArray &body, const CallContext &context)
{
    const Result<QByteArray> reply = m_caller.post("/chat/completions", body, kMaxChatBytes, context);
    if (!reply)
        return reply.error();
    return parseChat(*reply);
}

Result<QString> OpenAiLanguageModel::synthesize(const AnswerSummary &summary, const CallContext &context)
{
    const Result<QString> text = complete(synthesisBody(m_caller.endpoint().model, summary), context);
    if (!text)
        return text;
    return repairedPersona(*text);
}

Result<QString> OpenAiLanguageModel::chat(const ChatRequest &request, const CallContext &context)
{
    const Result<QString> text = complete(chatBody(m_caller.endpoint().model, request), context);
    if (!text)
        return text;
    return text->left(kMaxReplyLength);
}

OpenAiImageModel::OpenAiImageModel(OpenAiEndpoint endpoint, Environment &environment)
    : m_caller(std::move(endpoint), environment)
    , m_environment(environment)
{ }

Result<QByteArray> OpenAiImageModel::paint(const QString &personaPrompt, const CallContext &context)
{
    const qint64 startedMs = m_environment.steadyMs();
    const OpenAiEndpoint &endpoint = m_caller.endpoint();
    const Result<QByteArray> reply =
        m_caller.post("/images/generations", imageBody(endpoint.model, endpoint.imageSize, personaPrompt),
                      kMaxImageReplyBytes, context);
    if (!reply)
        return reply.error();
    const Result<ImageReference> reference = parseImage(*reply);
    if (!reference)
        return reference.error();
    if (reference->url.isEmpty())
        return cleanPicture(reference->bytes);
    CallContext rest = context;
    if (context.timeoutMs > 0)
        rest.timeoutMs = std::max<qint64>(1, context.timeoutMs - (m_environment.steadyMs() - startedMs));
    const Result<QByteArray> file = m_caller.download(reference->url, kMaxPictureBytes, rest);
    if (!file)
        return file.error();
    return cleanPicture(*file);
}

} // namespace remirai
