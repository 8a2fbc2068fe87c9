// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/client/session.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace remirai::ui {

class ToneDot;

// The way between the pages, and what always must be seen: to which server, whether it answers, how old what is shown
// is.
class Sidebar : public QFrame
{
    Q_OBJECT

public:
    explicit Sidebar(Session &session, QWidget *parent = nullptr);

    void addPage(const QString &title, const QString &key);
    void setCurrent(int page);
    void setCount(int page, qint64 count); // behind the title; nothing for 0
    void setMessage(const QString &text); // the last thing the server said to a command

Q_SIGNALS:
    void pageWanted(int page);
    void serversWanted();
    void schemeWanted();
    void keysWanted();

private:
    void showLink();

    Session &m_session;
    QVBoxLayout *m_pages;
    std::vector<QPushButton *> m_buttons;
    QStringList m_titles;
    QPushButton *m_server;
    ToneDot *m_dot;
    QLabel *m_link;
    QLabel *m_message;
    QTimer m_tick;
};

} // namespace remirai::ui
