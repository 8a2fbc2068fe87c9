// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/model.h"

#include <QByteArray>

namespace remirai {

// The OpenAI HTTP API's bodies (https://platform.openai.com/docs/api-reference), as far as Ollama, llama.cpp, vLLM and
// LocalAI understand them too: no max_tokens, temperature or response_format, which some models of each kind refuse.
// Pure. Strangers' words are data between marks that they cannot write themselves ("<" is escaped), and the system
// message says so.

QByteArray synthesisBody(const QString &model, const AnswerSummary &summary);
QByteArray chatBody(const QString &model, const ChatRequest &request);
QByteArray imageBody(const QString &model, const QString &size, const QString &personaPrompt);

// The text of the first choice. Internal (try again) when there is none, Unprocessable when the model refuses or its
// filter does.
Result<QString> parseChat(const QByteArray &body);

struct ImageReference // one of the two
{
    QByteArray bytes; // decoded
    QByteArray url;
};
Result<ImageReference> parseImage(const QByteArray &body);

// Makes a synthesized prompt start with "You are ": code fences and a preamble of at most a few hundred characters go.
// Internal (try again) when no such beginning is near. At most kMaxPromptLength characters.
Result<QString> repairedPersona(const QString &text);

} // namespace remirai
