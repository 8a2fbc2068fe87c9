// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/messageinspector.h"

#include "ui/models/columns.h"
#include "ui/text/exactjson.h"
#include "ui/text/format.h"
#include "ui/theme/stylesheet.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/pieces.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSplitter>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

QString linesOf(const std::vector<AttemptRow> &attempts)
{
    QString lines;
    for (const AttemptRow &attempt : attempts) {
        lines += u"\n  %1, attempt %2: %3"_s.arg(attempt.step)
                     .arg(attempt.number)
                     .arg(toString(attempt.outcome).replace(u'_', u' '));
        lines += u", from "_s + exactMoment(attempt.startedAtMs);
        if (attempt.finishedAtMs > 0)
            lines += u", took "_s + durationText(attempt.finishedAtMs - attempt.startedAtMs);
        if (!attempt.worker.isEmpty())
            lines += u", by "_s + attempt.worker;
        if (!attempt.error.isEmpty())
            lines += u"\n    "_s + attempt.error;
    }
    return lines.isEmpty() ? u"\n  none yet"_s : lines;
}

} // namespace

MessageInspector::MessageInspector(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_state(new QComboBox)
    , m_search(new QLineEdit)
    , m_table(new DataTable(u"Messages"_s))
    , m_facts(wrappedLabel(QString(), "soft"))
    , m_body(new QPlainTextEdit)
    , m_list(
          session, this, messageColumns([&session] { return session.nowMs(); }), messagePage,
          [this](const QString &cursor) { return pathOf(cursor); },
          [this](const Error *error) {
              m_table->setEmptyText(error ? u"No messages to show"_s : u"No message matches"_s,
                                    error ? error->message : u"Looking does not receive: nothing is counted."_s);
          })
{
    for (const auto &[text, value] : {std::pair{u"all states"_s, QString()},
                                      {u"visible"_s, u"visible"_s},
                                      {u"in flight"_s, u"in_flight"_s},
                                      {u"delayed"_s, u"delayed"_s}})
        m_state->addItem(text, value);
    m_state->setAccessibleName(u"State"_s);
    m_search->setPlaceholderText(u"Text in the body"_s);
    m_search->setAccessibleName(u"Text in the body"_s);
    m_search->setClearButtonEnabled(true);
    QPushButton *again = button(u"Read anew (F5)"_s);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_state);
    bar->addWidget(m_search, 1);
    bar->addWidget(again);
    m_table->show(m_list.model(), DataTable::Order::Fixed);
    m_table->setEmptyText(u"No queue is chosen"_s, u"Choose one above to see its messages."_s);
    m_body->setReadOnly(true);
    m_body->setProperty(kRole, u"mono"_s);
    m_body->setAccessibleName(u"Body of the message"_s);
    m_body->setPlaceholderText(u"Choose a message to read it"_s);
    auto *detail = new QWidget;
    auto *lines = new QVBoxLayout(detail);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(m_facts);
    lines->addWidget(m_body, 1);
    auto *split = new QSplitter(Qt::Horizontal);
    split->addWidget(m_table);
    split->addWidget(detail);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, kGap, 0, 0);
    layout->addLayout(bar);
    layout->addWidget(split, 1);
    connect(again, &QPushButton::clicked, this, &MessageInspector::reload);
    connect(m_state, &QComboBox::currentIndexChanged, this, &MessageInspector::reload);
    connect(m_search, &QLineEdit::returnPressed, this, &MessageInspector::reload);
    connect(m_table, &DataTable::chosen, this, &MessageInspector::showMessage);
    connect(m_table, &DataTable::opened, this, [this] {
        const MessageRow *message = m_list.model()->rowAt(m_table->currentSource());
        if (message && !message->sagaId.isEmpty())
            Q_EMIT sagaWanted(message->sagaId);
    });
}

void MessageInspector::showQueue(const QString &name)
{
    m_queue = name;
    if (isVisible() && m_loaded != name)
        reload();
}

void MessageInspector::focusSearch()
{
    m_search->setFocus();
}

void MessageInspector::reload()
{
    if (m_queue.isEmpty())
        return;
    if (m_loaded != m_queue)
        m_list.forget();
    m_loaded = m_queue;
    m_table->clearSelection();
    m_list.reload();
}

void MessageInspector::forget()
{
    m_queue.clear();
    m_loaded.clear();
    m_list.forget();
    showMessage();
}

QString MessageInspector::pathOf(const QString &cursor) const
{
    return operatorPath(
        u"/queues/"_s + m_queue + u"/messages"_s,
        {{u"state"_s, m_state->currentData().toString()}, {u"q"_s, m_search->text().trimmed()}, {u"cursor"_s, cursor}});
}

void MessageInspector::showMessage()
{
    m_attempts.drop();
    const MessageRow *message = m_list.model()->rowAt(m_table->currentSource());
    if (!message) {
        setPlainText(m_facts, QString());
        m_body->clear();
        return;
    }
    QString facts = u"Sent %1, received %2, visible %3."_s.arg(
        exactMoment(message->sentAtMs),
        message->receiveCount == 1 ? u"once"_s : countText(message->receiveCount) + u" times"_s,
        exactMoment(message->visibleAtMs));
    if (!message->lastError.isEmpty())
        facts += u"\nLast error: "_s + message->lastError;
    setPlainText(m_facts, facts);
    const QString attributes =
        message->attributes.isEmpty() ? QString() : u"\n\nattributes\n"_s + indentedJson(message->attributes);
    const QString text = indentedJson(message->body) + attributes;
    m_body->setPlainText(text);
    if (!message->sagaId.isEmpty())
        askForAttempts(*message, text);
}

// A saga's messages are one after the other the same job: what was tried is told by the saga.
void MessageInspector::askForAttempts(const MessageRow &message, const QString &text)
{
    m_session.client().get<SagaTimeline>(
        operatorPath(u"/sagas/"_s + message.sagaId), this, sagaTimeline,
        [this, text, question = m_attempts.ask()](Result<SagaTimeline> &&timeline) {
            if (m_attempts.close(question))
                m_body->setPlainText(text + u"\n\nattempts"_s
                                     + (timeline ? linesOf(timeline->attempts)
                                                 : QString(u"\n  cannot be read: "_s + timeline.error().message)));
        });
}

} // namespace remirai::ui
