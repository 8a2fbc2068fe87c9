// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/simulator/runlist.h"

#include "ui/simulator/notelabel.h"

#include <QHeaderView>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace remirai::ui {

namespace {

constexpr size_t kMostShown = 6; // colours
constexpr size_t kMostKept = 30; // a result of 28 days is some megabytes

} // namespace

sim::ExperimentResult combined(const std::vector<ShownVariant> &shown)
{
    sim::ExperimentResult all;
    if (shown.empty())
        return all;
    const sim::ExperimentResult &first = *shown.front().result;
    all.source = first.source;
    all.name = first.name;
    all.title = first.title;
    all.description = first.description;
    all.seed = first.seed;
    all.scenarioSha256 = first.scenarioSha256;
    all.fingerprint = first.fingerprint;
    all.notes = first.notes;
    for (const ShownVariant &each : shown) {
        all.variants.push_back(each.variant());
        all.variants.back().name = each.label;
    }
    return all;
}

RunList::RunList(QWidget *parent)
    : QWidget(parent)
    , m_tree(new QTreeWidget(this))
    , m_note(new NoteLabel(this))
{
    m_tree->setHeaderLabels({tr("Compare runs and variants")});
    m_tree->setAccessibleName(tr("Runs and variants"));
    m_tree->setAccessibleDescription(tr("Space puts a variant beside the others, or takes it away"));
    m_tree->setRootIsDecorated(true);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->header()->setStretchLastSection(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_tree);
    column->addWidget(m_note);
    connect(m_tree, &QTreeWidget::itemChanged, this, &RunList::tick);
}

void RunList::add(std::shared_ptr<const sim::ExperimentResult> result, const QString &label, bool alone)
{
    {
        const QSignalBlocker quiet(m_tree);
        if (alone) {
            for (QTreeWidgetItem *item : ticked())
                item->setCheckState(0, Qt::Unchecked);
        }
        auto *run = new QTreeWidgetItem({freeLabel(label)});
        run->setToolTip(0, run->text(0) + u'\n' + result->title);
        for (const sim::VariantResult &variant : result->variants) {
            auto *item = new QTreeWidgetItem(run, {variant.name});
            item->setToolTip(0, variant.preflight.sentence);
            item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
            item->setCheckState(0, Qt::Checked);
        }
        m_results.push_front(std::move(result));
        m_tree->insertTopLevelItem(0, run);
        run->setExpanded(true);
        if (m_results.size() > kMostKept) {
            m_results.pop_back();
            const std::unique_ptr<QTreeWidgetItem> oldest(m_tree->takeTopLevelItem(m_tree->topLevelItemCount() - 1));
        }
        const std::vector<QTreeWidgetItem *> all = ticked();
        for (size_t i = kMostShown; i < all.size(); ++i)
            all[i]->setCheckState(0, Qt::Unchecked);
        m_note->setNote({});
    }
    Q_EMIT changed();
}

void RunList::tick(QTreeWidgetItem *item)
{
    if (ticked().size() > kMostShown) {
        const QSignalBlocker quiet(m_tree);
        item->setCheckState(0, Qt::Unchecked);
        m_note->setTrouble(tr("Six variants are shown at most: untick one first."));
        return;
    }
    m_note->setNote({});
    Q_EMIT changed();
}

std::vector<QTreeWidgetItem *> RunList::ticked() const
{
    std::vector<QTreeWidgetItem *> all;
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *run = m_tree->topLevelItem(i);
        for (int child = 0; child < run->childCount(); ++child) {
            if (run->child(child)->checkState(0) == Qt::Checked)
                all.push_back(run->child(child));
        }
    }
    return all;
}

QString RunList::freeLabel(const QString &label) const
{
    QString free = label;
    for (int number = 2; !m_tree->findItems(free, Qt::MatchExactly).isEmpty(); ++number)
        free = tr("%1 (%2)").arg(label).arg(number);
    return free;
}

std::vector<ShownVariant> RunList::shown() const
{
    std::vector<ShownVariant> all;
    const bool several = m_tree->topLevelItemCount() > 1;
    for (QTreeWidgetItem *item : ticked()) {
        QTreeWidgetItem *run = item->parent();
        const QString label = run->childCount() == 1 ? run->text(0)
            : several                                ? QString(run->text(0) + QStringLiteral(": ") + item->text(0))
                                                     : item->text(0);
        all.push_back({label, m_results[static_cast<size_t>(m_tree->indexOfTopLevelItem(run))],
                       static_cast<size_t>(run->indexOfChild(item))});
    }
    return all;
}

qsizetype RunList::runCount() const
{
    return m_tree->topLevelItemCount();
}

} // namespace remirai::ui
