// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/portrait/canvas.h"

#include <QByteArray>

namespace remirai {

// The canvas as a palette PNG (https://www.w3.org/TR/png-3/). Rows are not filtered: on flat pictures every filter was
// slower and larger.
QByteArray toPng(const Canvas &canvas);

} // namespace remirai
