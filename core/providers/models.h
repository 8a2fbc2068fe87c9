// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "core/providers/gate/providergate.h"
#include "core/providers/model.h"

#include <memory>

namespace remirai {

// `[llm]` and `[image]` of remirai.toml.
struct ProviderSection
{
    QString provider = QStringLiteral("local"); // or "openai"
    QString baseUrl; // empty = OpenAI's own
    QString model;
    QByteArray apiKey; // when the caller has resolved it already; else environment, else apiKeyFile
    QString apiKeyFile;
    qint64 timeoutMs = 60'000;
    int requestsPerMinute = 0; // 0 = unlimited
    QString size = QStringLiteral("512x512"); // image only
};

struct ProviderConfig
{
    ProviderSection llm;
    ProviderSection image = [] {
        ProviderSection section;
        section.timeoutMs = 120'000;
        return section;
    }();
    qint64 localLatencyMs = 0; // [local] latency
    double localFailureRate = 0; // [local] failure_rate
    BreakerPolicy breaker; // of each remote provider
};

// The two models as the rest of the program sees them, behind their gates. Both may be called from any thread. Movable.
struct Models
{
    std::unique_ptr<LanguageModel> language;
    std::unique_ptr<ImageModel> image;
    std::shared_ptr<ProviderGate> languageGate; // health() for metrics
    std::shared_ptr<ProviderGate> imageGate;
};

// Builds them; makes no call. Keys: section.apiKey, else REMIRAI_LLM_API_KEY / REMIRAI_IMAGE_API_KEY, else the file.
// InvalidArgument names the wrong field, as in "llm.provider". `environment` must outlive the models.
Result<Models> makeModels(const ProviderConfig &config, Environment &environment);

} // namespace remirai
