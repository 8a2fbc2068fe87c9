// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models.h"

namespace remirai {

namespace {

ProviderSection sectionOf(const ModelConfig &config, const QString &dataDir)
{
    ProviderSection section;
    section.provider = config.provider;
    section.baseUrl = config.baseUrl;
    section.model = config.model;
    section.apiKeyFile = resolved(dataDir, config.apiKeyFile);
    section.timeoutMs = config.timeoutMs;
    section.requestsPerMinute = config.requestsPerMinute;
    return section;
}

} // namespace

ProviderConfig providersOf(const LoadedConfig &loaded)
{
    ProviderConfig providers;
    providers.llm = sectionOf(loaded.config.llm, loaded.dataDir);
    providers.image = sectionOf(loaded.config.image, loaded.dataDir);
    providers.image.size = loaded.config.image.size;
    providers.localLatencyMs = loaded.config.local.latencyMs;
    providers.localFailureRate = loaded.config.local.failureRate;
    return providers;
}

} // namespace remirai
