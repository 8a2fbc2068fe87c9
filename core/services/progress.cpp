// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/progress.h"

#include "core/storage/messagestore.h"
#include "core/storage/sagastore.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr qint64 kSoonMs = 2'000;
constexpr qint64 kAnswersMs = 8'000; // friends take minutes
constexpr qint64 kLatestMs = 60'000;
constexpr qint64 kAtRestMs = 5'000; // a queue whose oldest message is younger does not make anybody wait

std::optional<qint64> waitIn(const Queue &queue, const Overview *overview)
{
    const QueueView *view = overview ? overview->find(queue.id) : nullptr;
    if (!view || view->queue.paused)
        return std::nullopt;
    // Rates say nothing about workers at rest: the first message for an hour is taken at once.
    if (view->counts.oldestAgeMs < kAtRestMs && view->counts.depth <= std::max(1, view->queue.minSlots))
        return 0;
    return expectedWaitMs({view->counts.depth, view->arrivalsPerSecond, view->completionsPerSecond});
}

Result<Progress> underWay(Database &database, const Persona &persona, const SagaSetup &setup, const Overview *overview,
                          qint64 nowMs)
{
    const auto saga = latestSagaOf(database, persona.id);
    if (!saga)
        return saga.error();
    if (!*saga)
        return Progress{Stage::Queued, StepName::Synthesis, {}};
    const auto message = messageOfSaga(database, (*saga)->id);
    if (!message)
        return message.error();
    const StepName step = (*saga)->step;
    if (persona.status == PersonaStatus::Failed)
        return Progress{Stage::Failed, step, {}};
    if (*message && (*message)->leased && (*message)->visibleAtMs > nowMs)
        return Progress{Stage::Working, step, {}};
    if (*message && !(*message)->lastError.isEmpty())
        return Progress{Stage::Retrying, step, {}};
    return Progress{Stage::Queued, step, waitIn(setup.queueOf(step), overview)};
}

} // namespace

Result<Progress> progressOf(Database &database, const Persona &persona, const SagaSetup &setup,
                            const Overview *overview, qint64 nowMs)
{
    switch (persona.status) {
    case PersonaStatus::Pending:
        return Progress{};
    case PersonaStatus::Synthesizing:
    case PersonaStatus::GeneratingImage:
    case PersonaStatus::Failed:
        return underWay(database, persona, setup, overview, nowMs);
    case PersonaStatus::Ready:
        return Progress{Stage::Ready, StepName::Illustration, {}};
    }
    Q_UNREACHABLE();
}

qint64 lookAgainAfterMs(const Progress &progress)
{
    switch (progress.stage) {
    case Stage::Collecting:
        return kAnswersMs;
    case Stage::Queued:
        return std::clamp(progress.expectedWaitMs.value_or(kLatestMs) / 4, kSoonMs, kLatestMs);
    case Stage::Working:
        return kSoonMs;
    case Stage::Retrying:
        return kAnswersMs;
    case Stage::Ready:
    case Stage::Failed:
        return 0;
    }
    Q_UNREACHABLE();
}

} // namespace remirai
