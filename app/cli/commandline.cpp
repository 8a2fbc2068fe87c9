// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commandline.h"

#include "app/cli/operationcommand.h"
#include "app/cli/queuecommand.h"
#include "app/cli/sagacommand.h"
#include "app/cli/servecommand.h"
#include "app/cli/spikecommand.h"
#include "app/cli/tokencommand.h"
#include "app/cli/workercommand.h"
#include "app/demo/demo.h"
#include "app/doctor/doctor.h"
#include "app/text/output.h"
#include "sim/cli/simulate.h"

#include <functional>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

// Every command with its options.
struct Commands
{
    CommonOptions common;
    ServeOptions serve;
    WorkerOptions worker;
    DemoOptions demo;
    sim::SimulateOptions simulate;
    SpikeOptions spike;
    QueueOptions queue;
    SagaOptions saga;
    OperationOptions operation;
    TokenOptions token;
};

struct Entry
{
    CLI::App *command;
    std::function<int()> run;
};

void addCommon(CLI::App &command, CommonOptions &options, bool talksToServer)
{
    if (talksToServer)
        command.add_option("--server", options.server,
                           "The server's address (else REMIRAI_SERVER, else the local one)");
    if (command.get_option_no_throw("--json") == nullptr)
        command.add_flag("--json", options.json, "Print JSON");
    command.add_option("--config", options.config,
                       "remirai.toml to read (else ./remirai.toml, else the data directory's)");
    command.add_option("--data-dir", options.dataDir,
                       "Where data lives (else REMIRAI_DATA_DIR, else ~/.local/share/remirai)");
}

// Sorted as in the documentation.
std::vector<Entry> addCommands(CLI::App &app, Commands &c)
{
    std::vector<Entry> entries{
        {addServeCommand(app, c.serve), [&c] { return runServeCommand(c.common, c.serve); }},
        {addWorkerCommand(app, c.worker), [&c] { return runWorkerCommand(c.common, c.worker); }},
        {addDemoCommand(app, c.demo), [&c] { return runDemoCommand(c.common, c.demo); }},
        {sim::addSimulateCommand(app, c.simulate),
         [&c] {
             c.simulate.json = c.simulate.json || c.common.json;
             return sim::runSimulateCommand(c.simulate);
         }},
        {addSpikeCommand(app, c.spike), [&c] { return runSpikeCommand(c.common, c.spike); }},
        {addQueueCommand(app, c.queue), [&c] { return runQueueCommand(c.common, c.queue); }},
        {addSagaCommand(app, c.saga), [&c] { return runSagaCommand(c.common, c.saga); }},
        {addOperationCommand(app, c.operation), [&c] { return runOperationCommand(c.common, c.operation); }},
        {addTokenCommand(app, c.token), [&c] { return runTokenCommand(c.common, c.token); }},
        {addDoctorCommand(app), [&c] { return runDoctorCommand(c.common); }},
    };
    for (const Entry &entry : entries) {
        const std::string name = entry.command->get_name();
        const bool talks = name == "demo" || name == "queue" || name == "saga" || name == "operation";
        if (name != "simulate")
            addCommon(*entry.command, c.common, talks);
        for (CLI::App *action : entry.command->get_subcommands([](const CLI::App *) { return true; }))
            addCommon(*action, c.common, talks);
    }
    return entries;
}

// CLI11 would only say that a command is missing.
std::optional<QString> misspeltCommand(const CLI::App &app, int argc, char *argv[])
{
    const QString word = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    if (word.isEmpty() || word.startsWith(u'-'))
        return std::nullopt;
    QStringList names;
    for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
        names << QString::fromStdString(command->get_name());
    if (names.contains(word))
        return std::nullopt;
    const QString near = nearest(word, names);
    return u"there is no command “%1”; %2"_s.arg(
        word, near.isEmpty() ? u"the commands are "_s + names.join(u", "_s) : u"did you mean “%1”?"_s.arg(near));
}

} // namespace

int runCommandLine(int argc, char *argv[])
{
    CLI::App app("Re:MirAI: personas from what friends say, calm under a viral spike", "remirai");
    app.set_version_flag("--version", "remirai " REMIRAI_VERSION);
    app.fallthrough(); // --server, --json … may also stand after the command
    app.require_subcommand(1);
    app.footer("Flags > environment (REMIRAI_…, .env) > remirai.toml > defaults.\n"
               "Exit codes: 0 good, 1 failed, 2 wrong use or bad input, 99 a threshold was crossed.\n"
               "Example: remirai demo");
    Commands commands;
    addCommon(app, commands.common, true);
    const std::vector<Entry> entries = addCommands(app, commands);
    if (const auto misspelt = misspeltCommand(app, argc, argv)) {
        complain(*misspelt);
        return kExitWrongUse;
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? kExitGood : kExitWrongUse;
    }
    for (const Entry &entry : entries) {
        if (entry.command->parsed())
            return entry.run();
    }
    return kExitWrongUse;
}

} // namespace remirai
