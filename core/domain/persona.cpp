// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/persona.h"

#include "core/domain/enumtext.h"

namespace remirai {

namespace {

constexpr EnumTexts<PersonaStatus, 5> kStatuses{{{PersonaStatus::Pending, u"pending"},
                                                 {PersonaStatus::Synthesizing, u"synthesizing"},
                                                 {PersonaStatus::GeneratingImage, u"generating_image"},
                                                 {PersonaStatus::Ready, u"ready"},
                                                 {PersonaStatus::Failed, u"failed"}}};

} // namespace

QString toString(PersonaStatus status)
{
    return textOf(kStatuses, status);
}

std::optional<PersonaStatus> personaStatusFrom(QStringView text)
{
    return valueOf(kStatuses, text);
}

} // namespace remirai
