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

    // Another page, after those that it has: Ctrl+7 and on. `keys` are those that it takes while it is in front.
    int addPage(const QString &title, QWidget *page, const std::vector<KeyHelp> &keys);
    void goTo(int page);
    int currentPage() const;
    QWidget *page(int number) const;
    std::vector<KeyGroup> keys() const; // what `?` shows: of the page in front, of all pages, of the other pages

private:
    void applyTheme();
    void dress(QWidget *part);
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
    std::vector<KeyGroup> m_pageKeys; // by page
    std::vector<KeyHelp> m_keys; // everywhere
};

} // namespace remirai::ui
