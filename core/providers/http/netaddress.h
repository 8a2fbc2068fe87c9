// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

struct sockaddr;

namespace remirai {

// Whether an address belongs to the internet at large: not loopback, private, shared, link-local, multicast or
// unspecified (the IANA special-purpose registries), nor an IPv6 form of such an IPv4 address. Other families are never
// public.
bool isPublicAddress(const sockaddr *address);

} // namespace remirai
