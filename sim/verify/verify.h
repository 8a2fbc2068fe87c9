// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>
#include <vector>

namespace remirai::sim {

// One comparison of the engine with what is known.
struct Check
{
    QString name;
    double theory = 0;
    double observed = 0;
    double z = 0; // standard errors between them; 0 for exact identities
    bool exact = false; // an identity without tolerance
    bool pass = false;
};

// |z| below this passes: p = 5e-5 for one test, so a sound engine fails one of fifty with probability 0.25 %.
inline constexpr double kLargestZ = 4.06;

// Exact identities (lazy against one event per arrival, Kiefer–Wolfowitz, Little, conservation, invariance to threads).
std::vector<Check> pathwiseChecks();
// Independent replications against closed forms, and the coverage of the intervals. Fixed seeds: the same result each
// time.
std::vector<Check> statisticalChecks(int threads, const std::function<void(const Check &)> &onCheck);

// Runs all and prints theory against observed, one line a check; true when all pass.
bool runVerification(bool json, int threads, const std::function<void(const QString &)> &print);

} // namespace remirai::sim
