// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/client/connections.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QListWidget;

namespace remirai::ui {

// The servers one knows: choose, add, remove. Tokens are written to the store's file, which only its owner can read.
class ConnectionDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ConnectionDialog(const ConnectionStore &store, QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(const remirai::ui::Connection &connection);
    void localWanted(); // a server of our own, on this machine

private:
    QWidget *buildForm();
    void showList();
    void add();
    void removeChosen();
    void use();
    void tell(const QString &sentence);

    const ConnectionStore &m_store;
    std::vector<Connection> m_connections;
    QListWidget *m_list;
    QLineEdit *m_name;
    QLineEdit *m_url;
    QLineEdit *m_token;
    QLabel *m_trouble;
};

} // namespace remirai::ui
