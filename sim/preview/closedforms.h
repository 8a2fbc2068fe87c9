// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace remirai::sim {

// Queueing formulae for the preview, the verdict and --verify. λ arrivals and μ completions per unit of time, c
// servers, a = λ/μ, ρ = a/c. Sources: Gross and Harris, "Fundamentals of Queueing Theory"; golden values in the tests.

// Share that M/G/c/c turns away; insensitive to the service law (Erlang 1917). B_k = a B_{k−1} / (k + a B_{k−1}).
double erlangB(double a, int c);
// Share that waits in M/M/c, ρ < 1: C = B / (1 − ρ(1 − B)).
double erlangC(double a, int c);
// Mean wait in M/M/c: C / (cμ − λ).
double meanWaitMMc(double lambda, double mu, int c);
// Mean wait in M/G/1 (Pollaczek–Khinchine): λ E[S²] / 2(1 − ρ).
double meanWaitMG1(double lambda, double meanService, double secondMoment);
// Share that M/M/c with `waiting` places turns away.
double blockedMMcK(double lambda, double mu, int c, int waiting);
// Least c with P(wait) ≤ `share` in M/M/c.
int serversForWait(double a, double share);
// Calls per job with attempts that fail with p, at most r of them: (1 − p^r)/(1 − p).
double callsPerJob(double p, int attempts);

} // namespace remirai::sim
