// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config/loadconfig.h"
#include "app/doctor/finding.h"

namespace remirai {

// What may be wrong with this machine and this configuration. Nothing here changes anything.
Finding checkDataDir(const QString &dataDir);
Findings checkSecrets(const LoadedConfig &loaded);
Findings checkDatabase(const LoadedConfig &loaded);
Findings checkModels(const LoadedConfig &loaded);
Finding checkListen(const LoadedConfig &loaded);
Finding checkSqs(const LoadedConfig &loaded);
Finding checkSignIn(const LoadedConfig &loaded);
Findings checkWorkerEndpoint(const LoadedConfig &loaded);

// A configuration that cannot be read: a finding for each mistake.
Findings configMistakes(const Error &error);

} // namespace remirai
