// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/simulator/runlist.h"

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
{
    m_tree->setHeaderLabels({tr("Runs and variants")});
    m_tree->setAccessibleName(tr("Runs and variants"));
    m_tree->setRootIsDecorated(true);
    m_tree->header()->setStretchLastSection(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_tree);
    connect(m_tree, &QTreeWidget::itemChanged, this, &RunList::changed);
}

void RunList::add(std::shared_ptr<const sim::ExperimentResult> result, const QString &label, bool alone)
{
    {
        const QSignalBlocker quiet(m_tree);
        for (int i = 0; alone && i < m_tree->topLevelItemCount(); ++i) {
            for (int child = 0; child < m_tree->topLevelItem(i)->childCount(); ++child)
                m_tree->topLevelItem(i)->child(child)->setCheckState(0, Qt::Unchecked);
        }
        auto *run = new QTreeWidgetItem({label});
        run->setToolTip(0, result->title);
        for (size_t i = 0; i < result->variants.size(); ++i) {
            auto *item = new QTreeWidgetItem(run, {result->variants[i].name});
            item->setToolTip(0, result->variants[i].preflight.sentence);
            item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
            item->setCheckState(0, i < kMostShown ? Qt::Checked : Qt::Unchecked);
        }
        m_results.push_front(std::move(result));
        m_tree->insertTopLevelItem(0, run);
        run->setExpanded(true);
        if (m_results.size() > kMostKept) {
            m_results.pop_back();
            const std::unique_ptr<QTreeWidgetItem> oldest(m_tree->takeTopLevelItem(m_tree->topLevelItemCount() - 1));
        }
    }
    Q_EMIT changed();
}

std::vector<ShownVariant> RunList::shown() const
{
    std::vector<ShownVariant> all;
    const bool several = m_tree->topLevelItemCount() > 1;
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *run = m_tree->topLevelItem(i);
        const auto &result = m_results[static_cast<size_t>(i)];
        for (int child = 0; child < run->childCount() && all.size() < kMostShown; ++child) {
            if (run->child(child)->checkState(0) != Qt::Checked)
                continue;
            const QString name = run->child(child)->text(0);
            const bool prefixed = several && name != run->text(0);
            all.push_back({prefixed ? QString(run->text(0) + QStringLiteral(": ") + name) : name, result,
                           static_cast<size_t>(child)});
        }
    }
    return all;
}

qsizetype RunList::runCount() const
{
    return m_tree->topLevelItemCount();
}

} // namespace remirai::ui
