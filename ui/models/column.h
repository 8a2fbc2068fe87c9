// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/colors.h"

#include <QString>
#include <QVariant>
#include <functional>
#include <vector>

namespace remirai::ui {

// What our models say beyond Qt's own roles.
enum ItemRole {
    kSortRole = Qt::UserRole + 1, // what rows are ordered by; the text when a column has none of its own
    kExportRole, // exact and without units, for files and the clipboard
    kToneRole, // int of a Tone
    kTrendRole, // QVector<double>, drawn as a sparkline
    kShareRole, // double 0 … 1, drawn as a bar
    kBadgeRole, // bool: draw the text as a badge in its tone
};

// One column: how a row is shown in it. Only `text` is needed.
template <typename Row> struct Column
{
    QString title;
    QString hint; // what the figure is, with its unit; the header's tool tip
    std::function<QString(const Row &)> text;
    bool isFigure = false; // right-aligned
    int width = 0; // in average characters; 0 takes what is left
    int spare = 0; // where there is no room for all, the highest is hidden first; 0 never is
    std::function<QVariant(const Row &)> sort = {};
    std::function<QVariant(const Row &)> exact = {};
    std::function<Tone(const Row &)> tone = {};
    std::function<QString(const Row &)> toolTip = {};
    std::function<QVariant(const Row &)> trend = {};
    std::function<QVariant(const Row &)> share = {};
    bool isBadge = false;
};

template <typename Row> using Columns = std::vector<Column<Row>>;

} // namespace remirai::ui
