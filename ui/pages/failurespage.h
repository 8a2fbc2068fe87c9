// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/client/question.h"
#include "ui/models/tablemodel.h"
#include "ui/pages/pagewidget.h"
#include "ui/wire/failure.h"
#include "ui/wire/operation.h"

class QComboBox;

namespace remirai::ui {

class DataTable;

// Failures by what they have in common: since when, rising or falling, and one action for all of a kind.
class FailuresPage : public PageWidget
{
    Q_OBJECT

public:
    explicit FailuresPage(Session &session, QWidget *parent = nullptr);
    void focusMain() override;

protected:
    void arrive() override;
    void tick() override;
    void forget() override;

private:
    void read();
    void show(FailureReport &&report);
    void showSamples();
    void operate(OperationKind kind);

    QComboBox *m_window;
    DataTable *m_groups;
    DataTable *m_samples;
    QLabel *m_samplesTitle;
    TableModel<FailureGroup> *m_groupModel;
    TableModel<FailureSample> *m_sampleModel;
    Question m_question;
};

} // namespace remirai::ui
