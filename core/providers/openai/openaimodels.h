// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "core/providers/http/httpclient.h"
#include "core/providers/model.h"

namespace remirai {

// Where and as whom to call. Checked by makeModels().
struct OpenAiEndpoint
{
    QString section; // "llm" or "image", for messages
    QByteArray baseUrl; // without a slash at the end
    QString model;
    QByteArray apiKey; // may be empty: local servers need none
    QString imageSize; // "512x512", image model only
};

// One POST to the endpoint: headers, limits and the meaning of its failures. Any thread.
class OpenAiCaller
{
public:
    OpenAiCaller(OpenAiEndpoint endpoint, Environment &environment); // `environment` must outlive it

    const OpenAiEndpoint &endpoint() const { return m_endpoint; }
    // The body of a 200.
    Result<QByteArray> post(const QByteArray &path, const QByteArray &body, qint64 maxBytes,
                            const CallContext &context);
    // A file that the provider points to: no key is sent, at most three redirects, http and https only, and addresses
    // of private networks only on the provider's own host.
    Result<QByteArray> download(QByteArray url, qint64 maxBytes, const CallContext &context);

private:
    OpenAiEndpoint m_endpoint;
    Environment &m_environment;
    HttpClient m_client;
};

// `POST {base_url}/chat/completions`.
class OpenAiLanguageModel final : public LanguageModel
{
public:
    OpenAiLanguageModel(OpenAiEndpoint endpoint, Environment &environment);
    Result<QString> synthesize(const AnswerSummary &summary, const CallContext &context) override;
    Result<QString> chat(const ChatRequest &request, const CallContext &context) override;

private:
    Result<QString> complete(const QByteArray &body, const CallContext &context);

    OpenAiCaller m_caller;
};

// `POST {base_url}/images/generations`.
class OpenAiImageModel final : public ImageModel
{
public:
    OpenAiImageModel(OpenAiEndpoint endpoint, Environment &environment);
    Result<QByteArray> paint(const QString &personaPrompt, const CallContext &context) override;

private:
    OpenAiCaller m_caller;
    Environment &m_environment;
};

} // namespace remirai
