// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/identifier.h"

#include <QtGlobal>

namespace remirai {

// The one seam to the non-deterministic world: time, randomness, ids. Passed in, never global; tests move time by hand.
// Every member may be called from any thread.
class Environment
{
public:
    virtual ~Environment() = default;

    // Wall clock, milliseconds since 1970 UTC. May jump: use it for what is stored and shown.
    virtual qint64 nowMs() = 0;
    // Monotonic milliseconds from an arbitrary start. Use it for durations and timeouts.
    virtual qint64 steadyMs() = 0;
    // 64 bits fit for secrets and receipts.
    virtual quint64 random64() = 0;

    // UUIDv7: milliseconds, then random bits.
    Uuid newUuid();
    template <typename IdType> IdType newId() { return IdType{newUuid()}; }
};

class SystemEnvironment final : public Environment
{
public:
    qint64 nowMs() override;
    qint64 steadyMs() override;
    quint64 random64() override;
};

// A uniform double in [0, 1) from 64 random bits.
double unitInterval(quint64 bits);

} // namespace remirai
