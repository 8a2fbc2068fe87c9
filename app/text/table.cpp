// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/text/table.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr qsizetype kGap = 2;

// In code points: a character beyond the first plane is two QChars.
qsizetype widthOf(const QString &cell)
{
    return cell.size() - std::count_if(cell.begin(), cell.end(), [](QChar c) { return c.isLowSurrogate(); });
}

} // namespace

Table::Table(std::vector<Column> columns)
    : m_columns(std::move(columns))
{ }

void Table::add(const QStringList &row)
{
    Q_ASSERT(row.size() == static_cast<qsizetype>(m_columns.size()));
    QStringList cells;
    for (const QString &cell : row)
        cells << cell.simplified();
    m_rows.push_back(cells);
}

QString Table::text() const
{
    QStringList titles;
    for (const Column &column : m_columns)
        titles << column.title;
    std::vector<QStringList> lines{titles};
    lines.insert(lines.end(), m_rows.begin(), m_rows.end());

    std::vector<qsizetype> widths(m_columns.size());
    for (const QStringList &line : lines) {
        for (size_t i = 0; i < widths.size(); ++i)
            widths[i] = std::max(widths[i], widthOf(line[static_cast<qsizetype>(i)]));
    }
    QString text;
    for (const QStringList &line : lines) {
        QString written;
        for (size_t i = 0; i < widths.size(); ++i) {
            const QString &cell = line[static_cast<qsizetype>(i)];
            const QString blanks(widths[i] - widthOf(cell), u' ');
            written += m_columns[i].align == Align::Left ? QString(cell + blanks) : QString(blanks + cell);
            written += QString(kGap, u' ');
        }
        while (written.endsWith(u' '))
            written.chop(1);
        text += written + u'\n';
    }
    return text;
}

} // namespace remirai
