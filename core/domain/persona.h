// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/identifier.h"

#include <QString>
#include <optional>

namespace remirai {

// pending → synthesizing → generating_image → ready, or failed from either of the middle two.
enum class PersonaStatus { Pending, Synthesizing, GeneratingImage, Ready, Failed };
QString toString(PersonaStatus status);
std::optional<PersonaStatus> personaStatusFrom(QStringView text);

struct Persona
{
    PersonaId id;
    UserId ownerId;
    PersonaStatus status = PersonaStatus::Pending;
    QString prompt; // "You are …", empty until synthesized
    QString illustration; // media name, empty until painted
    QString error; // why it failed, for operators
    qint64 createdAtMs = 0;
    qint64 updatedAtMs = 0;
    qint64 publishedAtMs = 0; // 0 = only its owner sees it
};

// What the owner sees: the persona and how far the answers have come.
struct PersonaView
{
    Persona persona;
    qint64 responseCount = 0;
    qint64 responsesNeeded = 0; // still missing before the saga may start
};

} // namespace remirai
