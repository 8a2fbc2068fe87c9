// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/mainwindow.h"

#include "ui/pages/failurespage.h"
#include "ui/pages/operationspage.h"
#include "ui/pages/overviewpage.h"
#include "ui/pages/queuespage.h"
#include "ui/pages/sagaspage.h"
#include "ui/pages/workerspage.h"
#include "ui/theme/theme.h"
#include "ui/window/connectiondialog.h"
#include "ui/window/keysheet.h"
#include "ui/window/sidebar.h"

#include <QScreen>
#include <QShortcut>
#include <QStackedWidget>
#include <algorithm>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

enum PageNumber { kOverview, kQueues, kSagas, kFailures, kWorkers, kOperations };
constexpr int kZoomStep = 10;
constexpr int kSidebarWidth = 212; // pixels at 100 %

} // namespace

MainWindow::MainWindow(Session &session, Theme &theme, const ConnectionStore &store, std::function<void()> startLocal,
                       QWidget *parent)
    : QMainWindow(parent)
    , m_session(session)
    , m_theme(theme)
    , m_store(store)
    , m_startLocal(std::move(startLocal))
    , m_sidebar(new Sidebar(session))
    , m_pages(new QStackedWidget)
{
    setWindowTitle(u"Re:MirAI control room"_s);
    auto *middle = new QWidget;
    auto *layout = new QHBoxLayout(middle);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_sidebar);
    layout->addWidget(m_pages, 1);
    setCentralWidget(middle);
    resize(QSize(1'440, 900).boundedTo(screen()->availableSize())); // shows all columns of the queues
    buildPages();
    buildKeys();
    connect(m_sidebar, &Sidebar::pageWanted, this, &MainWindow::goTo);
    connect(m_sidebar, &Sidebar::serversWanted, this, &MainWindow::showServers);
    connect(m_sidebar, &Sidebar::schemeWanted, this, &MainWindow::nextScheme);
    connect(m_sidebar, &Sidebar::keysWanted, this, &MainWindow::showKeys);
    connect(&session, &Session::overviewChanged, this, &MainWindow::showCounts);
    connect(&session.outbox(), &Outbox::finished, this, [this](const QString &label, const QString &error) {
        m_sidebar->setMessage(error.isEmpty() ? QString(label + u": done"_s) : QString(label + u": "_s + error));
    });
    connect(&theme, &Theme::changed, this, &MainWindow::applyTheme);
    applyTheme();
    goTo(kOverview);
}

void MainWindow::buildPages()
{
    auto *overview = new OverviewPage(m_session);
    auto *queues = new QueuesPage(m_session);
    auto *sagas = new SagasPage(m_session);
    PageWidget *const pages[] = {overview,
                                 queues,
                                 sagas,
                                 new FailuresPage(m_session),
                                 new WorkersPage(m_session),
                                 new OperationsPage(m_session)};
    for (PageWidget *page : pages) {
        addPage(page->title(), page, page->keys());
        connect(page, &PageWidget::sagaWanted, this, [this, sagas](const QString &saga) {
            goTo(kSagas);
            sagas->showSaga(saga);
        });
        connect(page, &PageWidget::queueWanted, this, [this, queues](const QString &queue) {
            goTo(kQueues);
            queues->showQueue(queue);
        });
        connect(page, &PageWidget::operationsWanted, this, [this] { goTo(kOperations); });
    }
    connect(overview, &OverviewPage::personasWanted, this, [this, sagas](PersonaStatus status) {
        goTo(kSagas);
        sagas->showPersonas(status);
    });
}

int MainWindow::addPage(const QString &title, QWidget *page, const std::vector<KeyHelp> &keys)
{
    const int number = m_pages->addWidget(page);
    const QString key = u"Ctrl+%1"_s.arg(number + 1);
    m_sidebar->addPage(QString(title).replace(u'&', u"&&"_s), key);
    addKey(key, title, [this, number] { goTo(number); });
    std::rotate(m_keys.begin() + number, m_keys.end() - 1, m_keys.end()); // pages first, whenever they came
    m_pageKeys.push_back({title, keys});
    return number;
}

void MainWindow::buildKeys()
{
    addSheetKey();
    addKey(u"Ctrl+L"_s, u"Servers"_s, [this] { showServers(); });
    addKey(u"Ctrl+T"_s, u"Light, dark, or as the system has it"_s, [this] { nextScheme(); });
    addKey(u"Ctrl++"_s, u"Larger"_s, [this] { m_theme.setZoomPercent(m_theme.zoomPercent() + kZoomStep); });
    addKey(u"Ctrl+-"_s, u"Smaller"_s, [this] { m_theme.setZoomPercent(m_theme.zoomPercent() - kZoomStep); });
    addKey(u"Ctrl+0"_s, u"100 %"_s, [this] { m_theme.setZoomPercent(100); });
    addKey(u"Ctrl+Q"_s, u"Quit"_s, [this] { close(); });
}

void MainWindow::addKey(const QString &key, const QString &what, std::function<void()> run)
{
    connect(new QShortcut(QKeySequence(key), this), &QShortcut::activated, this, run);
    m_keys.push_back({key, what});
}

void MainWindow::addSheetKey()
{
    // Whether Shift is part of a question mark depends on the platform; where both forms match, Qt calls it ambiguous.
    auto *shortcut = new QShortcut(this);
    shortcut->setKeys({QKeySequence(u"?"_s), QKeySequence(u"Shift+?"_s), QKeySequence(u"F1"_s)});
    connect(shortcut, &QShortcut::activated, this, &MainWindow::showKeys);
    connect(shortcut, &QShortcut::activatedAmbiguously, this, &MainWindow::showKeys);
    m_keys.push_back({u"?  F1"_s, u"This sheet"_s});
}

// What is in sight alone: other pages when they come to the front. Dialogs wear what their parents wear.
void MainWindow::applyTheme()
{
    m_sidebar->setFixedWidth(kSidebarWidth * m_theme.zoomPercent() / 100);
    dress(m_sidebar);
    dress(m_pages->currentWidget());
}

void MainWindow::dress(QWidget *part)
{
    if (part->styleSheet() != m_theme.styleSheet())
        part->setStyleSheet(m_theme.styleSheet());
}

void MainWindow::goTo(int page)
{
    dress(m_pages->widget(page));
    m_pages->setCurrentIndex(page);
    m_sidebar->setCurrent(page);
    if (auto *ours = qobject_cast<PageWidget *>(m_pages->currentWidget()))
        ours->focusMain();
}

int MainWindow::currentPage() const
{
    return m_pages->currentIndex();
}

QWidget *MainWindow::page(int number) const
{
    return m_pages->widget(number);
}

std::vector<KeyGroup> MainWindow::keys() const
{
    static const KeyGroup kTables{u"Tables"_s,
                                  {{u"↑ ↓ j k"_s, u"Another row"_s},
                                   {u"Return"_s, u"Open it"_s},
                                   {u"Esc"_s, u"Choose none: the list moves again"_s},
                                   {u"Ctrl+C"_s, u"Copy the rows"_s},
                                   {u"Ctrl+Shift+E"_s, u"Export the table as CSV"_s}}};
    static const KeyGroup kCharts{
        u"Charts"_s,
        {{u"← →"_s, u"Read the values at another time"_s}, {u"Home End"_s, u"At the first and the last time"_s}}};
    const auto current = static_cast<size_t>(currentPage());
    std::vector<KeyGroup> groups{m_pageKeys[current], kTables, kCharts, {u"Everywhere"_s, m_keys}};
    groups.front().title += u", which is in front"_s;
    for (size_t page = 0; page < m_pageKeys.size(); ++page) {
        if (page != current)
            groups.push_back(m_pageKeys[page]);
    }
    return groups;
}

void MainWindow::showKeys()
{
    (new KeySheet(keys(), m_sidebar))->open();
}

void MainWindow::showServers()
{
    auto *dialog = new ConnectionDialog(m_store, m_sidebar);
    connect(dialog, &ConnectionDialog::chosen, this,
            [this](const Connection &connection) { m_session.connectTo(connection); });
    connect(dialog, &ConnectionDialog::localWanted, this, [this] {
        if (m_startLocal)
            m_startLocal();
    });
    dialog->open();
}

void MainWindow::showCounts()
{
    m_sidebar->setCount(kFailures, m_session.overview() ? m_session.overview()->dead : 0);
}

void MainWindow::nextScheme()
{
    const Scheme now = m_theme.scheme();
    m_theme.setScheme(now == Scheme::FollowSystem ? Scheme::Light
                          : now == Scheme::Light  ? Scheme::Dark
                                                  : Scheme::FollowSystem);
}

} // namespace remirai::ui
