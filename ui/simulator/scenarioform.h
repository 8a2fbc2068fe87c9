// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/simulator/scenariodraft.h"

#include <QWidget>
#include <map>

class QLineEdit;

namespace remirai::ui {

class NoteLabel;

// One line per value of a scenario, the message of the simulator's own reader below the line that it is about.
class ScenarioForm : public QWidget
{
    Q_OBJECT

public:
    explicit ScenarioForm(QWidget *parent = nullptr);

    void setDraft(const ScenarioDraft &draft); // the values that differ
    void setProblems(const QHash<QString, QString> &byPath);
    QLineEdit *editor(const QString &path) const; // of a path in draftFields()
    QString problem(const QString &path) const; // what stands below it; empty when nothing does

Q_SIGNALS:
    void edited(const QString &path, const QString &text);

private:
    struct Line
    {
        QLineEdit *edit = nullptr;
        NoteLabel *problem = nullptr;
    };
    std::map<QString, Line> m_lines;
};

} // namespace remirai::ui
