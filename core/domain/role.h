// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>
#include <optional>

namespace remirai {

// What a signed-in person may do, each including those before it. Owner is everybody's role: their own surveys and
// persona, nothing else. The operator API begins at Viewer.
enum class Role { Owner, Viewer, Operator, Admin };

QString toString(Role role);
std::optional<Role> roleFrom(QStringView text);

// Whether somebody with the role `have` may do what needs the role `need`.
constexpr bool allows(Role have, Role need)
{
    return static_cast<int>(have) >= static_cast<int>(need);
}

} // namespace remirai
