// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/columns.h"
#include "ui/text/format.h"

namespace remirai::ui {

// The kinds of columns that tables are made of.
template <typename Row> Column<Row> textColumn(const QString &title, QString Row::*text, int width)
{
    Column<Row> column;
    column.title = title;
    column.text = [text](const Row &row) { return row.*text; };
    column.toolTip = column.text;
    column.width = width;
    return column;
}

template <typename Row, typename Count>
Column<Row> countColumn(const QString &title, const QString &hint, Count Row::*count, int width = 10)
{
    Column<Row> column;
    column.title = title;
    column.hint = hint;
    column.text = [count](const Row &row) { return countText(static_cast<qint64>(row.*count)); };
    column.isFigure = true;
    column.width = width;
    column.sort = [count](const Row &row) { return QVariant(static_cast<qint64>(row.*count)); };
    return column;
}

template <typename Row> Column<Row> rateColumn(const QString &title, const QString &hint, double Row::*rate)
{
    Column<Row> column;
    column.title = title;
    column.hint = hint;
    column.text = [rate](const Row &row) { return rateText(row.*rate); };
    column.isFigure = true;
    column.width = 7;
    column.sort = [rate](const Row &row) { return QVariant(row.*rate); };
    return column;
}

// A moment as its distance from now; the exact one, with its zone, in the tool tip and in exports.
template <typename Row>
Column<Row> agoColumn(const QString &title, const QString &hint, qint64 Row::*moment, const Now &now)
{
    Column<Row> column;
    column.title = title;
    column.hint = hint;
    column.text = [moment, now](const Row &row) { return agoText(row.*moment, now()); };
    column.width = 14;
    column.sort = [moment](const Row &row) { return QVariant(row.*moment); };
    column.exact = [moment](const Row &row) {
        return QVariant(row.*moment > 0 ? exactMoment(row.*moment) : QString());
    };
    column.toolTip = [moment](const Row &row) { return exactMoment(row.*moment); };
    return column;
}

template <typename Row>
Column<Row> momentColumn(const QString &title, const QString &hint, qint64 Row::*moment, const Now &now)
{
    Column<Row> column = agoColumn(title, hint, moment, now);
    column.text = [moment, now](const Row &row) { return momentText(row.*moment, now()); };
    return column;
}

template <typename Row> Column<Row> idColumn(const QString &title, QString Row::*id)
{
    Column<Row> column = textColumn(title, id, 11);
    column.text = [id](const Row &row) { return row.*id == QString() ? kNothing : shortId(row.*id); };
    column.exact = [id](const Row &row) { return QVariant(row.*id); };
    column.toolTip = [id](const Row &row) { return row.*id; };
    return column;
}

template <typename Row>
Column<Row> badgeColumn(const QString &title, std::function<QString(const Row &)> text,
                        std::function<Tone(const Row &)> tone, int width)
{
    Column<Row> column;
    column.title = title;
    column.text = std::move(text);
    column.tone = std::move(tone);
    column.isBadge = true;
    column.width = width;
    return column;
}

} // namespace remirai::ui
