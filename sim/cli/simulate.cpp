// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cli/simulate.h"

#include "sim/report/comparison.h"
#include "sim/report/figures.h"
#include "sim/report/files.h"
#include "sim/run/experiment.h"
#include "sim/scenario/scenario.h"
#include "sim/verify/verify.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace remirai::sim {

namespace {

constexpr int kGood = 0;
constexpr int kFailed = 1;
constexpr int kBadInput = 2;
constexpr int kThreshold = 99;

std::atomic<bool> g_interrupted = false; // the one thing a signal handler may touch

void out(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stdout);
}

void complain(const QString &text)
{
    const QByteArray bytes = text.toUtf8() + '\n';
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stderr);
}

int exitCodeOf(const Error &error)
{
    const bool input = error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::NotFound;
    return input ? kBadInput : kFailed;
}

void drawProgress(const Progress &progress)
{
    const QByteArray line = progressLine(progress.share,
                                         QStringLiteral("%1  %2/%3 replications")
                                             .arg(progress.variant)
                                             .arg(progress.replicationsDone)
                                             .arg(progress.replicationsPlanned))
                                .toUtf8();
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stderr);
    std::fflush(stderr);
}

QStringList setsOf(const SimulateOptions &options)
{
    QStringList sets;
    for (const std::string &set : options.sets)
        sets << QString::fromStdString(set);
    if (!options.seed.empty())
        sets << QStringLiteral("seed=") + QString::fromStdString(options.seed);
    return sets;
}

int listScenarios()
{
    for (const ShippedScenario &scenario : shippedScenarios())
        out(scenario.name.leftJustified(20) + scenario.title + u'\n');
    return kGood;
}

int showPreviewJson(const Scenario &scenario)
{
    QJsonArray variants;
    for (const Variant &variant : scenario.variants) {
        QJsonObject json = previewJson(preview(variant.model), preflight(variant.model));
        json[QStringLiteral("name")] = variant.name;
        variants.append(json);
    }
    out(QString::fromUtf8(
        QJsonDocument(QJsonObject{{QStringLiteral("scenario"), scenario.name}, {QStringLiteral("variants"), variants}})
            .toJson()));
    return kGood;
}

int showPreview(const Scenario &scenario)
{
    for (const Variant &variant : scenario.variants) {
        QElapsedTimer clock;
        clock.start();
        const Preview fluid = preview(variant.model);
        const Preflight verdict = preflight(variant.model);
        const auto ms = static_cast<double>(clock.nsecsElapsed()) * 1e-6;
        out(QStringLiteral("%1: %2\n  peak depth %3 at %4, recovery %5, %6 ready, cost %7 %8 (fluid, in %9 ms)\n")
                .arg(variant.name, verdict.sentence, figure(fluid.peakDepth, u"jobs", {}),
                     spanText(static_cast<double>(fluid.peakAtNs) * 1e-9), spanText(fluid.recoveryNs * 1e-9),
                     figure(fluid.ready, u"jobs", {}), QString::number(fluid.cost, 'f', 2), variant.model.currency)
                .arg(ms, 0, 'f', 1));
    }
    return kGood;
}

// A and B as variants of one experiment, with the same seed and number of replications, so that they can be paired.
Result<Scenario> joined(const SimulateOptions &options)
{
    const QStringList sets = setsOf(options);
    auto first = loadScenario(QString::fromStdString(options.compare.at(0)), sets);
    if (!first)
        return first;
    const auto second = loadScenario(QString::fromStdString(options.compare.at(1)), sets);
    if (!second)
        return second;
    const auto label = [](Scenario &scenario) {
        for (Variant &variant : scenario.variants)
            variant.name = scenario.variants.size() > 1 ? QString(scenario.name + u' ' + variant.name) : scenario.name;
    };
    Scenario other = *second;
    if (other.name == first->name) // two versions of one scenario
        other.name = QString::fromStdString(options.compare.at(1));
    label(*first);
    label(other);
    first->title = QStringLiteral("%1 against %2").arg(first->name, other.name);
    first->description = first->description + u' ' + other.description;
    for (Variant &variant : other.variants) {
        variant.model.seed = first->seed;
        first->variants.push_back(variant);
    }
    first->name = first->name + QStringLiteral("-vs-") + other.name;
    first->sha256 = first->sha256.left(32) + other.sha256.left(32);
    return first;
}

ExperimentResult runWithProgress(const Scenario &scenario, const SimulateOptions &options)
{
    RunOptions run;
    run.threads = options.threads;
    run.replications = options.replications;
    if (!options.compare.empty() && run.replications == 0)
        run.replications = scenario.replications.least;
    run.cancel = &g_interrupted;
    const bool terminal = isatty(STDERR_FILENO) == 1;
    if (terminal)
        run.onProgress = drawProgress;
    const auto before = std::signal(SIGINT, [](int) { g_interrupted = true; });
    ExperimentResult result = runExperiment(scenario, run);
    std::signal(SIGINT, before);
    if (terminal)
        std::fputs("\r\033[K", stderr);
    return result;
}

} // namespace

QString progressLine(double share, const QString &what)
{
    constexpr int kWidth = 30;
    const int filled = std::clamp(static_cast<int>(share * kWidth), 0, kWidth);
    return QStringLiteral("\r%1%2 %3 %  %4\033[K")
        .arg(QString(filled, u'█'), QString(kWidth - filled, u'░'))
        .arg(static_cast<int>(share * 100), 3)
        .arg(what);
}

CLI::App *addSimulateCommand(CLI::App &app, SimulateOptions &options)
{
    CLI::App *command = app.add_subcommand("simulate", "Simulate a load scenario offline, exactly, and report");
    command->add_option("scenario", options.scenario, "A shipped scenario (see --list) or a JSON file");
    command->add_option("--out", options.out,
                        "Write run.sqlite, series.csv, summary.json and report.html to this folder");
    command->add_option("--replications", options.replications, "Exactly so many, instead of the scenario's precision")
        ->check(CLI::Range(1, 100'000));
    command->add_option("--seed", options.seed, "Instead of the scenario's");
    command->add_option("--set", options.sets, "Change a value: path=value, like workers.max=500 (may be repeated)")
        ->take_all()
        ->allow_extra_args(false);
    command->add_option("--compare", options.compare, "Two scenarios under the same random numbers")->expected(2);
    command->add_option("--threads", options.threads, "Threads to use; results do not depend on it")
        ->check(CLI::Range(1, 1'024));
    command->add_flag("--json", options.json, "Print the summary as JSON");
    command->add_flag("--preview", options.preview, "Only the instant fluid preview and the verdict");
    command->add_flag("--verify", options.verify, "Check the engine against closed forms and exact identities");
    command->add_flag("--list", options.list, "List the shipped scenarios");
    command->footer("Exit codes: 0 good, 1 failed, 2 wrong use or bad input, 99 a threshold was crossed.\n"
                    "Example: remirai simulate viral-spike --set workers.max=500 --out ./spike");
    return command;
}

int runSimulateCommand(const SimulateOptions &options)
{
    if (options.list)
        return listScenarios();
    if (options.verify)
        return runVerification(options.json, options.threads, [](const QString &line) { out(line); }) ? kGood : kFailed;
    if (!options.scenario.empty() && !options.compare.empty()) {
        complain(QStringLiteral("--compare takes two scenarios; leave out “%1”")
                     .arg(QString::fromStdString(options.scenario)));
        return kBadInput;
    }
    if (options.scenario.empty() && options.compare.empty()) {
        complain(QStringLiteral("Name a scenario to simulate:"));
        for (const ShippedScenario &scenario : shippedScenarios())
            complain(QStringLiteral("  ") + scenario.name.leftJustified(20) + scenario.title);
        return kBadInput;
    }
    const auto scenario = options.compare.empty()
        ? loadScenario(QString::fromStdString(options.scenario), setsOf(options))
        : joined(options);
    if (!scenario) {
        complain(scenario.error().message);
        return exitCodeOf(scenario.error());
    }
    if (options.preview)
        return options.json ? showPreviewJson(*scenario) : showPreview(*scenario);
    if (!options.out.empty() && !QDir().mkpath(QString::fromStdString(options.out))) {
        complain(QStringLiteral("cannot make the folder “%1”; name another with --out DIR")
                     .arg(QString::fromStdString(options.out)));
        return kFailed;
    }
    const ExperimentResult result = runWithProgress(*scenario, options);
    if (result.variants.empty()) {
        complain(QStringLiteral("Cancelled before the first replications were done."));
        return kFailed;
    }
    if (options.json)
        out(QString::fromUtf8(QJsonDocument(summaryJson(result)).toJson()));
    else
        out(summaryText(result) + (options.compare.empty() ? QString() : QString(u'\n' + comparisonText(result))));
    if (!options.out.empty()) {
        const QString folder = QString::fromStdString(options.out);
        if (const auto written = writeFiles(result, folder); !written) {
            complain(written.error().message);
            return kFailed;
        }
        if (!options.json)
            out(QStringLiteral("  report: %1/report.html\n").arg(folder));
    }
    if (result.cancelled)
        return kFailed;
    return result.passes() ? kGood : kThreshold;
}

} // namespace remirai::sim
