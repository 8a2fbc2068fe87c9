// SPDX-License-Identifier: GPL-3.0-or-later
// The control room under load: bench_desktop URL TOKEN SECONDS. Half of the time the overview is watched, as at rest of
// the user, half of it every page is opened in turn and its lists are scrolled to their ends, page by page. Prints
// JSON.
#include "core/domain/environment.h"
#include "tests/ui/guiwatch.h"
#include "ui/theme/theme.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>

using namespace remirai;

namespace {

constexpr int kPages = 6;
constexpr int kTurnMs = 700;

double cpuSeconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peakMib()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

struct Figures
{
    double restCpu = 0; // cores
    double eventsPerSecond = 0;
    int rows = 0;
};

} // namespace

int main(int argc, char **argv)
{
    ::setenv("QT_NO_GLIB", "1", 1);
    const QApplication application(argc, argv);
    if (argc != 4) {
        std::fputs("usage: bench_desktop URL TOKEN SECONDS\n", stderr);
        return 2;
    }
    const double half = std::atof(argv[3]) / 2;
    QTemporaryDir folder;
    SystemEnvironment environment;
    ui::Theme theme;
    ui::Session session(environment);
    const ui::ConnectionStore store(folder.filePath(QStringLiteral("connections.json")));
    ui::MainWindow window(session, theme, store, nullptr);
    window.resize(1'440, 900);
    window.show();
    session.connectTo({QStringLiteral("bench"), QUrl(QString::fromLocal8Bit(argv[1])), argv[2]});

    Figures figures;
    qint64 events = 0;
    QObject::connect(&session.feed(), &ui::LiveFeed::arrived,
                     [&events](const std::vector<ui::LiveEvent> &some) { events += static_cast<qint64>(some.size()); });
    const ui::GuiWatch watch;
    QElapsedTimer clock;
    clock.start();
    const double cpuBefore = cpuSeconds();
    QTimer turns;
    int turn = 0;
    turns.callOnTimeout([&] {
        window.goTo(turn++ % kPages);
        for (QTableView *table : window.page(window.currentPage())->findChildren<QTableView *>()) {
            table->verticalScrollBar()->setValue(table->verticalScrollBar()->maximum());
            figures.rows = std::max(figures.rows, table->model() ? table->model()->rowCount() : 0);
        }
    });
    QTimer::singleShot(static_cast<int>(half * 1'000), &window, [&] {
        figures.restCpu = (cpuSeconds() - cpuBefore) / (static_cast<double>(clock.elapsed()) / 1e3);
        turns.start(kTurnMs);
    });
    QTimer::singleShot(static_cast<int>(half * 2'000), &window, [&] {
        figures.eventsPerSecond = static_cast<double>(events) * 1e3 / static_cast<double>(clock.elapsed());
        QApplication::quit();
    });
    const int code = QApplication::exec();
    std::printf(
        "{\"p99_ms\": %.2f, \"longest_ms\": %.1f, \"ticks\": %zu, \"rest_cores\": %.3f, \"events_per_s\": %.0f, "
        "\"peak_mib\": %.0f, \"rows\": %d}\n",
        watch.p99Ms(), watch.mostMs(), watch.ticks(), figures.restCpu, figures.eventsPerSecond, peakMib(),
        figures.rows);
    return code;
}
