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

struct LocalImageModel::Easel
{
    Canvas canvas;
    PngWriter writer;
};

LocalImageModel::LocalImageModel() = default;
LocalImageModel::~LocalImageModel() = default;

std::unique_ptr<LocalImageModel::Easel> LocalImageModel::takeEasel()
{
    const std::lock_guard lock(m_mutex);
    if (m_idle.empty())
        return std::make_unique<Easel>();
    std::unique_ptr<Easel> easel = std::move(m_idle.back());
    m_idle.pop_back();
    return easel;
}

Result<QByteArray> LocalImageModel::paint(const QString &personaPrompt, const CallContext &)
{
    std::unique_ptr<Easel> easel = takeEasel();
    QByteArray png = paintPortrait(readPersona(personaPrompt), easel->canvas, easel->writer);
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(easel));
    return png;
}

} // namespace remirai
