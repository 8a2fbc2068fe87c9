// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/models.h"

#include "core/providers/local/localmodels.h"
#include "core/providers/local/strain.h"
#include "core/providers/openai/openaimodels.h"
#include "core/providers/secret.h"

#include <QRegularExpression>
#include <QUrl>

namespace remirai {

namespace {

constexpr QStringView kLocal = u"local";
constexpr QStringView kOpenAi = u"openai";

Error wrong(const QString &field, const QString &message)
{
    return {ErrorCode::InvalidArgument, message, field};
}

Result<QByteArray> checkedBaseUrl(const QString &text, const QString &field)
{
    const QUrl url(text.isEmpty() ? QStringLiteral("https://api.openai.com/v1") : text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"http" && url.scheme() != u"https"))
        return wrong(field, QStringLiteral("not an http or https address, such as http://127.0.0.1:11434/v1"));
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return wrong(field, QStringLiteral("give the address alone, without user, query or fragment"));
    return url.adjusted(QUrl::StripTrailingSlash).toEncoded();
}

Status checkSection(const ProviderSection &section, const QString &name)
{
    if (section.provider != kLocal && section.provider != kOpenAi)
        return wrong(
            name + QStringLiteral(".provider"),
            QStringLiteral("unknown provider “%1”; choose \"local\" or \"openai\"").arg(section.provider.left(60)));
    if (section.timeoutMs <= 0)
        return wrong(name + QStringLiteral(".timeout"), QStringLiteral("must be longer than nothing"));
    if (section.requestsPerMinute < 0)
        return wrong(name + QStringLiteral(".requests_per_minute"), QStringLiteral("must be 0 (unlimited) or more"));
    return {};
}

Result<OpenAiEndpoint> endpointOf(const ProviderSection &section, const QString &name, const char *keyVariable)
{
    if (section.model.trimmed().isEmpty())
        return wrong(name + QStringLiteral(".model"), QStringLiteral("name the model that the provider should use"));
    const Result<QByteArray> url = checkedBaseUrl(section.baseUrl, name + QStringLiteral(".base_url"));
    if (!url)
        return url.error();
    OpenAiEndpoint endpoint{name, *url, section.model.trimmed(), section.apiKey, section.size};
    if (endpoint.apiKey.isEmpty()) {
        const Result<QByteArray> key =
            readSecret(keyVariable, section.apiKeyFile, name + QStringLiteral(".api_key_file"));
        if (!key)
            return key.error();
        endpoint.apiKey = *key;
    }
    return endpoint;
}

std::shared_ptr<ProviderGate> gateOf(const ProviderSection &section, const BreakerPolicy &breaker,
                                     Environment &environment)
{
    GateSettings settings;
    settings.provider = section.provider;
    settings.timeoutMs = section.timeoutMs;
    settings.requestsPerMinute = section.requestsPerMinute;
    settings.protects = section.provider != kLocal;
    settings.breaker = breaker;
    return std::make_shared<ProviderGate>(settings, environment);
}

Status checkConfig(const ProviderConfig &config)
{
    static const QRegularExpression sizePattern(QStringLiteral("^[1-9][0-9]{1,3}x[1-9][0-9]{1,3}$"));
    if (const Status status = checkSection(config.llm, QStringLiteral("llm")); !status)
        return status;
    if (const Status status = checkSection(config.image, QStringLiteral("image")); !status)
        return status;
    if (config.image.provider == kOpenAi && !sizePattern.match(config.image.size).hasMatch())
        return wrong(QStringLiteral("image.size"),
                     QStringLiteral("write width and height in pixels, such as \"512x512\""));
    if (config.localLatencyMs < 0)
        return wrong(QStringLiteral("local.latency"), QStringLiteral("must not be negative"));
    if (!(config.localFailureRate >= 0 && config.localFailureRate <= 1))
        return wrong(QStringLiteral("local.failure_rate"), QStringLiteral("must lie between 0 and 1"));
    return {};
}

Result<std::unique_ptr<LanguageModel>> languageOf(const ProviderConfig &config, Environment &environment)
{
    const Strain strain{config.localLatencyMs, config.localFailureRate};
    if (config.llm.provider == kLocal)
        return strained(std::unique_ptr<LanguageModel>(std::make_unique<LocalLanguageModel>()), strain, environment);
    const Result<OpenAiEndpoint> endpoint = endpointOf(config.llm, QStringLiteral("llm"), "REMIRAI_LLM_API_KEY");
    if (!endpoint)
        return endpoint.error();
    return std::unique_ptr<LanguageModel>(std::make_unique<OpenAiLanguageModel>(*endpoint, environment));
}

Result<std::unique_ptr<ImageModel>> imageOf(const ProviderConfig &config, Environment &environment)
{
    const Strain strain{config.localLatencyMs, config.localFailureRate};
    if (config.image.provider == kLocal)
        return strained(std::unique_ptr<ImageModel>(std::make_unique<LocalImageModel>()), strain, environment);
    const Result<OpenAiEndpoint> endpoint = endpointOf(config.image, QStringLiteral("image"), "REMIRAI_IMAGE_API_KEY");
    if (!endpoint)
        return endpoint.error();
    return std::unique_ptr<ImageModel>(std::make_unique<OpenAiImageModel>(*endpoint, environment));
}

} // namespace

Result<Models> makeModels(const ProviderConfig &config, Environment &environment)
{
    if (const Status status = checkConfig(config); !status)
        return status.error();
    Result<std::unique_ptr<LanguageModel>> language = languageOf(config, environment);
    if (!language)
        return language.error();
    Result<std::unique_ptr<ImageModel>> image = imageOf(config, environment);
    if (!image)
        return image.error();
    Models models;
    models.languageGate = gateOf(config.llm, config.breaker, environment);
    models.imageGate = gateOf(config.image, config.breaker, environment);
    models.language = std::make_unique<GatedLanguageModel>(std::move(*language), models.languageGate);
    models.image = std::make_unique<GatedImageModel>(std::move(*image), models.imageGate);
    return models;
}

} // namespace remirai
