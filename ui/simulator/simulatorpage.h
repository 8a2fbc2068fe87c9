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

class NoteLabel;
class ResultView;
class RunList;
class ScenarioForm;

// The planner's page: choose or edit a scenario, see the verdict and the preview as one types, run it exactly in the
// background, compare with earlier runs, export. Needs no server. GUI thread only; runs are cancelled when it goes.
// Scenarios are read and files opened and written on other threads: a scenario may name files of a million lines.
class SimulatorPage : public QWidget
{
    Q_OBJECT

public:
    explicit SimulatorPage(QWidget *parent = nullptr);
    ~SimulatorPage() override;

    // "Simulate this system": what a live server has measured becomes the scenario that is edited.
    void simulateSystem(const sim::MeasuredSystem &measured);
    void chooseScenario(const QString &shippedName);
    void openScenario(const QString &file);
    void openRun(const QString &folder); // one that simulate or spike wrote; shown beside the others
    void showRun(std::shared_ptr<const sim::ExperimentResult> result, const QString &label);

    // With what has just been typed; nothing happens while the scenario has problems or another run goes on.
    void run();
    void cancel();
    bool isRunning() const { return m_run != nullptr; }

    // Of what is shown.
    void exportPng(const QString &file);
    void exportCsv(const QString &file);
    void exportReport(const QString &folder); // run.sqlite, series.csv, summary.json, report.html
    void saveScenario(const QString &file);

    // Its keys and what they do, for a sheet of keys.
    static std::vector<std::pair<QString, QString>> keys();
    QString verdict() const;
    QString message() const; // what became of the last file or run
    const ScenarioForm *form() const { return m_form; }
    const ResultView *results() const { return m_results; }

Q_SIGNALS:
    void runFinished(bool cancelled);
    void fileDone(bool well); // opened or written, each once; message() says what happened
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
    void edited();
    bool isChecked() const { return m_checked == m_edit; }
    void check(); // reads the draft
    struct Checked;
    void take(const Checked &checked); // problems and verdict; the preview follows
    void preview();
    void look(); // at the background run
    void finish(std::shared_ptr<const sim::ExperimentResult> result);
    void write(const QString &target, std::function<Status()> work);
    void told(const Status &status, const QString &note);
    void askForFile();
    void askForRun();
    void askForTarget(const QString &title, const QString &filter, bool folder,
                      const std::function<void(const QString &)> &write);

    ScenarioDraft m_draft;
    std::optional<sim::Scenario> m_scenario; // of the draft, when it has no problems
    std::unique_ptr<sim::BackgroundRun> m_run;
    QString m_runLabel;
    QComboBox *m_shipped = nullptr;
    QWidget *m_editor = nullptr;
    ScenarioForm *m_form = nullptr;
    QPlainTextEdit *m_text = nullptr;
    NoteLabel *m_problems = nullptr;
    QLabel *m_verdict = nullptr;
    ResultView *m_results = nullptr;
    RunList *m_runs = nullptr;
    QPushButton *m_runButton = nullptr;
    QPushButton *m_cancelButton = nullptr;
    QProgressBar *m_progress = nullptr;
    NoteLabel *m_message = nullptr;
    QTimer *m_checkSoon = nullptr;
    std::atomic<quint64> m_edit = 0; // number of the latest; written by the GUI thread alone
    quint64 m_checked = 0; // the edit that m_scenario is of
    bool m_isRunWanted = false; // once the latest edit is checked
    QThreadPool m_checks; // one thread: checks and previews
    QThreadPool m_files; // one thread: in the order in which they were asked for
};

} // namespace remirai::ui
