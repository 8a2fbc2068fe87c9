// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/connectiondialog.h"

#include "ui/widgets/pieces.h"

#include <QFormLayout>
#include <QLineEdit>
#include <QListWidget>

namespace remirai::ui {

using namespace Qt::StringLiterals;

ConnectionDialog::ConnectionDialog(const ConnectionStore &store, QWidget *parent)
    : QDialog(parent)
    , m_store(store)
    , m_list(new QListWidget)
    , m_name(new QLineEdit)
    , m_url(new QLineEdit)
    , m_token(new QLineEdit)
    , m_trouble(wrappedLabel(QString()))
{
    setWindowTitle(u"Servers"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_list->setAccessibleName(u"Servers"_s);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(kSpace);
    layout->addWidget(label(u"Servers"_s, "heading"));
    layout->addWidget(m_list, 1);
    auto *buttons = new QHBoxLayout;
    QPushButton *useIt = button(u"Connect"_s, "primary");
    QPushButton *remove = button(u"Remove"_s);
    useIt->setObjectName(u"use"_s);
    buttons->addStretch();
    buttons->addWidget(remove);
    buttons->addWidget(useIt);
    layout->addLayout(buttons);
    layout->addWidget(buildForm());
    layout->addWidget(m_trouble);
    m_trouble->hide();
    connect(useIt, &QPushButton::clicked, this, &ConnectionDialog::use);
    connect(m_list, &QListWidget::itemActivated, this, &ConnectionDialog::use);
    connect(remove, &QPushButton::clicked, this, &ConnectionDialog::removeChosen);
    auto loaded = m_store.load();
    if (loaded)
        m_connections = std::move(*loaded);
    else
        tell(loaded.error().message);
    showList();
    resize(520, 480);
}

QWidget *ConnectionDialog::buildForm()
{
    QFrame *frame = card();
    layoutOf(frame)->addWidget(label(u"Add a server"_s, "heading"));
    auto *form = new QFormLayout;
    m_url->setPlaceholderText(u"https://remirai.example.org"_s);
    m_token->setPlaceholderText(u"remirai token create --user you@example.org --role operator"_s);
    m_token->setEchoMode(QLineEdit::Password);
    m_name->setObjectName(u"name"_s);
    m_url->setObjectName(u"url"_s);
    m_token->setObjectName(u"token"_s);
    form->addRow(u"Name"_s, m_name);
    form->addRow(u"Address"_s, m_url);
    form->addRow(u"Token"_s, m_token);
    layoutOf(frame)->addLayout(form);
    QPushButton *addIt = button(u"Add"_s);
    addIt->setObjectName(u"add"_s);
    connect(addIt, &QPushButton::clicked, this, &ConnectionDialog::add);
    layoutOf(frame)->addWidget(addIt, 0, Qt::AlignRight);
    return frame;
}

void ConnectionDialog::showList()
{
    m_list->clear();
    m_list->addItem(u"This computer: a server of its own"_s);
    for (const Connection &connection : m_connections)
        m_list->addItem(connection.name + u"   "_s + connection.url.toString());
    m_list->setCurrentRow(0);
}

void ConnectionDialog::add()
{
    const auto url = serverUrl(m_url->text());
    if (!url)
        return tell(url.error().message);
    Connection connection{m_name->text().trimmed(), *url, m_token->text().trimmed().toLatin1()};
    if (connection.name.isEmpty())
        connection.name = url->host();
    if (connection.token.isEmpty())
        return tell(u"A token is needed: remirai token create --user you@example.org --role operator"_s);
    std::vector<Connection> connections = m_connections;
    connections.push_back(connection);
    if (const Status saved = m_store.save(connections); !saved)
        return tell(saved.error().message);
    m_connections = std::move(connections);
    m_token->clear();
    m_trouble->hide();
    showList();
    m_list->setCurrentRow(m_list->count() - 1);
}

void ConnectionDialog::removeChosen()
{
    const int row = m_list->currentRow() - 1;
    if (row < 0)
        return;
    std::vector<Connection> connections = m_connections;
    connections.erase(connections.begin() + row);
    if (const Status saved = m_store.save(connections); !saved)
        return tell(saved.error().message);
    m_connections = std::move(connections);
    showList();
}

void ConnectionDialog::use()
{
    const int row = m_list->currentRow() - 1;
    if (row < 0)
        Q_EMIT localWanted();
    else
        Q_EMIT chosen(m_connections[static_cast<size_t>(row)]);
    accept();
}

void ConnectionDialog::tell(const QString &sentence)
{
    setPlainText(m_trouble, sentence);
    m_trouble->show();
}

} // namespace remirai::ui
