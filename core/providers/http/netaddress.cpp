// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/http/netaddress.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

namespace remirai {

namespace {

struct Block
{
    std::uint32_t network;
    int bits;
};
constexpr std::array kSpecialBlocks{
    Block{0x00000000, 8},  Block{0x0a000000, 8},  Block{0x64400000, 10}, Block{0x7f000000, 8},  Block{0xa9fe0000, 16},
    Block{0xac100000, 12}, Block{0xc0000000, 24}, Block{0xc0a80000, 16}, Block{0xc6120000, 15}, Block{0xe0000000, 3},
};

bool isPublicIpv4(std::uint32_t address)
{
    return std::none_of(kSpecialBlocks.begin(), kSpecialBlocks.end(),
                        [address](const Block &block) { return (address ^ block.network) >> (32 - block.bits) == 0; });
}

std::uint32_t fourBytes(const std::uint8_t *bytes)
{
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

bool isPublicIpv6(const in6_addr &address)
{
    const std::uint8_t *bytes = address.s6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&address))
        return isPublicIpv4(fourBytes(bytes + 12));
    constexpr std::array<std::uint8_t, 12> kNat64{0x00, 0x64, 0xff, 0x9b};
    if (std::memcmp(bytes, kNat64.data(), kNat64.size()) == 0)
        return isPublicIpv4(fourBytes(bytes + 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) // 2002::/16, 6to4: the IPv4 address comes next
        return isPublicIpv4(fourBytes(bytes + 2));
    return (bytes[0] & 0xe0) == 0x20; // 2000::/3, global unicast
}

} // namespace

bool isPublicAddress(const sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        sockaddr_in v4;
        std::memcpy(&v4, address, sizeof v4);
        return isPublicIpv4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        sockaddr_in6 v6;
        std::memcpy(&v6, address, sizeof v6);
        return isPublicIpv6(v6.sin6_addr);
    }
    return false;
}

} // namespace remirai
