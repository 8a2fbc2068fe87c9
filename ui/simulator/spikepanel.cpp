// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/simulator/spikepanel.h"

#include "core/domain/environment.h"
#include "sim/report/figures.h"
#include "ui/simulator/bandchart.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace remirai::ui {

namespace {

using sim::Metric;

BandCurve curveOf(const sim::LiveProgress &progress, Metric metric, const QString &name, size_t color)
{
    return {name, color, false, progress.sampleSeconds, progress.series[static_cast<size_t>(metric)], {}, {}};
}

QString progressText(const sim::LiveProgress &progress)
{
    QString text = SpikePanel::tr("%1 of %2 · %3 journeys, %4 ready, %5 turned away, %6 on their way · p99 %7 ms")
                       .arg(sim::spanText(progress.elapsedSeconds), sim::spanText(progress.horizonSeconds))
                       .arg(progress.journeys)
                       .arg(progress.ready)
                       .arg(progress.turnedAway)
                       .arg(progress.unfinished)
                       .arg(progress.latencyP99Ms, 0, 'f', 1);
    if (progress.queues.known)
        text += SpikePanel::tr(" · depth %1, in flight %2, slots %3")
                    .arg(progress.queues.depth)
                    .arg(progress.queues.inFlight)
                    .arg(progress.queues.slotCount);
    return text;
}

} // namespace

SpikePanel::SpikePanel(QWidget *parent)
    : QWidget(parent)
{
    build();
    chooseScenario(QStringLiteral("viral-spike"));
}

SpikePanel::~SpikePanel() = default;

void SpikePanel::build()
{
    auto *label = new QLabel(tr("&Scenario"), this);
    m_shipped = new QComboBox(this);
    m_shipped->setAccessibleName(tr("Scenario to play"));
    for (const sim::ShippedScenario &scenario : sim::shippedScenarios())
        m_shipped->addItem(scenario.name, scenario.name);
    label->setBuddy(m_shipped);
    auto *scaleLabel = new QLabel(tr("S&cale"), this);
    m_scale = new QDoubleSpinBox(this);
    m_scale->setDecimals(4);
    m_scale->setRange(0.0001, 100);
    m_scale->setSingleStep(0.01);
    m_scale->setValue(0.01);
    m_scale->setAccessibleName(tr("Times the scenario's arrivals"));
    scaleLabel->setBuddy(m_scale);
    m_confirm = new QCheckBox(tr("This server is &mine, and may suffer"), this);
    m_play = new QPushButton(tr("Play the spike"), this);
    m_play->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return));
    m_stop = new QPushButton(tr("Stop"), this);
    m_stop->setShortcut(QKeySequence(Qt::Key_Escape));
    m_stop->setEnabled(false);
    m_progress = new QProgressBar(this);
    m_progress->setRange(0, 1'000);
    m_progress->setAccessibleName(tr("Progress of the spike"));
    m_progress->setTextVisible(false); // the line below says it
    m_progress->hide();
    m_plan = new QLabel(this);
    m_status = new QLabel(this);
    m_status->setAccessibleName(tr("State of the spike"));
    for (QLabel *text : {m_plan, m_status}) {
        text->setWordWrap(true);
        text->setTextFormat(Qt::PlainText);
    }
    m_depth = new BandChart(tr("Queue depth and in flight"), QStringLiteral("jobs"), this);
    m_rates = new BandChart(tr("Journeys and personas ready"), QStringLiteral("1/s"), this);
    m_latency = new BandChart(tr("API latency, p99"), QStringLiteral("s"), this);
    auto *choice = new QHBoxLayout;
    for (QWidget *widget : std::initializer_list<QWidget *>{label, m_shipped, scaleLabel, m_scale, m_confirm})
        choice->addWidget(widget);
    choice->addStretch();
    auto *start = new QHBoxLayout;
    for (QWidget *widget : std::initializer_list<QWidget *>{m_play, m_stop})
        start->addWidget(widget);
    start->addWidget(m_plan, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(choice);
    column->addLayout(start);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_progress, m_status})
        column->addWidget(widget);
    for (BandChart *chart : {m_depth, m_rates, m_latency})
        column->addWidget(chart, 1);
    for (BandChart *chart : {m_depth, m_rates, m_latency})
        chart->setEmptyText(tr("drawn while a spike is played"));
    m_depth->showNames(true);
    m_rates->showNames(true);
    connect(m_shipped, &QComboBox::currentIndexChanged, this, &SpikePanel::refresh);
    connect(m_scale, &QDoubleSpinBox::valueChanged, this, &SpikePanel::refresh);
    connect(m_confirm, &QCheckBox::toggled, this, &SpikePanel::refresh);
    connect(m_play, &QPushButton::clicked, this, &SpikePanel::play);
    connect(m_stop, &QPushButton::clicked, this, &SpikePanel::stop);
}

std::vector<std::pair<QString, QString>> SpikePanel::keys()
{
    return {{QStringLiteral("Ctrl+Return"), tr("Play the spike")},
            {QStringLiteral("Esc"), tr("Stop it")},
            {QStringLiteral("Alt+S"), tr("To the choice of scenarios")},
            {QStringLiteral("Alt+C"), tr("To the scale")}};
}

void SpikePanel::setServer(const QString &url, std::function<QByteArray()> token)
{
    m_url = url.endsWith(u'/') ? url.chopped(1) : url;
    m_token = std::move(token);
    m_confirm->setChecked(false);
    refresh();
}

void SpikePanel::chooseScenario(const QString &shippedName)
{
    m_shipped->setCurrentIndex(m_shipped->findData(shippedName));
    refresh();
}

void SpikePanel::setScale(double scale)
{
    m_scale->setValue(scale);
}

Result<sim::Scenario> SpikePanel::scenario() const
{
    return sim::loadScenario(m_shipped->currentData().toString());
}

void SpikePanel::refresh()
{
    const bool here = sim::isLoopback(m_url);
    m_confirm->setVisible(!m_url.isEmpty() && !here);
    const auto chosen = scenario();
    QString plan = chosen ? QString() : chosen.error().message;
    bool playable = chosen.ok();
    if (chosen) {
        const auto window = sim::liveWindow(chosen->variants.front(), m_scale->value(), m_drainNs);
        playable = window.ok();
        plan = window ? tr("%1 journeys of about ten requests within %2, then up to %3 to drain. Against %4.")
                            .arg(std::llround(window->journeys))
                            .arg(sim::spanText(static_cast<double>(window->playNs) * 1e-9),
                                 sim::spanText(static_cast<double>(m_drainNs) * 1e-9),
                                 m_url.isEmpty() ? tr("no server yet") : m_url)
                      : window.error().message;
    }
    m_plan->setText(plan);
    m_play->setEnabled(playable && !m_live && !m_url.isEmpty() && (here || m_confirm->isChecked()));
}

void SpikePanel::play()
{
    const auto chosen = scenario();
    refresh();
    if (!m_play->isEnabled() || !chosen)
        return;
    SystemEnvironment environment;
    sim::LiveOptions options;
    options.target = m_url.toUtf8();
    options.token = m_token ? m_token() : QByteArray();
    options.run = QByteArray::number(static_cast<qulonglong>(environment.random64()), 36);
    options.scale = m_scale->value();
    options.drainNs = m_drainNs;
    m_status->setText(tr("Starting …"));
    m_progress->setValue(0);
    m_progress->show();
    m_stop->setEnabled(true);
    m_isStopping = false;
    m_live = std::make_unique<sim::BackgroundLive>(*chosen, options, [this, number = ++m_number] {
        QMetaObject::invokeMethod(
            this,
            [this, number] {
                if (number == m_number)
                    look();
            },
            Qt::QueuedConnection);
    });
    refresh();
}

void SpikePanel::stop()
{
    if (!m_live)
        return;
    m_live->cancel();
    m_isStopping = true;
    m_stop->setEnabled(false);
    m_status->setText(tr("Stopping …"));
}

void SpikePanel::look()
{
    if (!m_live)
        return;
    if (const auto progress = m_live->snapshot()) {
        m_progress->setValue(static_cast<int>(1'000 * progress->elapsedSeconds / progress->horizonSeconds));
        m_status->setText(m_isStopping ? tr("Stopping …") : progressText(*progress));
        m_depth->setCurves({curveOf(*progress, Metric::Depth, tr("depth"), 0),
                            curveOf(*progress, Metric::InFlight, tr("in flight"), 1)},
                           {});
        m_rates->setCurves({curveOf(*progress, Metric::Arrivals, tr("journeys"), 0),
                            curveOf(*progress, Metric::Completions, tr("ready"), 2)},
                           {});
        m_latency->setCurves({curveOf(*progress, Metric::ApiLatency, tr("p99"), 0)}, {});
    }
    if (const auto result = m_live->result())
        finish(*result);
}

void SpikePanel::finish(const Result<sim::ExperimentResult> &result)
{
    const auto kept = result ? std::make_shared<const sim::ExperimentResult>(*result) : nullptr;
    const auto progress = m_live->snapshot();
    const QString last = progress ? progressText(*progress) : QString();
    if (!result)
        m_status->setText(QStringLiteral("⚠ ") + result.error().message);
    else if (result->cancelled)
        m_status->setText(tr("Stopped: nothing more is sent; what the server has accepted it still works on.\n")
                          + last);
    else
        m_status->setText(last + u'\n' + kept->notes.join(u'\n'));
    m_live.reset();
    m_progress->hide();
    m_stop->setEnabled(false);
    refresh();
    Q_EMIT finished(kept);
}

QString SpikePanel::status() const
{
    return m_status->text();
}

} // namespace remirai::ui
