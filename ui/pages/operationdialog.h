// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/client/question.h"
#include "ui/client/session.h"
#include "ui/wire/operation.h"

#include <QDialog>

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;
class QTimer;

namespace remirai::ui {

// An action on many items, made safe: first a dry run says exactly how many and shows some, then it starts with a
// canary, a rate and a brake, and never without a reason. The button says what it will do to how many.
class OperationDialog : public QDialog
{
    Q_OBJECT

public:
    // `what` says on what it acts, "dead letters of persona-generation-queue".
    OperationDialog(Session &session, OperationPlan plan, const QString &what, QWidget *parent = nullptr);

Q_SIGNALS:
    void started();

private:
    QWidget *buildBrakes();
    OperationPlan planNow() const;
    void dryRun();
    void showForecast(const OperationForecast &forecast);
    void updateButton();
    void start();
    void fail(const QString &sentence);

    Session &m_session;
    const OperationPlan m_plan;
    const QString m_what;
    std::optional<OperationForecast> m_forecast;
    QLabel *m_count;
    QLabel *m_trouble;
    QListWidget *m_samples;
    QSpinBox *m_canary = nullptr;
    QSpinBox *m_rate = nullptr;
    QSpinBox *m_brake = nullptr;
    QLineEdit *m_reason;
    QCheckBox *m_sure = nullptr; // of what destroys
    QPushButton *m_start;
    QTimer *m_soon;
    Question m_question;
    bool m_sent = false; // a forecast that comes later must not offer it again
};

} // namespace remirai::ui
