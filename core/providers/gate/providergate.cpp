// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/gate/providergate.h"

#include "core/domain/retry.h"
#include "core/providers/gate/interruptiblewait.h"

#include <algorithm>

namespace remirai {

namespace {

CallOutcome outcomeOf(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Unavailable:
    case ErrorCode::Timeout:
        return CallOutcome::Failed;
    case ErrorCode::RateLimited:
        return CallOutcome::Neutral;
    case ErrorCode::Unauthenticated:
    case ErrorCode::Forbidden:
        return CallOutcome::Refused;
    case ErrorCode::InvalidArgument:
    case ErrorCode::Unprocessable:
    case ErrorCode::NotFound:
    case ErrorCode::Conflict:
    case ErrorCode::Gone:
    case ErrorCode::TooLarge:
    case ErrorCode::Internal:
        return CallOutcome::Succeeded;
    }
    Q_UNREACHABLE();
}

Error stoppedError()
{
    return {ErrorCode::Unavailable, QStringLiteral("the call was stopped before it ended"), {}};
}

qint64 shorterLimit(qint64 a, qint64 b)
{
    if (a <= 0 || b <= 0)
        return std::max(a, b);
    return std::min(a, b);
}

} // namespace

ProviderGate::ProviderGate(GateSettings settings, Environment &environment)
    : m_settings(std::move(settings))
    , m_environment(environment)
{
    m_health.provider = m_settings.provider;
}

std::optional<Error> ProviderGate::admitLocked(Pass &pass, qint64 nowMs)
{
    if (!m_settings.protects)
        return std::nullopt;
    const Admission admission = admit(m_settings.breaker, m_breaker, nowMs);
    m_breaker = admission.state;
    pass.generation = m_breaker.generation;
    if (admission.admitted)
        return std::nullopt;
    ++m_health.rejected;
    const QString cause = m_health.lastError.isEmpty() ? QStringLiteral("its last calls failed") : m_health.lastError;
    return Error{ErrorCode::RateLimited,
                 QStringLiteral("calls to the provider rest after failures: ") + cause,
                 {},
                 admission.retryAfterMs};
}

Result<qint64> ProviderGate::reserveLocked(qint64 nowMs, qint64 maxWaitMs)
{
    const qint64 pauseMs = std::max<qint64>(0, m_pausedUntilMs > nowMs ? m_pausedUntilMs - nowMs : 0);
    if (pauseMs > maxWaitMs) {
        ++m_health.throttled;
        return Error{
            ErrorCode::RateLimited, QStringLiteral("the provider asked to wait before the next call"), {}, pauseMs};
    }
    const Reservation reservation = reserve(m_settings.requestsPerMinute, m_rate, nowMs, maxWaitMs);
    if (!reservation.granted) {
        ++m_health.throttled;
        return Error{ErrorCode::RateLimited,
                     QStringLiteral("the configured requests_per_minute is used up for now"),
                     {},
                     reservation.waitMs};
    }
    m_rate = reservation.state;
    return std::max(pauseMs, reservation.waitMs);
}

ProviderGate::Pass ProviderGate::enter(const CallContext &context)
{
    Pass pass{context, 0, std::nullopt};
    pass.context.timeoutMs = shorterLimit(context.timeoutMs, m_settings.timeoutMs);
    if (context.stop.stop_requested()) {
        pass.refusal = stoppedError();
        return pass;
    }
    const qint64 limitMs =
        pass.context.timeoutMs > 0 ? std::min(m_settings.maxWaitMs, pass.context.timeoutMs - 1) : m_settings.maxWaitMs;
    qint64 waitMs = 0;
    {
        const std::lock_guard lock(m_mutex);
        const qint64 nowMs = m_environment.steadyMs();
        pass.refusal = admitLocked(pass, nowMs);
        if (pass.refusal)
            return pass;
        const Result<qint64> reserved = reserveLocked(nowMs, limitMs);
        if (!reserved) {
            m_breaker = settle(m_settings.breaker, m_breaker, pass.generation, CallOutcome::Neutral, nowMs);
            pass.refusal = reserved.error();
            return pass;
        }
        waitMs = *reserved;
    }
    const bool waited = waitMs == 0 || waitFor(waitMs, context.stop);
    if (pass.context.timeoutMs > 0)
        pass.context.timeoutMs -= waitMs;
    const std::lock_guard lock(m_mutex);
    if (!waited) { // the reserved token is lost, which errs on the provider's side
        m_breaker =
            settle(m_settings.breaker, m_breaker, pass.generation, CallOutcome::Neutral, m_environment.steadyMs());
        ++m_health.throttled;
        pass.refusal = stoppedError();
        return pass;
    }
    ++m_health.calls;
    return pass;
}

void ProviderGate::countLocked(const Pass &pass, const Error *error)
{
    if (!error) {
        ++m_health.succeeded;
        m_health.lastError.clear();
        return;
    }
    if (pass.context.stop.stop_requested()) {
        ++m_health.stopped;
        return;
    }
    m_health.lastError = error->message;
    if (error->code == ErrorCode::RateLimited)
        ++m_health.rateLimited;
    else if (outcomeOf(*error) == CallOutcome::Failed || error->code == ErrorCode::Internal)
        ++m_health.failed;
    else
        ++m_health.refused;
}

void ProviderGate::leave(const Pass &pass, const Error *error)
{
    const std::lock_guard lock(m_mutex);
    countLocked(pass, error);
    if (!m_settings.protects)
        return;
    const qint64 nowMs = m_environment.steadyMs();
    const bool stopped = error && pass.context.stop.stop_requested();
    const CallOutcome outcome = stopped ? CallOutcome::Neutral : error ? outcomeOf(*error) : CallOutcome::Succeeded;
    m_breaker = settle(m_settings.breaker, m_breaker, pass.generation, outcome, nowMs);
    if (!stopped && error && error->code == ErrorCode::RateLimited && error->retryAfterMs > 0)
        m_pausedUntilMs = std::max(m_pausedUntilMs, nowMs + std::min(error->retryAfterMs, kMaxSnoozeMs));
}

ProviderHealth ProviderGate::health() const
{
    const std::lock_guard lock(m_mutex);
    ProviderHealth health = m_health;
    health.breaker = m_breaker.phase;
    if (m_breaker.phase == BreakerPhase::Open)
        health.opensInMs = std::max<qint64>(0, m_breaker.openUntilMs - m_environment.steadyMs());
    return health;
}

GatedLanguageModel::GatedLanguageModel(std::unique_ptr<LanguageModel> model, std::shared_ptr<ProviderGate> gate)
    : m_model(std::move(model))
    , m_gate(std::move(gate))
{ }

Result<QString> GatedLanguageModel::synthesize(const AnswerSummary &summary, const CallContext &context)
{
    return m_gate->run<QString>(context, [&](const CallContext &inner) { return m_model->synthesize(summary, inner); });
}

Result<QString> GatedLanguageModel::chat(const ChatRequest &request, const CallContext &context)
{
    return m_gate->run<QString>(context, [&](const CallContext &inner) { return m_model->chat(request, inner); });
}

GatedImageModel::GatedImageModel(std::unique_ptr<ImageModel> model, std::shared_ptr<ProviderGate> gate)
    : m_model(std::move(model))
    , m_gate(std::move(gate))
{ }

Result<QByteArray> GatedImageModel::paint(const QString &personaPrompt, const CallContext &context)
{
    return m_gate->run<QByteArray>(context,
                                   [&](const CallContext &inner) { return m_model->paint(personaPrompt, inner); });
}

} // namespace remirai
