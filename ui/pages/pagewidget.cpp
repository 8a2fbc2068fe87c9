// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/pagewidget.h"

#include <QScrollArea>
#include <QShortcut>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTickMs = 2'000;

} // namespace

PageWidget::PageWidget(const QString &title, Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_title(title)
    , m_subtitle(wrappedLabel(QString(), "soft"))
    , m_actions(new QHBoxLayout)
    , m_body(new QVBoxLayout)
{
    setAccessibleName(title);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(label(title, "title"));
    words->addWidget(m_subtitle);
    auto *head = new QHBoxLayout;
    head->addLayout(words, 1);
    head->addLayout(m_actions);
    m_actions->setSpacing(kGap);
    m_body->setSpacing(kSpace);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, kMargin - 4, kMargin, kMargin - 8);
    layout->setSpacing(kSpace);
    layout->addLayout(head);
    // At a large zoom a page is taller than the screen.
    auto *content = new QWidget;
    content->setObjectName(u"page"_s);
    content->setLayout(m_body);
    m_body->setContentsMargins(0, 0, 0, 0);
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    layout->addWidget(scroll, 1);
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (m_session.link() == Link::Online)
            tick();
    });
    connect(&m_session, &Session::serverChanged, this, [this] { forget(); });
    connect(&m_session, &Session::cameBack, this, [this] {
        if (isVisible())
            arrive();
    });
    connect(&m_session, &Session::linkChanged, this, [this] {
        for (const auto &[button, needs] : m_guarded) {
            button->setEnabled(m_session.may(needs));
            button->setToolTip(m_session.may(needs) ? QString() : u"Needs the role “%1”"_s.arg(toString(needs)));
        }
    });
}

std::function<qint64()> PageWidget::clock() const
{
    return [&session = m_session] { return session.nowMs(); };
}

void PageWidget::setSubtitle(const QString &text)
{
    setPlainText(m_subtitle, text);
}

QPushButton *PageWidget::addAction(const QString &text, const QString &key, Role needs, std::function<void()> run,
                                   const char *role)
{
    QPushButton *made = button(text, role);
    made->setEnabled(m_session.may(needs));
    connect(made, &QPushButton::clicked, this, run);
    m_actions->addWidget(made);
    m_guarded.emplace_back(made, needs);
    if (!key.isEmpty()) {
        addKey(key, QString(text).remove(u'…'), [made, run] {
            if (made->isEnabled())
                run();
        });
    }
    return made;
}

void PageWidget::addKey(const QString &key, const QString &what, std::function<void()> run)
{
    auto *shortcut = new QShortcut(QKeySequence(key), this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, run);
    m_keys.push_back({key, what});
}

void PageWidget::command(const QString &label, ApiRequest request, Outbox::Answered done)
{
    m_session.outbox().submit(
        label, std::move(request), this, done ? std::move(done) : [](const Result<QJsonObject> &) {});
}

void PageWidget::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_tick.start();
    arrive();
}

void PageWidget::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_tick.stop();
}

} // namespace remirai::ui
