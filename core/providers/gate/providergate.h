// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "core/providers/gate/circuitbreaker.h"
#include "core/providers/gate/tokenbucket.h"
#include "core/providers/model.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace remirai {

// One provider at one moment, for metrics and for people.
struct ProviderHealth
{
    QString provider; // "local", "openai"
    BreakerPhase breaker = BreakerPhase::Closed;
    qint64 opensInMs = 0; // until the open breaker lets probes pass
    QString lastError; // why the last failed call failed; empty after a success
    qint64 calls = 0; // sent to the provider; the next five add up to it, less what runs now
    qint64 succeeded = 0;
    qint64 failed = 0; // may succeed later
    qint64 rateLimited = 0; // the provider's 429 and 529
    qint64 refused = 0; // cannot succeed
    qint64 stopped = 0; // by us, before the end
    qint64 throttled = 0; // not sent: our own rate, or the provider asked to wait
    qint64 rejected = 0; // not sent: the breaker was open
};

struct GateSettings
{
    QString provider;
    qint64 timeoutMs =
        60'000; // of a whole call, waiting for a token included; the caller's limit counts if it is shorter
    double requestsPerMinute = 0; // 0 = unlimited
    qint64 maxWaitMs = 4'000; // for a token; whoever would wait longer is answered RateLimited
    bool protects = true; // false: neither breaker nor the provider's pauses (a local model that fails on purpose must
                          // be seen failing)
    BreakerPolicy breaker;
};

// What stands before every call to a provider: rate, breaker, the provider's own pauses, counters. Thread-safe.
// An open breaker answers RateLimited with the time until it opens, not Unavailable: RateLimited spends no attempt, so
// that queued messages outlive the provider's outage instead of filling the dead-letter queue.
class ProviderGate
{
public:
    ProviderGate(GateSettings settings, Environment &environment); // `environment` must outlive the gate

    template <typename T>
    Result<T> run(const CallContext &context, const std::function<Result<T>(const CallContext &)> &call)
    {
        Pass pass = enter(context);
        if (pass.refusal)
            return *pass.refusal;
        Result<T> result = call(pass.context);
        leave(pass, result.ok() ? nullptr : &result.error());
        return result;
    }

    ProviderHealth health() const;

private:
    struct Pass
    {
        CallContext context;
        quint64 generation = 0;
        std::optional<Error> refusal;
    };
    Pass enter(const CallContext &context);
    std::optional<Error> admitLocked(Pass &pass, qint64 nowMs);
    Result<qint64> reserveLocked(qint64 nowMs, qint64 maxWaitMs);
    void leave(const Pass &pass, const Error *error);
    void countLocked(const Pass &pass, const Error *error);

    const GateSettings m_settings;
    Environment &m_environment;

    mutable std::mutex m_mutex; // guards what follows
    RateState m_rate;
    BreakerState m_breaker;
    qint64 m_pausedUntilMs = std::numeric_limits<qint64>::min(); // the provider asked for it
    ProviderHealth m_health;
};

// A model behind a gate.
class GatedLanguageModel final : public LanguageModel
{
public:
    GatedLanguageModel(std::unique_ptr<LanguageModel> model, std::shared_ptr<ProviderGate> gate);
    Result<QString> synthesize(const AnswerSummary &summary, const CallContext &context) override;
    Result<QString> chat(const ChatRequest &request, const CallContext &context) override;

private:
    std::unique_ptr<LanguageModel> m_model;
    std::shared_ptr<ProviderGate> m_gate;
};

class GatedImageModel final : public ImageModel
{
public:
    GatedImageModel(std::unique_ptr<ImageModel> model, std::shared_ptr<ProviderGate> gate);
    Result<QByteArray> paint(const QString &personaPrompt, const CallContext &context) override;

private:
    std::unique_ptr<ImageModel> m_model;
    std::shared_ptr<ProviderGate> m_gate;
};

} // namespace remirai
