// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace remirai {

// Request ids that are unique over threads and restarts as far as their 64-bit seed is: "6f1d0c94a3b2e871-2a". One
// thread.
class RequestIds
{
public:
    explicit RequestIds(quint64 seed)
        : m_prefix(QByteArray::number(seed, 16) + "-")
    { }

    QByteArray next();

    // [A-Za-z0-9._-]{1,64}: what a client may name its request, and what is safe in logs and headers.
    static bool isAcceptable(QByteArrayView id);

private:
    QByteArray m_prefix;
    quint64 m_count = 0;
};

} // namespace remirai
