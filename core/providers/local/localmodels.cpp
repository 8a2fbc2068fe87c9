// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/local/localmodels.h"

#include "core/providers/local/localchat.h"
#include "core/providers/local/personatext.h"
#include "core/providers/portrait/portrait.h"

namespace remirai {

Result<QString> LocalLanguageModel::synthesize(const AnswerSummary &summary, const CallContext &)
{
    return writePersona(traitsFromSummary(summary)).left(kMaxPromptLength);
}

Result<QString> LocalLanguageModel::chat(const ChatRequest &request, const CallContext &)
{
    return replyTo(request).left(kMaxReplyLength);
}

LocalImageModel::LocalImageModel()
    : m_coverages(std::make_unique<CoverageCache>())
{ }
LocalImageModel::~LocalImageModel() = default;

std::unique_ptr<Canvas> LocalImageModel::takeCanvas()
{
    const std::lock_guard lock(m_mutex);
    if (m_idle.empty())
        return std::make_unique<Canvas>(*m_coverages);
    std::unique_ptr<Canvas> canvas = std::move(m_idle.back());
    m_idle.pop_back();
    return canvas;
}

Result<QByteArray> LocalImageModel::paint(const QString &personaPrompt, const CallContext &)
{
    std::unique_ptr<Canvas> canvas = takeCanvas();
    QByteArray png = paintPortrait(readPersona(personaPrompt), *canvas);
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(canvas));
    return png;
}

} // namespace remirai
