// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace remirai {

// Whether a Host header names somebody's domain, and not this machine as one calls it from itself: by an address, a
// bare name or .localhost. Where being on this machine is all it takes to be let in, a page whose domain was made to
// lead here (DNS rebinding) comes in from a browser; nothing else in its requests tells.
bool isDomainName(QByteArrayView host);

} // namespace remirai
