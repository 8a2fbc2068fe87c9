// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"

#include <atomic>

namespace remirai {

// Time moves by hand; randomness repeats what the test says.
class HandEnvironment final : public Environment
{
public:
    qint64 nowMs() override { return now; }
    qint64 steadyMs() override { return steady; }
    quint64 random64() override { return random; }

    std::atomic<qint64> now = 1'700'000'000'000;
    std::atomic<qint64> steady = 1'000'000;
    std::atomic<quint64> random = 0;
};

} // namespace remirai
