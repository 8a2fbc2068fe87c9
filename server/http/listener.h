// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <vector>

namespace remirai {

// Listening sockets on one address, one per HTTP thread: the kernel spreads connections over them (SO_REUSEPORT).
// Owns the descriptors until they are released.
class Listeners
{
public:
    Listeners() = default;
    Listeners(Listeners &&) noexcept = default;
    Listeners &operator=(Listeners &&) = delete;
    ~Listeners();

    // Port 0 takes any free one. Unavailable when the address is in use, InvalidArgument when it is not ours to take.
    static Result<Listeners> open(const QString &host, quint16 port, int count);

    quint16 port() const { return m_port; }
    int release(size_t index);

private:
    std::vector<int> m_descriptors;
    quint16 m_port = 0;
};

} // namespace remirai
