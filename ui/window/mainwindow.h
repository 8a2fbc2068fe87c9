// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/client/session.h"
#include "ui/pages/pagewidget.h"

#include <QMainWindow>

class QStackedWidget;

namespace remirai::ui {

class Sidebar;
class Theme;

// Navigates between pages, which do the rest.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    // `startLocal` makes a server of our own the session's; null where there is none.
    MainWindow(Session &session, Theme &theme, const ConnectionStore &store, std::function<void()> startLocal,
               QWidget *parent = nullptr);

    // Another page, after those that it has: Ctrl+7 and on.
    int addPage(const QString &title, QWidget *page);
    void goTo(int page);
    int currentPage() const;
    QWidget *page(int number) const;

private:
    void buildPages();
    void buildKeys();
    void addKey(const QString &key, const QString &what, std::function<void()> run);
    void addSheetKey();
    void showKeys();
    void showServers();
    void showCounts();
    void nextScheme();

    Session &m_session;
    Theme &m_theme;
    const ConnectionStore &m_store;
    const std::function<void()> m_startLocal;
    Sidebar *m_sidebar;
    QStackedWidget *m_pages;
    std::vector<KeyHelp> m_keys;
};

} // namespace remirai::ui
