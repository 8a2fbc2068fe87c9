// SPDX-License-Identifier: GPL-3.0-or-later
// The widgets of the Simulator page and what their buttons ask for; what the page does is in simulatorpage.cpp.
#include "ui/simulator/notelabel.h"
#include "ui/simulator/resultview.h"
#include "ui/simulator/runlist.h"
#include "ui/simulator/scenarioform.h"
#include "ui/simulator/simulatorpage.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace remirai::ui {

namespace {

QPushButton *button(const QString &text, const QKeySequence &keys, const QString &help, QWidget *parent)
{
    auto *made = new QPushButton(text, parent);
    made->setShortcut(keys);
    made->setToolTip(QStringLiteral("%1 (%2)").arg(help, keys.toString(QKeySequence::NativeText)));
    made->setAccessibleDescription(help);
    return made;
}

QScrollArea *scrolling(QWidget *content, QWidget *parent)
{
    auto *area = new QScrollArea(parent);
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus); // it follows the focus of what is inside
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return area;
}

} // namespace

void SimulatorPage::buildWidgets()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(buildBar());
    m_message = new NoteLabel(this);
    m_message->setAccessibleName(tr("Message"));
    column->addWidget(m_message);
    auto *halves = new QSplitter(Qt::Horizontal, this);
    m_editor = buildEditor();
    halves->addWidget(m_editor);
    halves->addWidget(buildOutcome());
    halves->setStretchFactor(0, 0);
    halves->setStretchFactor(1, 1);
    halves->setChildrenCollapsible(false);
    const int line = fontMetrics().averageCharWidth();
    halves->setSizes({line * 42, line * 130});
    column->addWidget(halves, 1);
    fitToFont();
}

// Sizes that follow the font: people zoom to 200 %.
void SimulatorPage::fitToFont()
{
    constexpr int kEditorColumns = 30;
    constexpr int kRunLines = 9;
    QFont large = font();
    if (large.pixelSize() > 0) // either may be what is set
        large.setPixelSize(qRound(large.pixelSize() * 1.15));
    else
        large.setPointSizeF(large.pointSizeF() * 1.15);
    large.setBold(true);
    m_verdict->setFont(large);
    m_editor->setMinimumWidth(fontMetrics().averageCharWidth() * kEditorColumns);
    m_runs->setMaximumHeight(fontMetrics().height() * kRunLines);
}

QWidget *SimulatorPage::buildBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    auto *label = new QLabel(tr("&Scenario"), bar);
    m_shipped = new QComboBox(bar);
    m_shipped->setAccessibleName(tr("Scenario"));
    m_shipped->setPlaceholderText(tr("own scenario"));
    m_shipped->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // at a large zoom it gives way
    m_shipped->setMinimumContentsLength(8);
    m_shipped->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    for (const sim::ShippedScenario &scenario : sim::shippedScenarios()) {
        m_shipped->addItem(scenario.name, scenario.name);
        m_shipped->setItemData(m_shipped->count() - 1, scenario.title, Qt::ToolTipRole);
    }
    label->setBuddy(m_shipped);
    connect(m_shipped, &QComboBox::activated, this,
            [this](int index) { chooseScenario(m_shipped->itemData(index).toString()); });
    m_runButton = button(tr("Run"), QKeySequence(Qt::CTRL | Qt::Key_Return), tr("Simulate it exactly"), bar);
    m_cancelButton = button(tr("Cancel"), QKeySequence(Qt::Key_Escape), tr("Stop the run, keep what is done"), bar);
    m_cancelButton->hide(); // while nothing runs
    connect(m_runButton, &QPushButton::clicked, this, &SimulatorPage::run);
    connect(m_cancelButton, &QPushButton::clicked, this, &SimulatorPage::cancel);
    auto *measured = button(tr("Simulate this system"), QKeySequence(Qt::CTRL | Qt::Key_M),
                            tr("Start from what the server has measured"), bar);
    connect(measured, &QPushButton::clicked, this, &SimulatorPage::measurementsWanted);
    m_progress = new QProgressBar(bar);
    m_progress->setRange(0, 1'000);
    m_progress->setAccessibleName(tr("Progress of the run"));
    m_progress->setTextVisible(false); // the message says it
    m_progress->hide();
    auto *files = new QToolButton(bar);
    files->setText(tr("&Files ▾"));
    files->setPopupMode(QToolButton::InstantPopup);
    files->setMenu(buildFilesMenu(files));
    for (QWidget *widget :
         std::initializer_list<QWidget *>{label, m_shipped, m_runButton, m_cancelButton, measured, files})
        row->addWidget(widget);
    row->setStretchFactor(m_shipped, 1);
    row->addWidget(m_progress, 2);
    row->addStretch(2);
    return bar;
}

std::vector<std::pair<QString, QString>> SimulatorPage::keys()
{
    return {{QStringLiteral("Ctrl+Return"), tr("Run the scenario")},
            {QStringLiteral("Esc"), tr("Stop the run")},
            {QStringLiteral("Ctrl+M"), tr("Simulate this system")},
            {QStringLiteral("Ctrl+O"), tr("Open a scenario")},
            {QStringLiteral("Ctrl+Shift+O"), tr("Open an earlier run")},
            {QStringLiteral("Ctrl+S"), tr("Save the scenario")},
            {QStringLiteral("Ctrl+P"), tr("Export the picture")},
            {QStringLiteral("Ctrl+E"), tr("Export the series as CSV")},
            {QStringLiteral("Ctrl+R"), tr("Export the report")},
            {QStringLiteral("Alt+S"), tr("To the choice of scenarios")},
            {QStringLiteral("Alt+O"), tr("The form")},
            {QStringLiteral("Alt+J"), tr("The scenario as JSON")}};
}

QMenu *SimulatorPage::buildFilesMenu(QWidget *parent)
{
    auto *menu = new QMenu(parent);
    menu->addAction(tr("Open a scenario…"), QKeySequence(Qt::CTRL | Qt::Key_O), this, &SimulatorPage::askForFile);
    menu->addAction(tr("Open an earlier run…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), this,
                    &SimulatorPage::askForRun);
    menu->addSeparator();
    menu->addAction(tr("Save the scenario…"), QKeySequence(Qt::CTRL | Qt::Key_S), this, [this] {
        askForTarget(tr("Save the scenario"), tr("Scenarios (*.json)"), false,
                     [this](const QString &file) { saveScenario(file); });
    });
    menu->addAction(tr("Export the picture…"), QKeySequence(Qt::CTRL | Qt::Key_P), this, [this] {
        askForTarget(tr("Export the picture"), tr("Pictures (*.png)"), false,
                     [this](const QString &file) { exportPng(file); });
    });
    menu->addAction(tr("Export the series…"), QKeySequence(Qt::CTRL | Qt::Key_E), this, [this] {
        askForTarget(tr("Export the series"), tr("Tables (*.csv)"), false,
                     [this](const QString &file) { exportCsv(file); });
    });
    menu->addAction(tr("Export the report…"), QKeySequence(Qt::CTRL | Qt::Key_R), this, [this] {
        askForTarget(tr("Folder for the report"), {}, true, [this](const QString &folder) { exportReport(folder); });
    });
    return menu;
}

QWidget *SimulatorPage::buildEditor()
{
    auto *editor = new QWidget(this);
    auto *column = new QVBoxLayout(editor);
    column->setContentsMargins(0, 0, 0, 0);
    auto *tabs = new QTabWidget(editor);
    tabs->setAccessibleName(tr("Form and JSON of the scenario"));
    m_form = new ScenarioForm(tabs);
    tabs->addTab(scrolling(m_form, tabs), tr("F&orm"));
    m_text = new QPlainTextEdit(tabs);
    m_text->setAccessibleName(tr("The scenario as JSON; the form's changes come on top"));
    m_text->setToolTip(m_text->accessibleName());
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setTabChangesFocus(true);
    tabs->addTab(m_text, tr("&JSON"));
    m_problems = new NoteLabel(editor);
    m_problems->setAccessibleName(tr("Problems of the scenario"));
    m_runs = new RunList(editor);
    m_runs->hide(); // until there is one
    column->addWidget(tabs, 1);
    column->addWidget(m_problems);
    column->addWidget(m_runs);
    return editor;
}

QWidget *SimulatorPage::buildOutcome()
{
    auto *outcome = new QWidget(this);
    auto *column = new QVBoxLayout(outcome);
    column->setContentsMargins(0, 0, 0, 0);
    m_verdict = new QLabel(outcome);
    m_verdict->setWordWrap(true);
    m_verdict->setTextFormat(Qt::PlainText);
    m_verdict->setAccessibleName(tr("Verdict"));
    m_verdict->setProperty("role", QStringLiteral("heading")); // where a style sheet has the last word on fonts
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_results = new ResultView(outcome);
    column->addWidget(m_verdict);
    column->addWidget(scrolling(m_results, outcome), 1);
    return outcome;
}

void SimulatorPage::askForFile()
{
    auto *dialog = new QFileDialog(this, tr("Open a scenario"), {}, tr("Scenarios (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) { openScenario(file); });
    dialog->open();
}

void SimulatorPage::askForRun()
{
    auto *dialog = new QFileDialog(this, tr("Folder of an earlier run"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &folder) { openRun(folder); });
    dialog->open();
}

void SimulatorPage::askForTarget(const QString &title, const QString &filter, bool folder,
                                 const std::function<void(const QString &)> &write)
{
    auto *dialog = new QFileDialog(this, title, {}, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(folder ? QFileDialog::AcceptOpen : QFileDialog::AcceptSave);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::AnyFile);
    connect(dialog, &QFileDialog::fileSelected, this, write);
    dialog->open();
}

} // namespace remirai::ui
