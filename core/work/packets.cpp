// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/packets.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace remirai {

namespace {

constexpr qsizetype kMaxError = 2'000; // characters of what a worker says; it is kept in four places
constexpr qsizetype kMaxName = 200; // of a worker or its version

QByteArray toJson(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Error malformed(const char *what)
{
    return {ErrorCode::InvalidArgument, QStringLiteral("malformed packet: ") + QString::fromLatin1(what), {}};
}

QJsonObject stepHeader(const ReceiptHandle &receipt, SagaId saga, StepName step)
{
    return {{QStringLiteral("receipt"), QString::fromLatin1(receipt.toText())},
            {QStringLiteral("saga"), saga.toString()},
            {QStringLiteral("step"), toString(step)}};
}

// Reads what stepHeader() writes.
template <typename Value> bool readStep(const QJsonObject &header, Value *value)
{
    const auto receipt = ReceiptHandle::fromText(header[u"receipt"].toString().toLatin1());
    const auto saga = SagaId::fromString(header[u"saga"].toString().toLatin1());
    const auto step = stepFrom(header[u"step"].toString());
    if (!receipt || !saga || !step)
        return false;
    value->receipt = *receipt;
    value->sagaId = *saga;
    value->step = *step;
    return true;
}

struct Encoder
{
    Frames operator()(const Hello &hello) const
    {
        QJsonArray steps;
        for (const StepName step : hello.steps)
            steps.append(toString(step));
        return {"hello",
                toJson({{QStringLiteral("worker"), hello.worker},
                        {QStringLiteral("version"), hello.version},
                        {QStringLiteral("slots"), hello.slotCount},
                        {QStringLiteral("steps"), steps}}),
                {}};
    }
    Frames operator()(const Welcome &welcome) const
    {
        return {"welcome", toJson({{QStringLiteral("heartbeat_ms"), welcome.heartbeatMs}}), {}};
    }
    Frames operator()(const StepTask &task) const
    {
        QJsonObject header = stepHeader(task.receipt, task.sagaId, task.step);
        header.insert(QStringLiteral("attempt"), task.attempt);
        header.insert(QStringLiteral("timeout_ms"), task.timeoutMs);
        return {"task", toJson(header), task.input};
    }
    Frames operator()(const StepReply &reply) const
    {
        QJsonObject header = stepHeader(reply.receipt, reply.sagaId, reply.step);
        header.insert(QStringLiteral("outcome"), toString(reply.result.outcome));
        header.insert(QStringLiteral("output"), reply.result.output);
        header.insert(QStringLiteral("error"), reply.result.error);
        header.insert(QStringLiteral("retry_after_ms"), reply.result.retryAfterMs);
        return {"reply", toJson(header), reply.picture};
    }
    Frames operator()(const Ping &) const { return {"ping", {}, {}}; }
    Frames operator()(const Pong &) const { return {"pong", {}, {}}; }
    Frames operator()(const Leaving &) const { return {"leaving", {}, {}}; }
    Frames operator()(const Stranger &) const { return {"stranger", {}, {}}; }
};

Result<Packet> decodeHello(const QJsonObject &header)
{
    constexpr int kMaxSlots = 10'000;
    Hello hello{header[u"worker"].toString(), header[u"version"].toString(), header[u"slots"].toInt(), {}};
    const QJsonArray steps = header[u"steps"].toArray();
    for (const QJsonValue value : steps) {
        if (const auto step = stepFrom(value.toString()))
            hello.steps.push_back(*step);
    }
    if (hello.worker.isEmpty() || hello.worker.size() > kMaxName || hello.version.size() > kMaxName
        || hello.slotCount < 1 || hello.slotCount > kMaxSlots)
        return malformed("hello");
    return Packet(hello);
}

Result<Packet> decodeTask(const QJsonObject &header, const QByteArray &payload)
{
    StepTask task;
    if (!readStep(header, &task))
        return malformed("task");
    task.attempt = header[u"attempt"].toInt();
    task.timeoutMs = header[u"timeout_ms"].toInteger();
    task.input = payload;
    return Packet(task);
}

Result<Packet> decodeReply(const QJsonObject &header, const QByteArray &payload)
{
    StepReply reply;
    const auto outcome = attemptOutcomeFrom(header[u"outcome"].toString());
    if (!readStep(header, &reply) || !outcome || *outcome == AttemptOutcome::Running)
        return malformed("reply");
    reply.result = {*outcome, header[u"output"].toString(), header[u"error"].toString().left(kMaxError),
                    header[u"retry_after_ms"].toInteger()};
    reply.picture = payload;
    return Packet(reply);
}

} // namespace

Frames encode(const Packet &packet)
{
    return std::visit(Encoder{}, packet);
}

Result<Packet> decode(const Frames &frames)
{
    if (frames.kind == "ping")
        return Packet(Ping{});
    if (frames.kind == "pong")
        return Packet(Pong{});
    if (frames.kind == "leaving")
        return Packet(Leaving{});
    if (frames.kind == "stranger")
        return Packet(Stranger{});
    const QJsonObject header = QJsonDocument::fromJson(frames.header).object();
    if (frames.kind == "hello")
        return decodeHello(header);
    if (frames.kind == "welcome") {
        const qint64 heartbeatMs = header[u"heartbeat_ms"].toInteger();
        return heartbeatMs > 0 ? Result<Packet>(Packet(Welcome{heartbeatMs})) : malformed("welcome");
    }
    if (frames.kind == "task")
        return decodeTask(header, frames.payload);
    if (frames.kind == "reply")
        return decodeReply(header, frames.payload);
    return malformed("unknown kind");
}

} // namespace remirai
