// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/environment.h"

#include <QRandomGenerator>
#include <chrono>

namespace remirai {

Uuid Environment::newUuid()
{
    const auto ms = static_cast<quint64>(nowMs());
    const quint64 a = random64();
    const quint64 b = random64();
    Uuid id;
    for (size_t i = 0; i < 6; ++i)
        id.bytes[i] = static_cast<quint8>(ms >> (40 - 8 * i));
    for (size_t i = 6; i < 8; ++i)
        id.bytes[i] = static_cast<quint8>(a >> (8 * i));
    for (size_t i = 8; i < 16; ++i)
        id.bytes[i] = static_cast<quint8>(b >> (8 * (i - 8)));
    id.bytes[6] = static_cast<quint8>(0x70 | (id.bytes[6] & 0x0f)); // version 7
    id.bytes[8] = static_cast<quint8>(0x80 | (id.bytes[8] & 0x3f)); // RFC 9562 variant
    return id;
}

qint64 SystemEnvironment::nowMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

qint64 SystemEnvironment::steadyMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

quint64 SystemEnvironment::random64()
{
    return QRandomGenerator::system()->generate64();
}

double unitInterval(quint64 bits)
{
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

} // namespace remirai
