// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace remirai {

// What failures have in common, so that ten thousand of them are read as one line. Pure.

// The message with whatever differs from one failure to the next (ids, numbers, addresses, times) as “#”, blanks
// folded, at most 200 characters. The status after the word HTTP stays: 401 and 503 call for different deeds.
QString normalizedError(const QString &message);

// 16 hexadecimal digits of that text's SHA-256; empty for an empty message.
QString errorSignature(const QString &message);

// Whether `text` could be one.
bool isErrorSignature(const QString &text);

} // namespace remirai
