// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace remirai::ui {

// JSON indented for reading, every token exactly as it was sent: a number beyond 2^53 keeps its digits, as it never
// passes through a double. Anything that is not JSON comes back as it is.
QString indentedJson(const QByteArray &text);

} // namespace remirai::ui
