// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/pagedlist.h"
#include "ui/wire/queue.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace remirai::ui {

class DataTable;

// A queue's messages, looked at without receiving: nothing here counts as a delivery. The list does not move by itself;
// F5 or its button reads it anew.
class MessageInspector : public QWidget
{
    Q_OBJECT

public:
    explicit MessageInspector(Session &session, QWidget *parent = nullptr);
    void showQueue(const QString &name);
    void reload();
    void focusSearch();
    void forget();

Q_SIGNALS:
    void sagaWanted(const QString &sagaId);

private:
    QString pathOf(const QString &cursor) const;
    void showMessage();
    void askForAttempts(const MessageRow &message, const QString &text);

    Session &m_session;
    QString m_queue;
    QString m_loaded; // of what the list is
    QComboBox *m_state;
    QLineEdit *m_search;
    DataTable *m_table;
    QLabel *m_facts;
    QPlainTextEdit *m_body;
    PagedList<MessageRow> m_list;
    Question m_attempts; // of the message that is chosen
};

} // namespace remirai::ui
