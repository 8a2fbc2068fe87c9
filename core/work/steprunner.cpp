// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/steprunner.h"

#include "core/domain/verbatim.h"

namespace remirai {

namespace {

AttemptOutcome outcomeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::RateLimited:
        return AttemptOutcome::Snoozed;
    case ErrorCode::Unavailable:
    case ErrorCode::Timeout:
    case ErrorCode::Internal:
        return AttemptOutcome::Failed;
    case ErrorCode::InvalidArgument:
    case ErrorCode::Unprocessable:
    case ErrorCode::Unauthenticated:
    case ErrorCode::Forbidden:
    case ErrorCode::NotFound:
    case ErrorCode::Conflict:
    case ErrorCode::Gone:
    case ErrorCode::TooLarge:
        return AttemptOutcome::Fatal;
    }
    Q_UNREACHABLE();
}

// A call that our own stop cut short is nobody's failure: it spends no attempt.
StepResult failure(const Error &error, const std::stop_token &stop)
{
    if (stop.stop_requested())
        return {AttemptOutcome::Snoozed, {}, QStringLiteral("the worker was stopped"), 0};
    return {outcomeOf(error.code), {}, error.message, error.retryAfterMs};
}

} // namespace

StepReply runStep(const StepTask &task, LanguageModel &language, ImageModel &image, std::stop_token stop)
{
    StepReply reply{task.receipt, task.sagaId, task.step, {}, {}};
    const QByteArray key = task.sagaId.toString().toLatin1() + ':' + toString(task.step).toLatin1();
    const CallContext context{key, task.timeoutMs, stop};
    switch (task.step) {
    case StepName::Synthesis: {
        const auto summary = summaryFromJson(task.input);
        const auto prompt = summary ? language.synthesize(*summary, context) : Result<QString>(summary.error());
        reply.result = prompt ? StepResult{AttemptOutcome::Succeeded, withoutVerbatim(*prompt, *summary), {}, 0}
                              : failure(prompt.error(), stop);
        return reply;
    }
    case StepName::Illustration: {
        const auto picture = image.paint(QString::fromUtf8(task.input), context);
        reply.result = picture ? StepResult{AttemptOutcome::Succeeded, {}, {}, 0} : failure(picture.error(), stop);
        if (picture)
            reply.picture = *picture;
        return reply;
    }
    }
    Q_UNREACHABLE();
}

} // namespace remirai
