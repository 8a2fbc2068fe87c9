// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/answers.h"
#include "core/domain/result.h"

#include <QByteArray>
#include <QString>
#include <stop_token>
#include <vector>

namespace remirai {

// What every call to a model is given. Calls block; they return early with Unavailable when `stop` is requested, and
// with Timeout when `timeoutMs` has passed.
struct CallContext
{
    QByteArray idempotencyKey; // the same for every attempt at the same work ("saga:step")
    qint64 timeoutMs = 60'000;
    std::stop_token stop;
};

// The errors of a call, by what the caller should do:
//   RateLimited      the provider (or our own token bucket) asks to wait retryAfterMs; not a failure, spends no attempt
//   Unavailable, Timeout, Internal   try again later
//   anything else    trying again cannot help (bad request, wrong key, no money left, refused content)

struct ChatTurn
{
    enum class Speaker { Owner, Persona };
    Speaker speaker = Speaker::Owner;
    QString text;
};

struct ChatRequest
{
    QString personaPrompt; // "You are …"
    std::vector<ChatTurn> history; // oldest first, already bounded by the caller
    QString message; // untrusted
};

// Both interfaces may be called from many threads at once.
class LanguageModel
{
public:
    virtual ~LanguageModel() = default;

    // Writes the persona prompt from what friends answered: text of at most kMaxPromptLength characters that starts
    // with "You are ".
    virtual Result<QString> synthesize(const AnswerSummary &summary, const CallContext &context) = 0;
    // The persona's reply, at most kMaxReplyLength characters.
    virtual Result<QString> chat(const ChatRequest &request, const CallContext &context) = 0;
};

class ImageModel
{
public:
    virtual ~ImageModel() = default;

    // Paints the portrait of a persona: a PNG file, at most kMaxImageBytes.
    virtual Result<QByteArray> paint(const QString &personaPrompt, const CallContext &context) = 0;
};

inline constexpr qsizetype kMaxPromptLength = 8'000;
inline constexpr qsizetype kMaxReplyLength = 4'000;
inline constexpr qsizetype kMaxImageBytes = 4 * 1024 * 1024;

} // namespace remirai
