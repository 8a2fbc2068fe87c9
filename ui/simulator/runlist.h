// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/run/experiment.h"

#include <QWidget>
#include <deque>

class QTreeWidget;
class QTreeWidgetItem;

namespace remirai::ui {

class NoteLabel;

struct ShownVariant
{
    QString label;
    std::shared_ptr<const sim::ExperimentResult> result;
    size_t index = 0; // of the variant

    const sim::VariantResult &variant() const { return result->variants[index]; }
};

// One result for the report, the CSV and the figures. Without variants when nothing is shown. Any thread.
sim::ExperimentResult combined(const std::vector<ShownVariant> &shown);

// The runs of this session and earlier ones, every variant with a box that puts it beside the others. What is ticked is
// shown, and it is six at most: they need colours that can be told apart.
class RunList : public QWidget
{
    Q_OBJECT

public:
    explicit RunList(QWidget *parent = nullptr);

    // On top of the list, shown, instead of what was shown when `alone`, else instead of what stands lowest when there
    // is no room. A label that is taken gets a number. The oldest of more than thirty goes.
    void add(std::shared_ptr<const sim::ExperimentResult> result, const QString &label, bool alone);
    std::vector<ShownVariant> shown() const; // in the order of the list
    qsizetype runCount() const;

Q_SIGNALS:
    void changed();

private:
    void tick(QTreeWidgetItem *item);
    std::vector<QTreeWidgetItem *> ticked() const;
    QString freeLabel(const QString &label) const;

    QTreeWidget *m_tree = nullptr;
    NoteLabel *m_note = nullptr;
    std::deque<std::shared_ptr<const sim::ExperimentResult>> m_results; // in the order of the list
};

} // namespace remirai::ui
