// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <array>
#include <compare>
#include <optional>

namespace remirai {

// 128 bits, UUIDv7 when made by Environment::newId() (RFC 9562): the first 48 bits are milliseconds, so rows inserted
// together lie together. Stored as 16 bytes, shown in the canonical 36 characters.
struct Uuid
{
    std::array<quint8, 16> bytes{};

    auto operator<=>(const Uuid &) const = default;
    bool isNull() const { return *this == Uuid{}; }
    QByteArray toBytes() const;
    QString toString() const;
    QByteArray toLatin1() const;

    static Uuid highest(); // in the order of all
    static std::optional<Uuid> fromBytes(QByteArrayView raw); // exactly 16 bytes
    static std::optional<Uuid> fromString(QByteArrayView text); // 8-4-4-4-12, either case
};

// A Uuid that knows what it names, so that a survey's id cannot be passed where a saga's is meant.
template <typename Tag> struct Id
{
    Uuid uuid;

    auto operator<=>(const Id &) const = default;
    bool isNull() const { return uuid.isNull(); }
    QByteArray toBytes() const { return uuid.toBytes(); }
    QString toString() const { return uuid.toString(); }

    static std::optional<Id> fromBytes(QByteArrayView raw)
    {
        const auto parsed = Uuid::fromBytes(raw);
        return parsed ? std::optional(Id{*parsed}) : std::nullopt;
    }
    static std::optional<Id> fromString(QByteArrayView text)
    {
        const auto parsed = Uuid::fromString(text);
        return parsed ? std::optional(Id{*parsed}) : std::nullopt;
    }
};

using UserId = Id<struct UserTag>;
using SurveyId = Id<struct SurveyTag>;
using ResponseId = Id<struct ResponseTag>;
using PersonaId = Id<struct PersonaTag>;
using SagaId = Id<struct SagaTag>;
using MessageId = Id<struct MessageTag>;
using OperationId = Id<struct OperationTag>;
using MoveTaskId = Id<struct MoveTaskTag>;

} // namespace remirai
