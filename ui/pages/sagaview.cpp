// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sagaview.h"

#include "ui/models/columns.h"
#include "ui/text/format.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/pieces.h"

#include <QBuffer>
#include <QImageReader>
#include <QTextEdit>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPortrait = 128;

QString personText(const SagaDetails &details)
{
    QStringList lines;
    lines << details.email;
    if (!details.prompt.isEmpty())
        lines << QString() << details.prompt;
    lines << QString() << countOf(details.responses, u"response"_s, u"responses"_s);
    for (const AnswerSummaryRow &row : details.answers) {
        lines << QString() << row.question;
        for (const auto &[option, count] : row.counts)
            lines << u"   "_s + countText(count) + u" × "_s + option;
        for (const QString &sample : row.samples)
            lines << u"   “"_s + sample + u"”"_s;
        if (row.counts.empty() && row.samples.isEmpty())
            lines << u"   "_s + countOf(row.answered, u"answer in words"_s, u"answers in words"_s);
    }
    return lines.join(u'\n');
}

QString factsOf(const SagaTimeline &timeline, qint64 nowMs)
{
    const SagaRow &saga = timeline.saga;
    QStringList parts;
    parts << toString(saga.state) + (saga.state == SagaState::Completed ? QString() : u" at "_s + saga.step);
    parts << u"begun "_s + momentText(saga.createdAtMs, nowMs);
    parts << (saga.state == SagaState::Running ? u"for "_s : u"took "_s)
            + durationText((saga.state == SagaState::Running ? nowMs : saga.updatedAtMs) - saga.createdAtMs);
    if (timeline.maybePaidTwice > 0)
        parts << countOf(timeline.maybePaidTwice, u"call"_s, u"calls"_s) + u" may have been paid for twice"_s;
    if (timeline.message)
        parts << u"its message is "_s + QString(timeline.message->state).replace(u'_', u' ');
    QString text = parts.join(u" · "_s);
    return saga.error.isEmpty() ? text : text + u"\n"_s + saga.error;
}

} // namespace

SagaView::SagaView(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_title(wrappedLabel(u"Choose a saga"_s, "heading"))
    , m_facts(wrappedLabel(u"Its attempts, errors and timings appear here."_s, "soft"))
    , m_portrait(new QLabel)
    , m_person(new QTextEdit)
    , m_retry(button(u"Retry (R)"_s, "primary"))
    , m_attempts(new DataTable(u"Attempts"_s))
    , m_model(new TableModel<AttemptRow>(attemptColumns([&session] { return session.nowMs(); }), this))
{
    m_portrait->setFixedSize(kPortrait, kPortrait);
    m_portrait->setAccessibleName(u"Portrait"_s);
    m_person->setReadOnly(true);
    m_person->setAccessibleName(u"Persona and answers"_s);
    m_attempts->show(m_model, DataTable::Order::Fixed);
    auto *head = new QHBoxLayout;
    auto *words = new QVBoxLayout;
    words->addWidget(m_title);
    words->addWidget(m_facts);
    head->addLayout(words, 1);
    head->addWidget(m_retry, 0, Qt::AlignTop);
    auto *person = new QHBoxLayout;
    person->addWidget(m_portrait, 0, Qt::AlignTop);
    person->addWidget(m_person, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kSpace);
    layout->addLayout(head);
    layout->addWidget(m_attempts, 2);
    layout->addLayout(person, 3);
    connect(m_retry, &QPushButton::clicked, this, &SagaView::retry);
    forget();
}

void SagaView::showSaga(const QString &sagaId)
{
    if (m_sagaId != sagaId) {
        forget();
        m_sagaId = sagaId;
        setPlainText(m_title, u"Saga "_s + sagaId);
        setPlainText(m_facts, u"Reading …"_s);
    }
    refresh();
}

void SagaView::refresh()
{
    if (m_sagaId.isEmpty() || m_question.isOpen())
        return;
    m_session.client().get<SagaTimeline>(operatorPath(u"/sagas/"_s + m_sagaId), this, sagaTimeline,
                                         [this, question = m_question.ask()](Result<SagaTimeline> &&timeline) {
                                             if (!m_question.close(question))
                                                 return;
                                             if (timeline)
                                                 show(*timeline);
                                             else
                                                 setPlainText(m_facts, timeline.error().message);
                                         });
}

void SagaView::forget()
{
    m_question.drop();
    m_sagaId.clear();
    m_portraitUrl.clear();
    m_model->clear();
    m_attempts->setEmptyText(QString(), QString()); // nothing is known of it yet
    m_portrait->clear();
    m_portrait->hide();
    m_person->clear();
    m_person->hide();
    m_retry->hide();
    setPlainText(m_title, u"Choose a saga"_s);
    setPlainText(m_facts, u"Its attempts, errors and timings appear here."_s);
}

void SagaView::retry()
{
    if (m_sagaId.isEmpty() || m_state != SagaState::Failed || !m_session.may(Role::Operator))
        return;
    m_session.outbox().submit(u"Retry saga "_s + shortId(m_sagaId),
                              {"POST", operatorPath(u"/sagas/"_s + m_sagaId + u"/retry"_s), "{}", {}}, this,
                              [this](const Result<QJsonObject> &) { refresh(); });
}

void SagaView::show(const SagaTimeline &timeline)
{
    m_state = timeline.saga.state;
    setPlainText(m_title, u"Saga "_s + timeline.saga.id);
    setPlainText(m_facts, factsOf(timeline, m_session.nowMs()));
    m_attempts->setEmptyText(u"No attempt yet"_s, u"A worker takes it when a slot is free."_s);
    m_model->setRows(timeline.attempts);
    m_retry->setVisible(m_state == SagaState::Failed);
    m_retry->setEnabled(m_session.may(Role::Operator));
    showDetails(timeline.details);
    Q_EMIT sagaRead(timeline.saga);
}

void SagaView::showDetails(const std::optional<SagaDetails> &details)
{
    m_person->setVisible(true);
    const QString text =
        details ? personText(*details) : u"The person behind it is shown to operators, not to viewers."_s;
    if (m_person->toPlainText() != text)
        m_person->setPlainText(text);
    if (details && !details->illustrationUrl.isEmpty() && details->illustrationUrl != m_portraitUrl)
        loadPortrait(details->illustrationUrl);
}

void SagaView::loadPortrait(const QString &url)
{
    m_portraitUrl = url;
    // Only the path: the server may call itself by another name than we do.
    m_session.client().getBytes(QUrl(url).path(QUrl::FullyEncoded), this, [this, url](Result<QByteArray> &&bytes) {
        if (!bytes || url != m_portraitUrl)
            return;
        QBuffer buffer(&*bytes);
        QImageReader reader(&buffer);
        const int side = qRound(kPortrait * devicePixelRatioF());
        reader.setScaledSize({side, side});
        QPixmap picture = QPixmap::fromImage(reader.read());
        picture.setDevicePixelRatio(devicePixelRatioF());
        m_portrait->setPixmap(picture);
        m_portrait->setVisible(!picture.isNull());
    });
}

} // namespace remirai::ui
