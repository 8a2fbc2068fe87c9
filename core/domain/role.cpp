// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/role.h"

#include "core/domain/enumtext.h"

namespace remirai {

namespace {

constexpr EnumTexts<Role, 4> kRoleTexts{{
    {Role::Owner, u"owner"},
    {Role::Viewer, u"viewer"},
    {Role::Operator, u"operator"},
    {Role::Admin, u"admin"},
}};

} // namespace

QString toString(Role role)
{
    return textOf(kRoleTexts, role);
}

std::optional<Role> roleFrom(QStringView text)
{
    return valueOf(kRoleTexts, text);
}

} // namespace remirai
