// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/client/question.h"
#include "ui/client/session.h"
#include "ui/models/tablemodel.h"
#include "ui/wire/saga.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTextEdit;

namespace remirai::ui {

class DataTable;

// One saga: where it stands, every attempt with its error and time, and, where the role allows it, the person's
// portrait, prompt and answers.
class SagaView : public QWidget
{
    Q_OBJECT

public:
    explicit SagaView(Session &session, QWidget *parent = nullptr);
    void showSaga(const QString &sagaId);
    void refresh();
    void forget();
    void retry();
    const QString &sagaId() const { return m_sagaId; }

Q_SIGNALS:
    void sagaRead(const remirai::ui::SagaRow &saga); // as it is now

private:
    void show(const SagaTimeline &timeline);
    void showDetails(const std::optional<SagaDetails> &details);
    void loadPortrait(const QString &url);

    Session &m_session;
    QString m_sagaId;
    QString m_portraitUrl;
    SagaState m_state = SagaState::Running;
    QLabel *m_title;
    QLabel *m_facts;
    QLabel *m_portrait;
    QTextEdit *m_person;
    QPushButton *m_retry;
    DataTable *m_attempts;
    TableModel<AttemptRow> *m_model;
    Question m_question;
};

} // namespace remirai::ui
