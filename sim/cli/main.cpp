// SPDX-License-Identifier: GPL-3.0-or-later
// remirai-simulate: the simulator alone, for development. Users run `remirai simulate`.
#include "sim/cli/simulate.h"

#include <QCoreApplication>

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    CLI::App app("Re:MirAI's simulator", "remirai-simulate");
    remirai::sim::SimulateOptions options;
    remirai::sim::addSimulateCommand(app, options);
    app.require_subcommand(1);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        const int code = app.exit(error);
        return code == 0 ? 0 : 2;
    }
    return remirai::sim::runSimulateCommand(options);
}
