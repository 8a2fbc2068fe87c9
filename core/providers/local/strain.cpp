// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/local/strain.h"

#include "core/providers/gate/interruptiblewait.h"

namespace remirai {

namespace {

class StrainedLanguageModel final : public LanguageModel
{
public:
    StrainedLanguageModel(std::unique_ptr<LanguageModel> model, const Strain &strain, Environment &environment)
        : m_model(std::move(model))
        , m_strain(strain)
        , m_environment(environment)
    { }

    Result<QString> synthesize(const AnswerSummary &summary, const CallContext &context) override
    {
        if (const Status status = endure(m_strain, m_environment, context); !status)
            return status.error();
        return m_model->synthesize(summary, context);
    }

    Result<QString> chat(const ChatRequest &request, const CallContext &context) override
    {
        if (const Status status = endure(m_strain, m_environment, context); !status)
            return status.error();
        return m_model->chat(request, context);
    }

private:
    std::unique_ptr<LanguageModel> m_model;
    Strain m_strain;
    Environment &m_environment;
};

class StrainedImageModel final : public ImageModel
{
public:
    StrainedImageModel(std::unique_ptr<ImageModel> model, const Strain &strain, Environment &environment)
        : m_model(std::move(model))
        , m_strain(strain)
        , m_environment(environment)
    { }

    Result<QByteArray> paint(const QString &personaPrompt, const CallContext &context) override
    {
        if (const Status status = endure(m_strain, m_environment, context); !status)
            return status.error();
        return m_model->paint(personaPrompt, context);
    }

private:
    std::unique_ptr<ImageModel> m_model;
    Strain m_strain;
    Environment &m_environment;
};

} // namespace

Error strainedError(double unit)
{
    if (unit < 0.70)
        return {ErrorCode::Unavailable, QStringLiteral("the local model answered 500, as local.failure_rate asks"), {}};
    if (unit < 0.85)
        return {ErrorCode::RateLimited,
                QStringLiteral("the local model answered 429, as local.failure_rate asks"),
                {},
                1'000 + static_cast<qint64>((unit - 0.70) / 0.15 * 4'000)};
    return {
        ErrorCode::Timeout, QStringLiteral("the local model did not answer in time, as local.failure_rate asks"), {}};
}

Status endure(const Strain &strain, Environment &environment, const CallContext &context)
{
    const bool tooSlow = context.timeoutMs > 0 && strain.latencyMs > context.timeoutMs;
    if (!waitFor(tooSlow ? context.timeoutMs : strain.latencyMs, context.stop))
        return Error{ErrorCode::Unavailable, QStringLiteral("the call was stopped before it ended"), {}};
    if (tooSlow)
        return Error{
            ErrorCode::Timeout,
            QStringLiteral("the local model did not answer within %1 ms; see local.latency").arg(context.timeoutMs),
            {}};
    if (strain.failureRate > 0 && unitInterval(environment.random64()) < strain.failureRate)
        return strainedError(unitInterval(environment.random64()));
    return {};
}

std::unique_ptr<LanguageModel> strained(std::unique_ptr<LanguageModel> model, const Strain &strain,
                                        Environment &environment)
{
    return std::make_unique<StrainedLanguageModel>(std::move(model), strain, environment);
}

std::unique_ptr<ImageModel> strained(std::unique_ptr<ImageModel> model, const Strain &strain, Environment &environment)
{
    return std::make_unique<StrainedImageModel>(std::move(model), strain, environment);
}

} // namespace remirai
