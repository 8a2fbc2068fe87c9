// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/simulator/simulatorpage.h"

#include "sim/report/files.h"
#include "sim/report/readrun.h"
#include "ui/simulator/background.h"
#include "ui/simulator/notelabel.h"
#include "ui/simulator/resultview.h"
#include "ui/simulator/runlist.h"
#include "ui/simulator/scenarioform.h"

#include <QBuffer>
#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSaveFile>
#include <QSignalBlocker>
#include <QTimer>
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

Status written(const QString &name, const QByteArray &bytes)
{
    QSaveFile file(name);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return Error{ErrorCode::Unavailable, QStringLiteral("cannot write “%1”: %2").arg(name, file.errorString()), {}};
}

Result<ScenarioDraft> draftIn(const QString &file)
{
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return Error{ErrorCode::NotFound, QStringLiteral("cannot read “%1”: %2").arg(file, input.errorString()), {}};
    ScenarioDraft draft;
    draft.useDocument(input.read(kMaxScenario + 1), QFileInfo(file).fileName(), QFileInfo(file).path());
    return draft;
}

QString verdictOn(const sim::Scenario &scenario)
{
    QStringList sentences;
    for (const sim::Variant &variant : std::span(scenario.variants).first(previewCount(scenario))) {
        const QString sentence = sim::preflight(variant.model).sentence;
        sentences << (scenario.variants.size() > 1 ? variant.name + QStringLiteral(": ") + sentence : sentence);
    }
    return sentences.join(u'\n');
}

// What tells one run of a scenario from the next in the list: what was changed for it.
QString labelOf(const sim::Scenario &scenario, const ScenarioDraft &draft)
{
    constexpr qsizetype kLongest = 80;
    const QString label = draft.isChanged() ? QString(scenario.name + u' ' + draft.sets().join(u' ')) : scenario.name;
    return label.size() > kLongest ? QString(label.left(kLongest - 1) + u'…') : label;
}

Error nothingShown()
{
    return {ErrorCode::Conflict, QStringLiteral("run a scenario first, or tick a run in the list"), {}};
}

} // namespace

// A draft that was read, and what it says.
struct SimulatorPage::Checked
{
    ScenarioDraft draft;
    Result<sim::Scenario> scenario;
    QString verdict;
};

SimulatorPage::SimulatorPage(QWidget *parent)
    : QWidget(parent)
    , m_checkSoon(new QTimer(this))
{
    buildWidgets();
    m_checks.setMaxThreadCount(1);
    m_files.setMaxThreadCount(1);
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
    ++m_edit;
    m_checks.waitForDone(); // the one under way, at most
    m_files.waitForDone(); // what is being written is written
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

void SimulatorPage::openScenario(const QString &file)
{
    m_message->setNote(tr("Reading “%1” …").arg(file));
    inBackground(
        m_files, this, [file] { return draftIn(file); },
        [this, file](const Result<ScenarioDraft> &draft) {
            if (draft) {
                const QSignalBlocker quiet(m_shipped);
                m_shipped->setCurrentIndex(-1);
                m_draft = *draft;
                useDraft();
            }
            told(draft ? Status() : Status(draft.error()), tr("“%1” is open.").arg(file));
        });
}

void SimulatorPage::openRun(const QString &folder)
{
    m_message->setNote(tr("Reading “%1” …").arg(folder));
    inBackground(
        m_files, this, [folder] { return sim::readRun(folder); },
        [this, folder](const Result<sim::ExperimentResult> &result) {
            if (result)
                showRun(std::make_shared<const sim::ExperimentResult>(*result), QDir(folder).dirName());
            told(result ? Status() : Status(result.error()), tr("“%1” stands in the list of runs.").arg(folder));
        });
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
    edited();
}

void SimulatorPage::fieldEdited(const QString &path, const QString &text)
{
    m_draft.setValue(path, text);
    edited();
}

void SimulatorPage::documentEdited()
{
    m_draft.editDocument(m_text->toPlainText().toUtf8());
    edited();
}

void SimulatorPage::edited()
{
    ++m_edit; // what is under way belongs to another text
    m_checkSoon->start();
}

void SimulatorPage::check()
{
    inBackground(
        m_checks, this,
        [this, number = m_edit.load(), draft = m_draft]() mutable -> std::shared_ptr<const Checked> {
            if (m_edit != number) // somebody typed on
                return nullptr;
            auto scenario = draft.read();
            const QString verdict = scenario ? verdictOn(*scenario) : QString();
            return std::make_shared<const Checked>(Checked{std::move(draft), std::move(scenario), verdict});
        },
        [this, number = m_edit.load()](const std::shared_ptr<const Checked> &checked) {
            if (checked && m_edit == number)
                take(*checked);
        });
}

void SimulatorPage::take(const Checked &checked)
{
    m_checked = m_edit;
    m_draft = checked.draft;
    m_form->setDraft(m_draft);
    const DraftProblems problems = checked.scenario ? DraftProblems() : problemsOf(checked.scenario.error());
    m_form->setProblems(problems.byPath);
    m_problems->setTrouble(problems.others.join(u'\n'));
    m_runButton->setEnabled(checked.scenario.ok() && !m_run);
    m_verdict->setText(checked.scenario ? checked.verdict
                                        : tr("This scenario cannot be run yet: see the lines marked ⚠."));
    m_scenario.reset();
    if (checked.scenario) {
        m_scenario = *checked.scenario;
        preview();
    }
    if (std::exchange(m_isRunWanted, false))
        run();
}

void SimulatorPage::preview()
{
    inBackground(
        m_checks, this,
        [this, number = m_edit.load(), scenario = *m_scenario] {
            std::vector<ShownPreview> previews;
            for (const sim::Variant &variant : std::span(scenario.variants).first(previewCount(scenario))) {
                if (m_edit != number)
                    break;
                previews.push_back({variant.name, sim::preview(variant.model)});
            }
            return previews;
        },
        [this, number = m_edit.load(),
         currency = m_scenario->variants.front().model.currency](const std::vector<ShownPreview> &previews) {
            if (m_edit == number)
                m_results->setPreviews(previews, currency);
        });
}

void SimulatorPage::run()
{
    if (!isChecked()) {
        m_isRunWanted = true;
        return;
    }
    if (!m_scenario || m_run)
        return;
    m_message->hide();
    m_runLabel = labelOf(*m_scenario, m_draft);
    m_cancelButton->setEnabled(true);
    m_cancelButton->show();
    if (m_runButton->hasFocus()) // Qt would pass it on to a button that does something else
        m_cancelButton->setFocus();
    m_runButton->setEnabled(false);
    m_progress->setValue(0);
    m_progress->show();
    m_run = std::make_unique<sim::BackgroundRun>(*m_scenario, sim::RunOptions{}, [this] {
        QMetaObject::invokeMethod(
            this, [this] { look(); }, Qt::QueuedConnection);
    });
}

void SimulatorPage::cancel()
{
    if (!m_run)
        return;
    m_run->cancel();
    if (m_cancelButton->hasFocus())
        m_shipped->setFocus();
    m_cancelButton->setEnabled(false);
    m_message->setNote(tr("Stopping …"));
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
    if (!m_cancelButton->isEnabled()) // it is being stopped
        return;
    m_message->setNote(tr("%1: %2 of %3 replications")
                           .arg(progress->variant)
                           .arg(progress->replicationsDone)
                           .arg(progress->replicationsPlanned));
}

void SimulatorPage::finish(std::shared_ptr<const sim::ExperimentResult> result)
{
    m_run.reset();
    m_progress->hide();
    m_runButton->setEnabled(m_scenario.has_value());
    if (m_cancelButton->hasFocus())
        m_runButton->setFocus();
    m_cancelButton->hide();
    m_message->setNote({});
    const bool cancelled = result->cancelled;
    if (!result->variants.empty()) {
        m_runs->add(result, cancelled ? m_runLabel + tr(" (stopped)") : m_runLabel, true);
        m_runs->show();
    }
    if (cancelled)
        m_message->setNote(result->variants.empty()
                               ? tr("Stopped before anything was done: there is nothing to show.")
                               : tr("Stopped: what was done until then is shown, marked “(stopped)”."));
    Q_EMIT runFinished(cancelled);
}

void SimulatorPage::exportPng(const QString &file)
{
    write(file, [file, picture = m_results->grab().toImage()]() -> Status {
        QBuffer bytes;
        if (bytes.open(QIODevice::WriteOnly) && picture.save(&bytes, "PNG"))
            return written(file, bytes.data());
        return Error{ErrorCode::Internal, QStringLiteral("the picture for “%1” could not be made").arg(file), {}};
    });
}

void SimulatorPage::exportCsv(const QString &file)
{
    write(file, [file, shown = m_results->shown()]() -> Status {
        return shown.empty() ? Status(nothingShown()) : written(file, sim::seriesCsv(combined(shown)));
    });
}

void SimulatorPage::exportReport(const QString &folder)
{
    write(folder, [folder, shown = m_results->shown()]() -> Status {
        return shown.empty() ? Status(nothingShown()) : sim::writeFiles(combined(shown), folder);
    });
}

void SimulatorPage::saveScenario(const QString &file)
{
    write(file, [file, draft = m_draft]() -> Status {
        const auto text = draft.text();
        return text ? written(file, *text) : Status(text.error());
    });
}

void SimulatorPage::write(const QString &target, std::function<Status()> work)
{
    m_message->setNote(tr("Writing “%1” …").arg(target));
    inBackground(m_files, this, std::move(work),
                 [this, target](const Status &status) { told(status, tr("“%1” is written.").arg(target)); });
}

void SimulatorPage::told(const Status &status, const QString &note)
{
    if (status)
        m_message->setNote(note);
    else
        m_message->setTrouble(status.error().message);
    Q_EMIT fileDone(status.ok());
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

QString SimulatorPage::message() const
{
    return m_message->text();
}

} // namespace remirai::ui
