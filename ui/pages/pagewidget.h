// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/client/session.h"
#include "ui/widgets/pieces.h"

#include <QTimer>
#include <QWidget>

namespace remirai::ui {

// A line of the sheet that `?` shows.
struct KeyHelp
{
    QString keys;
    QString what;
};

struct KeyGroup
{
    QString title;
    std::vector<KeyHelp> keys;
};

// A page of the control room: a title, what it says in one line, its actions, its content. It owns its models, and asks
// the server for what it shows only while it is in front.
class PageWidget : public QWidget
{
    Q_OBJECT

public:
    PageWidget(const QString &title, Session &session, QWidget *parent = nullptr);

    const QString &title() const { return m_title; }
    const std::vector<KeyHelp> &keys() const { return m_keys; }
    virtual void focusMain() { } // where the keyboard should be when the page comes to the front

Q_SIGNALS:
    void sagaWanted(const QString &sagaId); // go to the page that shows it
    void queueWanted(const QString &queue);
    void operationsWanted();

protected:
    Session &session() { return m_session; }
    const Session &session() const { return m_session; }
    std::function<qint64()> clock() const;
    QVBoxLayout *body() { return m_body; }
    void setSubtitle(const QString &text);
    // A button at the top right with a key; both are off while the role does not allow it.
    QPushButton *addAction(const QString &text, const QString &key, Role needs, std::function<void()> run,
                           const char *role = nullptr);
    void addKey(const QString &key, const QString &what, std::function<void()> run);
    // A command through the outbox; `done` comes with the server's answer.
    void command(const QString &label, ApiRequest request, Outbox::Answered done = {});

    virtual void arrive() { } // in front now, or another server, or back after an interruption
    virtual void tick() { } // every two seconds while in front and connected
    virtual void forget() { } // another server: nothing of the old one holds

    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    Session &m_session;
    const QString m_title;
    QLabel *m_subtitle;
    QHBoxLayout *m_actions;
    QVBoxLayout *m_body;
    QTimer m_tick;
    std::vector<KeyHelp> m_keys;
    std::vector<std::pair<QPushButton *, Role>> m_guarded;
};

} // namespace remirai::ui
