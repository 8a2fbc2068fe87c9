// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/planning.h"

#include "ui/simulator/simulatorpage.h"
#include "ui/simulator/spikepanel.h"
#include "ui/widgets/pieces.h"
#include "ui/window/mainwindow.h"

#include <QMessageBox>
#include <QScrollArea>
#include <algorithm>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

// The queues of the saga's steps, in their order.
struct StepQueue
{
    QString step;
    QString queuePrefix;
};
const StepQueue kSteps[] = {{u"synthesis"_s, u"persona"_s}, {u"illustration"_s, u"image"_s}};

const QueueStatus *queueOf(const StepQueue &step, const OverviewStatus &overview)
{
    const auto found = std::find_if(overview.queues.begin(), overview.queues.end(), [&](const QueueStatus &queue) {
        return !queue.isDeadLetters() && queue.name.startsWith(step.queuePrefix);
    });
    return found == overview.queues.end() ? nullptr : &*found;
}

double failureShare(const OverviewStatus &overview)
{
    double completions = 0;
    for (const QueueStatus &queue : overview.queues)
        completions += queue.completionsPerSecond;
    const double failures = overview.failuresPerSecond.value_or(0);
    return failures > 0 ? failures / (completions + failures) : 0;
}

// With the title and the margins of the other pages.
QWidget *framed(const QString &title, QWidget *content)
{
    auto *const page = new QWidget;
    page->setAccessibleName(title);
    auto *const layout = new QVBoxLayout(page);
    layout->setContentsMargins(kMargin, kMargin - 4, kMargin, kMargin - 8);
    layout->setSpacing(kSpace);
    layout->addWidget(label(title, "title"));
    auto *const scroll = new QScrollArea; // at a large zoom a page is larger than the screen
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    content->setObjectName(u"page"_s); // as the style calls what scrolls
    scroll->setWidget(content);
    layout->addWidget(scroll, 1);
    return page;
}

std::vector<KeyHelp> helpOf(const std::vector<std::pair<QString, QString>> &keys)
{
    std::vector<KeyHelp> help;
    for (const auto &[key, what] : keys)
        help.push_back({key, what});
    return help;
}

void tellWhyNot(SimulatorPage *page)
{
    auto *const box = new QMessageBox(
        QMessageBox::Information, u"Simulate this system"_s,
        u"There is nothing measured yet: connect to a server first (the list of servers is at the bottom left)."_s,
        QMessageBox::Ok, page);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace

sim::MeasuredSystem measuredSystem(const OverviewStatus &overview)
{
    sim::MeasuredSystem measured;
    const double failures = failureShare(overview);
    for (const StepQueue &step : kSteps) {
        const QueueStatus *const queue = queueOf(step, overview);
        if (!queue)
            continue;
        if (measured.steps.empty()) { // a job arrives where the saga begins; both queues have the same limits
            measured.jobsPerSecond = queue->arrivalsPerSecond;
            measured.minSlots = std::max(1, queue->minSlots);
            measured.maxSlots = std::max(measured.minSlots, queue->maxSlots);
            measured.visibilityMs = queue->visibilityTimeoutMs;
            measured.maxReceive = std::max(1, queue->maxReceiveCount);
        }
        sim::MeasuredStep each;
        each.name = step.step;
        each.meanSeconds = queue->serviceTimeMs / 1'000;
        each.failureShare = failures;
        measured.steps.push_back(each);
    }
    return measured;
}

void addPlanning(MainWindow &window, Session &session)
{
    auto *const simulator = new SimulatorPage;
    const int simulatorNumber =
        window.addPage(u"Simulator"_s, framed(u"Simulator"_s, simulator), helpOf(SimulatorPage::keys()));
    QObject::connect(simulator, &SimulatorPage::measurementsWanted, &window, [simulator, &session] {
        if (session.overview())
            simulator->simulateSystem(measuredSystem(*session.overview()));
        else
            tellWhyNot(simulator);
    });

    auto *const spike = new SpikePanel;
    window.addPage(u"Viral spike"_s, framed(u"Viral spike"_s, spike), helpOf(SpikePanel::keys()));
    const auto follow = [spike, &session] {
        spike->setServer(session.client().url().toString(), [&session] { return session.client().token(); });
    };
    QObject::connect(&session, &Session::serverChanged, spike, follow);
    follow();
    QObject::connect(spike, &SpikePanel::finished, &window,
                     [simulator, simulatorNumber, &window](const std::shared_ptr<const sim::ExperimentResult> &result) {
                         if (!result)
                             return;
                         simulator->showRun(result, result->cancelled ? u"Viral spike (stopped)"_s : u"Viral spike"_s);
                         if (!result->cancelled) // else what it says of the stop is read where it was stopped
                             window.goTo(simulatorNumber);
                     });
}

} // namespace remirai::ui
