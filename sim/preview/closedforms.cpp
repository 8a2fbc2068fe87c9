// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/preview/closedforms.h"

#include <cmath>

namespace remirai::sim {

double erlangB(double a, int c)
{
    double blocked = 1;
    for (int k = 1; k <= c; ++k)
        blocked = a * blocked / (k + a * blocked);
    return blocked;
}

double erlangC(double a, int c)
{
    const double blocked = erlangB(a, c);
    return blocked / (1 - a / c * (1 - blocked));
}

double meanWaitMMc(double lambda, double mu, int c)
{
    return erlangC(lambda / mu, c) / (c * mu - lambda);
}

double meanWaitMG1(double lambda, double meanService, double secondMoment)
{
    return lambda * secondMoment / (2 * (1 - lambda * meanService));
}

double blockedMMcK(double lambda, double mu, int c, int waiting)
{
    const double a = lambda / mu;
    const double rho = a / c;
    // Relative to p_c: the states below have 1/B − 1, those above rho^k.
    double sum = 0;
    double term = 1;
    for (int k = 1; k <= waiting; ++k) {
        term *= rho;
        sum += term;
    }
    return term / (1 / erlangB(a, c) + sum);
}

int serversForWait(double a, double share)
{
    int c = static_cast<int>(a) + 1;
    double blocked = erlangB(a, c);
    while (blocked / (1 - a / c * (1 - blocked)) > share) {
        ++c;
        blocked = a * blocked / (c + a * blocked);
    }
    return c;
}

double callsPerJob(double p, int attempts)
{
    return p >= 1 ? attempts : (1 - std::pow(p, attempts)) / (1 - p);
}

} // namespace remirai::sim
