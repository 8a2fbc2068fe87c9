// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <QtGlobal>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace remirai {

Bell::Bell()
    : m_descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (m_descriptor < 0)
        qFatal("no eventfd: %s", std::strerror(errno));
}

Bell::~Bell()
{
    ::close(m_descriptor);
}

void Bell::ring() const
{
    const std::uint64_t one = 1;
    (void)!::write(m_descriptor, &one, sizeof one); // it can only fail when it rings already
}

void Bell::silence() const
{
    std::uint64_t count = 0;
    (void)!::read(m_descriptor, &count, sizeof count);
}

} // namespace remirai
