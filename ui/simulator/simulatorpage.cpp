// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/simulator/simulatorpage.h"

#include "sim/report/files.h"
#include "sim/report/readrun.h"
#include "ui/simulator/resultview.h"
#include "ui/simulator/runlist.h"
#include "ui/simulator/scenarioform.h"

#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QFile>
#include <QFileInfo>
#include <QFutureWatcher>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSaveFile>
#include <QSignalBlocker>
#include <QTimer>
#include <QtConcurrent>
#include <algorithm>
#include <span>

namespace remirai::ui {

namespace {

constexpr size_t kMostPreviews = 6;
constexpr qint64 kMaxScenario = 1'048'576; // the reader refuses more

size_t previewCount(const sim::Scenario &scenario)
{
    return std::min(kMostPreviews, scenario.variants.size());
}

Status written(QSaveFile &file, const QByteArray &bytes)
{
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return Error{
        ErrorCode::Unavailable, QStringLiteral("cannot write “%1”: %2").arg(file.fileName(), file.errorString()), {}};
}

Error nothingShown()
{
    return {ErrorCode::Conflict, QStringLiteral("run a scenario first, or tick a run in the list"), {}};
}

} // namespace

SimulatorPage::SimulatorPage(QWidget *parent)
    : QWidget(parent)
    , m_checkSoon(new QTimer(this))
{
    buildWidgets();
    m_previewThread.setMaxThreadCount(1);
    m_checkSoon->setSingleShot(true);
    m_checkSoon->setInterval(0); // several keys in one turn of the loop are one check
    connect(m_checkSoon, &QTimer::timeout, this, &SimulatorPage::check);
    connect(m_form, &ScenarioForm::edited, this, &SimulatorPage::fieldEdited);
    connect(m_text, &QPlainTextEdit::textChanged, this, &SimulatorPage::documentEdited);
    connect(m_runs, &RunList::changed, this, [this] { m_results->setShown(m_runs->shown()); });
    chooseScenario(QStringLiteral("viral-spike"));
}

SimulatorPage::~SimulatorPage()
{
    ++m_preview;
    m_previewThread.waitForDone(); // the one under way, at most
}

void SimulatorPage::simulateSystem(const sim::MeasuredSystem &measured)
{
    m_draft.useDocument(sim::scenarioFrom(measured), QStringLiteral("this-system"), QDir::currentPath());
    m_shipped->setCurrentIndex(-1);
    useDraft();
}

void SimulatorPage::chooseScenario(const QString &shippedName)
{
    const QSignalBlocker quiet(m_shipped);
    m_shipped->setCurrentIndex(m_shipped->findData(shippedName));
    m_draft.useShipped(shippedName);
    useDraft();
}

Status SimulatorPage::openScenario(const QString &file)
{
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return Error{ErrorCode::NotFound, QStringLiteral("cannot read “%1”: %2").arg(file, input.errorString()), {}};
    m_draft.useDocument(input.read(kMaxScenario + 1), QFileInfo(file).fileName(), QFileInfo(file).path());
    const QSignalBlocker quiet(m_shipped);
    m_shipped->setCurrentIndex(-1);
    useDraft();
    return {};
}

Status SimulatorPage::openRun(const QString &folder)
{
    const auto result = sim::readRun(folder);
    if (!result)
        return result.error();
    showRun(std::make_shared<const sim::ExperimentResult>(*result), QDir(folder).dirName());
    return {};
}

void SimulatorPage::showRun(std::shared_ptr<const sim::ExperimentResult> result, const QString &label)
{
    m_runs->add(std::move(result), label, false);
    m_runs->show();
}

void SimulatorPage::useDraft()
{
    const QSignalBlocker quiet(m_text);
    m_text->setPlainText(QString::fromUtf8(m_draft.document()));
    m_form->setDraft(m_draft);
    check();
}

void SimulatorPage::fieldEdited(const QString &path, const QString &text)
{
    m_draft.setValue(path, text);
    m_checkSoon->start();
}

void SimulatorPage::documentEdited()
{
    m_draft.editDocument(m_text->toPlainText().toUtf8());
    m_form->setDraft(m_draft);
    m_checkSoon->start();
}

void SimulatorPage::check()
{
    auto scenario = m_draft.scenario();
    const DraftProblems problems = scenario ? DraftProblems() : problemsOf(scenario.error());
    m_form->setProblems(problems.byPath);
    m_problems->setText(problems.others.join(u'\n'));
    m_problems->setVisible(!problems.others.isEmpty());
    m_runButton->setEnabled(scenario.ok() && !m_run);
    if (!scenario) {
        m_scenario.reset();
        ++m_preview; // what is under way belongs to another text
        m_verdict->setText(tr("This scenario cannot be run yet: see the lines marked ⚠."));
        return;
    }
    m_scenario = std::move(*scenario);
    QStringList sentences;
    for (const sim::Variant &variant : std::span(m_scenario->variants).first(previewCount(*m_scenario))) {
        const QString sentence = sim::preflight(variant.model).sentence;
        sentences << (m_scenario->variants.size() > 1 ? variant.name + QStringLiteral(": ") + sentence : sentence);
    }
    m_verdict->setText(sentences.join(u'\n'));
    preview();
}

void SimulatorPage::preview()
{
    const quint64 number = ++m_preview;
    auto *watcher = new QFutureWatcher<std::vector<ShownPreview>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this,
            [this, watcher, number, currency = m_scenario->variants.front().model.currency] {
                watcher->deleteLater();
                if (number == m_preview)
                    m_results->setPreviews(watcher->result(), currency);
            });
    watcher->setFuture(QtConcurrent::run(&m_previewThread, [this, number, scenario = *m_scenario] {
        std::vector<ShownPreview> previews;
        for (const sim::Variant &variant : std::span(scenario.variants).first(previewCount(scenario))) {
            if (m_preview != number) // somebody typed on
                break;
            previews.push_back({variant.name, sim::preview(variant.model)});
        }
        return previews;
    }));
}

void SimulatorPage::run()
{
    if (m_checkSoon->isActive()) { // what has just been typed counts
        m_checkSoon->stop();
        check();
    }
    if (!m_scenario || m_run)
        return;
    m_message->hide();
    m_runLabel = m_draft.isChanged() ? m_scenario->name + tr(" (changed)") : m_scenario->name;
    m_runButton->setEnabled(false);
    m_cancelButton->setEnabled(true);
    m_progress->setValue(0);
    m_progress->show();
    m_run = std::make_unique<sim::BackgroundRun>(*m_scenario, sim::RunOptions{}, [this] {
        QMetaObject::invokeMethod(
            this, [this] { look(); }, Qt::QueuedConnection);
    });
}

void SimulatorPage::cancel()
{
    if (m_run)
        m_run->cancel();
}

void SimulatorPage::look()
{
    if (!m_run)
        return;
    if (const auto result = m_run->result())
        return finish(result);
    const auto progress = m_run->snapshot();
    if (!progress)
        return;
    m_progress->setValue(static_cast<int>(progress->share * m_progress->maximum()));
    m_progress->setFormat(tr("%1: %2 of %3 replications")
                              .arg(progress->variant)
                              .arg(progress->replicationsDone)
                              .arg(progress->replicationsPlanned));
}

void SimulatorPage::finish(std::shared_ptr<const sim::ExperimentResult> result)
{
    m_run.reset();
    m_progress->hide();
    m_cancelButton->setEnabled(false);
    m_runButton->setEnabled(m_scenario.has_value());
    const bool cancelled = result->cancelled;
    if (!result->variants.empty()) {
        m_runs->add(result, cancelled ? m_runLabel + tr(" (cancelled)") : m_runLabel, true);
        m_runs->show();
    }
    Q_EMIT runFinished(cancelled);
}

Status SimulatorPage::exportPng(const QString &file) const
{
    QSaveFile output(file);
    if (output.open(QIODevice::WriteOnly) && m_results->grab().save(&output, "PNG") && output.commit())
        return {};
    return Error{ErrorCode::Unavailable, QStringLiteral("cannot write “%1”").arg(file), {}};
}

Status SimulatorPage::exportCsv(const QString &file) const
{
    const sim::ExperimentResult shown = m_results->combined();
    if (shown.variants.empty())
        return nothingShown();
    QSaveFile output(file);
    return written(output, sim::seriesCsv(shown));
}

Status SimulatorPage::exportReport(const QString &folder) const
{
    const sim::ExperimentResult shown = m_results->combined();
    if (shown.variants.empty())
        return nothingShown();
    return sim::writeFiles(shown, folder);
}

Status SimulatorPage::saveScenario(const QString &file) const
{
    const auto text = m_draft.text();
    if (!text)
        return text.error();
    QSaveFile output(file);
    return written(output, *text);
}

void SimulatorPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange && m_editor)
        fitToFont();
    QWidget::changeEvent(event);
}

QString SimulatorPage::verdict() const
{
    return m_verdict->text();
}

void SimulatorPage::say(const Status &status)
{
    m_message->setText(status ? QString() : QString(QStringLiteral("⚠ ") + status.error().message));
    m_message->setVisible(!status);
}

} // namespace remirai::ui
