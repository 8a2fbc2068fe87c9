// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "core/providers/model.h"

#include <memory>

namespace remirai {

// `[local] latency` and `failure_rate`: how slow and how unreliable a local model pretends to be.
struct Strain
{
    qint64 latencyMs = 0; // of every call, real time
    double failureRate = 0; // 0..1
};

// The error of a call that fails on purpose, chosen by `unit` in [0, 1): of ten failures seven are Unavailable (a 500),
// one and a half RateLimited with one to five seconds of advice, one and a half a Timeout. Pure.
Error strainedError(double unit);

// Waits as long as a slow model would, then fails or not by the environment's randomness. Timeout when the latency is
// longer than the caller's limit, Unavailable at once when stopped. Any thread.
Status endure(const Strain &strain, Environment &environment, const CallContext &context);

// `environment` must outlive the models.
std::unique_ptr<LanguageModel> strained(std::unique_ptr<LanguageModel> model, const Strain &strain,
                                        Environment &environment);
std::unique_ptr<ImageModel> strained(std::unique_ptr<ImageModel> model, const Strain &strain, Environment &environment);

} // namespace remirai
