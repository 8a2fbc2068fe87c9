// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QByteArray>

namespace remirai {

inline constexpr int kMaxPictureSide = 1'024; // pixels

// Decodes what a provider called an image and encodes it again as a PNG without alpha, at most kMaxPictureSide on a
// side: what we serve is a picture that we made, not bytes from elsewhere. Internal (try again) when it is no picture.
Result<QByteArray> cleanPicture(const QByteArray &bytes);

} // namespace remirai
