// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace remirai {

enum class Align { Left, Right };

struct Column
{
    QString title;
    Align align = Align::Left;
};

// Rows as aligned text for a terminal: as wide as needed, two blanks between columns, none at a line's end.
class Table
{
public:
    explicit Table(std::vector<Column> columns);

    // As many cells as there are columns; line breaks in a cell become blanks.
    void add(const QStringList &row);
    bool isEmpty() const { return m_rows.empty(); }
    QString text() const; // the titles, then a line a row; every line ends with a line break

private:
    std::vector<Column> m_columns;
    std::vector<QStringList> m_rows;
};

} // namespace remirai
