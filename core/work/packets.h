// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/message.h"
#include "core/domain/result.h"
#include "core/saga/advance.h"

#include <QByteArray>
#include <cstdint>
#include <variant>
#include <vector>

namespace remirai {

// What dispatcher and workers say to each other: three frames each, [kind][JSON header][payload]. ZeroMQ only moves;
// SQL is the truth, so a packet that is lost or doubled does no harm.

inline constexpr std::int64_t kMaxPacketBytes = 8 * 1024 * 1024;

// worker → dispatcher: here I am, with so many free slots. Answered by Welcome.
struct Hello
{
    QString worker;
    QString version;
    int slotCount = 0;
    std::vector<StepName> steps;
};

// dispatcher → worker: the rate of heartbeats is the dispatcher's to say.
struct Welcome
{
    qint64 heartbeatMs = 1'000;
};

// dispatcher → worker: everything that a step needs.
struct StepTask
{
    ReceiptHandle receipt;
    SagaId sagaId;
    StepName step = StepName::Synthesis;
    int attempt = 1;
    qint64 timeoutMs = 0;
    QByteArray input; // synthesis: the answers' summary as JSON; illustration: the persona prompt
};

// worker → dispatcher: everything that it made.
struct StepReply
{
    ReceiptHandle receipt;
    SagaId sagaId;
    StepName step = StepName::Synthesis;
    StepResult result;
    QByteArray picture; // illustration
};

struct Ping
{ }; // worker → dispatcher
struct Pong
{ }; // dispatcher → worker
struct Leaving
{ }; // worker → dispatcher: no more tasks, please; repeated when the last one is done
struct Stranger
{ }; // dispatcher → worker: I don't know you (I was restarted?); say Hello

using Packet = std::variant<Hello, Welcome, StepTask, StepReply, Ping, Pong, Leaving, Stranger>;

struct Frames
{
    QByteArray kind;
    QByteArray header;
    QByteArray payload;
};

Frames encode(const Packet &packet);
// InvalidArgument for anything that encode() does not write.
Result<Packet> decode(const Frames &frames);

} // namespace remirai
