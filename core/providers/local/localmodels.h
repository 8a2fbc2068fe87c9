// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/model.h"

#include <memory>
#include <mutex>

namespace remirai {

class Canvas;
class CoverageCache;

// Writes and talks offline, in microseconds, from tables of phrases. No state; any thread. Never fails.
class LocalLanguageModel final : public LanguageModel
{
public:
    Result<QString> synthesize(const AnswerSummary &summary, const CallContext &context) override;
    Result<QString> chat(const ChatRequest &request, const CallContext &context) override;
};

// Paints a flat, stylised 512×512 portrait in well under a millisecond. Any thread. Never fails.
// Keeps a canvas (270 KB) for each painter at work; painting never waits, so there are about as many as cores. What
// their shapes cover is kept for all of them: about ten megabytes at most.
class LocalImageModel final : public ImageModel
{
public:
    LocalImageModel();
    ~LocalImageModel() override;
    Result<QByteArray> paint(const QString &personaPrompt, const CallContext &context) override;

private:
    std::unique_ptr<Canvas> takeCanvas();

    const std::unique_ptr<CoverageCache> m_coverages;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Canvas>> m_idle; // guarded by m_mutex
};

} // namespace remirai
