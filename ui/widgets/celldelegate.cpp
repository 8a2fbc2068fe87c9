// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/celldelegate.h"

#include "ui/models/column.h"
#include "ui/widgets/sparkline.h"

#include <QApplication>
#include <QPainter>
#include <algorithm>

namespace remirai::ui {

namespace {

constexpr int kPadding = 10;
constexpr int kGapInBadge = 8;

void paintBadge(QPainter &painter, const QRect &cell, const QString &text, Tone tone, const Colors &colors,
                const QFontMetrics &metrics)
{
    if (text.isEmpty())
        return;
    const int width = std::min(metrics.horizontalAdvance(text) + 2 * kGapInBadge, cell.width() - 2 * kPadding);
    const int height = metrics.height() + 4;
    const QRectF badge(cell.left() + kPadding, cell.center().y() - height / 2.0 + 0.5, width, height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.groundOf(tone));
    painter.drawRoundedRect(badge, height / 2.0, height / 2.0);
    painter.setPen(colors.of(tone));
    painter.drawText(badge, Qt::AlignCenter, metrics.elidedText(text, Qt::ElideRight, width - kGapInBadge));
}

void paintShare(QPainter &painter, const QRect &cell, double share, const QString &text, const Colors &colors)
{
    const QRectF area = QRectF(cell).adjusted(kPadding, 0, -kPadding, 0);
    const int least = painter.fontMetrics().horizontalAdvance(QStringLiteral("100 of 100")); // bars end alike
    const double textWidth = std::max(least, painter.fontMetrics().horizontalAdvance(text)) + kPadding;
    const QRectF track(area.left(), area.center().y() - 3, std::max(8.0, area.width() - textWidth), 6);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.line);
    painter.drawRoundedRect(track, 3, 3);
    painter.setBrush(colors.accent);
    painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(track.width() * std::clamp(share, 0.0, 1.0), 6)), 3, 3);
    painter.setPen(colors.text);
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, text);
}

} // namespace

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Colors &colors = colorsOf(option.palette);
    const QVariant toneValue = index.data(kToneRole);
    const Tone tone = toneValue.isValid() ? static_cast<Tone>(toneValue.toInt()) : Tone::Neutral;
    const QVariant trend = index.data(kTrendRole);
    const QVariant share = index.data(kShareRole);
    const bool badge = index.data(kBadgeRole).toBool();
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = cell.text;
    if (trend.isValid() || share.isValid() || badge)
        cell.text.clear();
    cell.palette.setColor(QPalette::Text, colors.of(tone));
    cell.palette.setColor(QPalette::HighlightedText, colors.of(tone));
    cell.state.setFlag(QStyle::State_HasFocus, false); // the row is what has the focus
    const QStyle *style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    painter->save();
    painter->setFont(cell.font);
    if (badge)
        paintBadge(*painter, cell.rect, text, tone, colors, cell.fontMetrics);
    else if (share.isValid())
        paintShare(*painter, cell.rect, share.toDouble(), text, colors);
    else if (trend.isValid())
        paintBars(*painter, QRectF(cell.rect).adjusted(kPadding, 6, -kPadding, -6), trend.value<QVector<double>>(),
                  colors.bad);
    painter->restore();
}

} // namespace remirai::ui
