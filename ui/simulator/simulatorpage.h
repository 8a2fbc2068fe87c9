// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/run/backgroundrun.h"
#include "sim/scenario/measured.h"
#include "ui/simulator/scenariodraft.h"

#include <QThreadPool>
#include <QWidget>
#include <atomic>
#include <functional>
#include <optional>

class QComboBox;
class QLabel;
class QMenu;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QTimer;

namespace remirai::ui {

class ResultView;
class RunList;
class ScenarioForm;

// The planner's page: choose or edit a scenario, see the verdict and the preview as one types, run it exactly in the
// background, compare with earlier runs, export. Needs no server. GUI thread only; runs are cancelled when it goes.
class SimulatorPage : public QWidget
{
    Q_OBJECT

public:
    explicit SimulatorPage(QWidget *parent = nullptr);
    ~SimulatorPage() override;

    // "Simulate this system": what a live server has measured becomes the scenario that is edited.
    void simulateSystem(const sim::MeasuredSystem &measured);
    void chooseScenario(const QString &shippedName);
    Status openScenario(const QString &file);
    Status openRun(const QString &folder); // one that simulate or spike wrote; shown beside the others
    void showRun(std::shared_ptr<const sim::ExperimentResult> result, const QString &label);

    void run(); // nothing happens while the scenario has problems or another run goes on
    void cancel();
    bool isRunning() const { return m_run != nullptr; }

    // Of what is shown.
    Status exportPng(const QString &file) const;
    Status exportCsv(const QString &file) const;
    Status exportReport(const QString &folder) const; // run.sqlite, series.csv, summary.json, report.html
    Status saveScenario(const QString &file) const;

    QString verdict() const;
    const ScenarioForm *form() const { return m_form; }
    const ResultView *results() const { return m_results; }

Q_SIGNALS:
    void runFinished(bool cancelled);
    // The button "Simulate this system": whoever has a server's measurements answers with simulateSystem().
    void measurementsWanted();

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildWidgets();
    void fitToFont();
    QMenu *buildFilesMenu(QWidget *parent);
    QWidget *buildEditor();
    QWidget *buildOutcome();
    QWidget *buildBar();
    void useDraft(); // shows m_draft anew
    void fieldEdited(const QString &path, const QString &text);
    void documentEdited();
    void check(); // reads the draft; problems, verdict and preview follow
    void preview(); // draws m_scenario's, off the GUI thread; the latest wins
    void look(); // at the background run
    void finish(std::shared_ptr<const sim::ExperimentResult> result);
    void say(const Status &status); // an error, where everybody sees it
    void askForFile();
    void askForRun();
    void askForTarget(const QString &title, const QString &filter, bool folder,
                      const std::function<Status(const QString &)> &write);

    ScenarioDraft m_draft;
    std::optional<sim::Scenario> m_scenario; // of the draft, when it has no problems
    std::unique_ptr<sim::BackgroundRun> m_run;
    QString m_runLabel;
    QComboBox *m_shipped = nullptr;
    QWidget *m_editor = nullptr;
    ScenarioForm *m_form = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QLabel *m_problems = nullptr;
    QLabel *m_verdict = nullptr;
    ResultView *m_results = nullptr;
    RunList *m_runs = nullptr;
    QPushButton *m_runButton = nullptr;
    QPushButton *m_cancelButton = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_message = nullptr;
    QTimer *m_checkSoon = nullptr;
    std::atomic<quint64> m_preview = 0; // number of the latest; written by the GUI thread alone
    QThreadPool m_previewThread;
};

} // namespace remirai::ui
