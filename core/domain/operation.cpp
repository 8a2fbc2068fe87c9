// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/operation.h"

#include "core/domain/enumtext.h"
#include "core/domain/errorsignature.h"

namespace remirai {

namespace {

constexpr EnumTexts<OperationKind, 8> kKindTexts{{
    {OperationKind::Redrive, u"redrive"},
    {OperationKind::Retry, u"retry"},
    {OperationKind::Delete, u"delete"},
    {OperationKind::Purge, u"purge"},
    {OperationKind::Park, u"park"},
    {OperationKind::Pause, u"pause"},
    {OperationKind::Resume, u"resume"},
    {OperationKind::Scale, u"scale"},
}};

constexpr EnumTexts<OperationState, 5> kStateTexts{{
    {OperationState::Running, u"running"},
    {OperationState::Completed, u"completed"},
    {OperationState::Cancelled, u"cancelled"},
    {OperationState::Stopped, u"stopped"},
    {OperationState::Failed, u"failed"},
}};

constexpr EnumTexts<OperationPhase, 5> kPhaseTexts{{
    {OperationPhase::Counting, u"counting"},
    {OperationPhase::Canary, u"canary"},
    {OperationPhase::Watching, u"watching"},
    {OperationPhase::Ramp, u"ramp"},
    {OperationPhase::Over, u"over"},
}};

constexpr int kMaxCanary = 1'000;
constexpr double kMaxRate = 10'000;

Error refused(const QString &field, const QString &why)
{
    return {ErrorCode::Unprocessable, why, field};
}

} // namespace

QString toString(OperationKind kind)
{
    return textOf(kKindTexts, kind);
}

std::optional<OperationKind> operationKindFrom(QStringView text)
{
    return valueOf(kKindTexts, text);
}

Role roleFor(OperationKind kind)
{
    return kind == OperationKind::Delete || kind == OperationKind::Purge ? Role::Admin : Role::Operator;
}

QString toString(OperationState state)
{
    return textOf(kStateTexts, state);
}

std::optional<OperationState> operationStateFrom(QStringView text)
{
    return valueOf(kStateTexts, text);
}

QString toString(OperationPhase phase)
{
    return textOf(kPhaseTexts, phase);
}

std::optional<OperationPhase> operationPhaseFrom(QStringView text)
{
    return valueOf(kPhaseTexts, text);
}

bool OperationFilter::matches(const Message &message, qint64 nowMs) const
{
    return (!state || stateOf(message, nowMs) == *state) && (ids.empty() || ids.contains(message.id.uuid))
        && message.sentAtMs >= afterMs && (beforeMs == 0 || message.sentAtMs < beforeMs)
        && (text.isEmpty() || message.body.contains(text.toUtf8()))
        && (errorSignature.isEmpty() || remirai::errorSignature(message.lastError) == errorSignature);
}

bool OperationFilter::matches(const Saga &saga) const
{
    return (!step || saga.step == *step) && (ids.empty() || ids.contains(saga.id.uuid)) && saga.updatedAtMs >= afterMs
        && (beforeMs == 0 || saga.updatedAtMs < beforeMs)
        && (text.isEmpty() || saga.error.contains(text, Qt::CaseInsensitive))
        && (errorSignature.isEmpty() || remirai::errorSignature(saga.error) == errorSignature);
}

bool OperationFilter::namesOnlyTheQueue() const
{
    return !state && !step && text.isEmpty() && errorSignature.isEmpty() && afterMs == 0 && beforeMs == 0
        && ids.empty();
}

Status checkPace(const OperationPace &pace, OperationKind kind)
{
    if (pace.canary < 0 || pace.canary > kMaxCanary)
        return refused(QStringLiteral("canary"), QStringLiteral("canary is outside 0 … %1").arg(kMaxCanary));
    if (!(pace.ratePerSecond >= 0 && pace.ratePerSecond <= kMaxRate))
        return refused(QStringLiteral("rate_per_second"),
                       QStringLiteral("rate_per_second is outside 0 … %1; 0 means as fast as it goes").arg(kMaxRate));
    if (pace.stopOnRedeathRatio && !(*pace.stopOnRedeathRatio >= 0 && *pace.stopOnRedeathRatio <= 1))
        return refused(QStringLiteral("stop_on_redeath_ratio"),
                       QStringLiteral("stop_on_redeath_ratio is a share from 0 to 1"));
    const bool canDieAgain = kind == OperationKind::Redrive || kind == OperationKind::Retry;
    if (!canDieAgain && pace.canary > 0)
        return refused(QStringLiteral("canary"),
                       QStringLiteral("only redrive and retry have a canary: nothing that is "
                                      "deleted or parked runs again"));
    if (!canDieAgain && pace.stopOnRedeathRatio)
        return refused(QStringLiteral("stop_on_redeath_ratio"),
                       QStringLiteral("only what redrive and retry bring back can die again"));
    return {};
}

qint64 Operation::skippedTotal() const
{
    qint64 total = 0;
    for (const auto &[why, count] : skipped)
        total += count;
    return total;
}

} // namespace remirai
