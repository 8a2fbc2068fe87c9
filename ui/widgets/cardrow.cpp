// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/cardrow.h"

#include "ui/widgets/pieces.h"

#include <QEvent>
#include <QGridLayout>
#include <algorithm>

namespace remirai::ui {

namespace {

constexpr int kCardCharacters = 18; // of the page's font; a figure is about twice as large

} // namespace

CardRow::CardRow(std::vector<QWidget *> cards, QWidget *parent)
    : QWidget(parent)
    , m_cards(std::move(cards))
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(kSpace - 4);
    arrange();
}

void CardRow::arrange()
{
    const int count = static_cast<int>(m_cards.size());
    const int least = fontMetrics().averageCharWidth() * kCardCharacters + m_grid->spacing();
    const int rows = width() >= count * least ? 1 : width() >= (count + 1) / 2 * least ? 2 : 3;
    const int columns = (count + rows - 1) / rows;
    if (columns == m_columns)
        return;
    for (int i = 0; i < std::max(columns, m_columns); ++i)
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
    m_columns = columns;
    for (int i = 0; i < count; ++i)
        m_grid->addWidget(m_cards[static_cast<size_t>(i)], i / columns, i % columns);
}

void CardRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void CardRow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        arrange();
}

} // namespace remirai::ui
