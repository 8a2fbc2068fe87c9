// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/simulator/scenarioform.h"

#include "ui/simulator/notelabel.h"

#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace remirai::ui {

ScenarioForm::ScenarioForm(QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(4, 4, 4, 4);
    QFormLayout *rows = nullptr;
    QString section;
    for (const DraftField &field : draftFields()) {
        if (field.section != section) {
            section = field.section;
            auto *group = new QGroupBox(section, this);
            rows = new QFormLayout(group);
            rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
            rows->setRowWrapPolicy(QFormLayout::WrapLongRows);
            column->addWidget(group);
        }
        auto *edit = new QLineEdit(this);
        edit->setObjectName(field.path);
        edit->setToolTip(field.help);
        edit->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        edit->setPlaceholderText(QStringLiteral("–"));
        edit->setAccessibleName(QStringLiteral("%1: %2").arg(section, field.label));
        edit->setAccessibleDescription(field.help);
        auto *problem = new NoteLabel(this);
        auto *cell = new QVBoxLayout;
        cell->setSpacing(1);
        cell->addWidget(edit);
        cell->addWidget(problem);
        auto *label = new QLabel(field.label, this);
        label->setBuddy(edit);
        label->setToolTip(field.help);
        rows->addRow(label, cell);
        connect(edit, &QLineEdit::textEdited, this,
                [this, path = field.path](const QString &text) { Q_EMIT edited(path, text); });
        m_lines[field.path] = {edit, problem};
    }
    column->addStretch();
}

void ScenarioForm::setDraft(const ScenarioDraft &draft)
{
    for (const auto &[path, line] : m_lines) {
        const QSignalBlocker quiet(line.edit);
        const QString value = draft.value(path);
        if (line.edit->text().trimmed() != value) // who types a blank types on
            line.edit->setText(value);
    }
}

void ScenarioForm::setProblems(const QHash<QString, QString> &byPath)
{
    for (const auto &[path, line] : m_lines) {
        const QString text = byPath.value(path);
        line.problem->setTrouble(text);
        // A form's row does not ask a nested label how high its wrapped text is.
        line.problem->setMinimumHeight(text.isEmpty() ? 0 : line.problem->heightForWidth(line.edit->width()));
        for (const DraftField &field : draftFields()) {
            if (field.path == path)
                line.edit->setAccessibleDescription(text.isEmpty() ? field.help : text);
        }
    }
}

QLineEdit *ScenarioForm::editor(const QString &path) const
{
    const auto line = m_lines.find(path);
    return line == m_lines.end() ? nullptr : line->second.edit;
}

QString ScenarioForm::problem(const QString &path) const
{
    const auto line = m_lines.find(path);
    return line == m_lines.end() || line->second.problem->isHidden() ? QString() : line->second.problem->text();
}

} // namespace remirai::ui
