// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/web/html.h"

namespace remirai {

// An SVG of the QR code of a text, with its quiet zone, black on white whatever the page's colours, as cameras like it.
// `label` is its alternative text. Empty when the text does not fit into a code.
Html qrCode(const QString &text, const QString &label);

} // namespace remirai
