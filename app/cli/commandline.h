// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace remirai {

// The program `remirai`: reads the arguments, runs the command; its exit code. A QCoreApplication exists, no thread
// does.
int runCommandLine(int argc, char *argv[]);

} // namespace remirai
