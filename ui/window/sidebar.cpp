// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/sidebar.h"

#include "ui/text/format.h"
#include "ui/theme/stylesheet.h"
#include "ui/widgets/pieces.h"
#include "ui/widgets/tonelabel.h"

#include <QVBoxLayout>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTickMs = 1'000;

} // namespace

Sidebar::Sidebar(Session &session, QWidget *parent)
    : QFrame(parent)
    , m_session(session)
    , m_pages(new QVBoxLayout)
    , m_server(button(u"No server"_s))
    , m_dot(new ToneDot(10))
    , m_link(wrappedLabel(QString(), "soft"))
    , m_message(wrappedLabel(QString(), "soft"))
{
    setProperty(kRole, u"sidebar"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpace - 4, kMargin - 4, kSpace - 4, kSpace);
    layout->setSpacing(kGap);
    QLabel *brand = label(u"Re:MirAI"_s, "heading");
    brand->setContentsMargins(kGap, 0, 0, 0);
    layout->addWidget(brand);
    m_server->setToolTip(u"Choose a server (Ctrl+L)"_s);
    layout->addWidget(m_server);
    layout->addSpacing(kGap);
    m_pages->setSpacing(2);
    layout->addLayout(m_pages);
    layout->addStretch();
    layout->addWidget(m_message);
    auto *state = new QHBoxLayout;
    state->setSpacing(kGap);
    state->addWidget(m_dot, 0, Qt::AlignTop);
    state->addWidget(m_link, 1);
    layout->addLayout(state);
    auto *row = new QHBoxLayout;
    QPushButton *scheme = button(u"Light / dark"_s, "flat");
    QPushButton *keys = button(u"Keys  ?"_s, "flat");
    row->addWidget(scheme);
    row->addWidget(keys);
    layout->addLayout(row);
    connect(m_server, &QPushButton::clicked, this, &Sidebar::serversWanted);
    connect(scheme, &QPushButton::clicked, this, &Sidebar::schemeWanted);
    connect(keys, &QPushButton::clicked, this, &Sidebar::keysWanted);
    connect(&session, &Session::linkChanged, this, &Sidebar::showLink);
    connect(&session, &Session::serverChanged, this, [this] { m_message->clear(); });
    connect(&session.outbox(), &Outbox::changed, this, &Sidebar::showLink);
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, &Sidebar::showLink);
    m_tick.start();
    showLink();
}

void Sidebar::addPage(const QString &title, const QString &key)
{
    const int page = static_cast<int>(m_buttons.size());
    QPushButton *made = button(title, "nav");
    made->setCheckable(true);
    made->setAutoExclusive(true);
    made->setToolTip(title + u" ("_s + key + u')');
    connect(made, &QPushButton::clicked, this, [this, page] { Q_EMIT pageWanted(page); });
    m_pages->addWidget(made);
    m_buttons.push_back(made);
    m_titles << title;
}

void Sidebar::setCurrent(int page)
{
    m_buttons[static_cast<size_t>(page)]->setChecked(true);
}

void Sidebar::setCount(int page, qint64 count)
{
    const QString text = count == 0 ? m_titles.at(page) : QString(m_titles.at(page) + u"   "_s + countText(count));
    if (m_buttons[static_cast<size_t>(page)]->text() != text)
        m_buttons[static_cast<size_t>(page)]->setText(text);
}

void Sidebar::setMessage(const QString &text)
{
    setPlainText(m_message, text);
}

void Sidebar::showLink()
{
    const qint64 last = m_session.lastContactMs();
    const QString age = last == 0 ? QString() : u", shown as of "_s + agoText(last, m_session.nowMs());
    QString text;
    Tone tone = Tone::Muted;
    switch (m_session.link()) {
    case Link::None:
        text = u"Not connected"_s;
        break;
    case Link::Connecting:
        text = u"Connecting …"_s;
        break;
    case Link::Online:
        tone = m_session.feed().isLive() ? Tone::Good : Tone::Attention;
        text = m_session.feed().isLive() ? u"Live"_s : u"Online, catching up"_s;
        break;
    case Link::Offline:
        tone = Tone::Bad;
        text = u"Offline"_s + age + u": "_s + m_session.trouble();
        break;
    case Link::Refused:
        tone = Tone::Bad;
        text = u"Refused: "_s + m_session.trouble();
        break;
    }
    if (const int waiting = m_session.outbox().openCount(); waiting > 0 && m_session.link() != Link::Online)
        text += u"\n"_s + countOf(waiting, u"action waits"_s, u"actions wait"_s) + u" to be sent"_s;
    if (m_session.link() == Link::Online)
        text += u"\nas “%1”, times in %2"_s.arg(toString(m_session.role()), zoneText(m_session.nowMs()));
    m_dot->setTone(tone);
    setPlainText(m_link, text);
    const QString name = m_session.connection().name;
    const QString server = name.isEmpty() ? u"No server"_s : name;
    if (m_server->text() != server)
        m_server->setText(server);
}

} // namespace remirai::ui
