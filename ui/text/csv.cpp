// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/csv.h"

#include "ui/models/column.h"

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

QString exactText(const QModelIndex &index)
{
    const QVariant exact = index.data(kExportRole);
    return exact.isValid() ? exact.toString() : index.data().toString();
}

QString quoted(QString text)
{
    static const QString kFormulas = u"=+-@\t\r"_s;
    bool isNumber = false;
    text.toDouble(&isNumber);
    if (!text.isEmpty() && kFormulas.contains(text.front()) && !isNumber)
        text.prepend(u'\'');
    if (!text.contains(u'"') && !text.contains(u',') && !text.contains(u'\n') && !text.contains(u'\r'))
        return text;
    return u'"' + text.replace(u'"', u"\"\""_s) + u'"';
}

} // namespace

QByteArray toCsv(const QAbstractItemModel &model)
{
    QString csv;
    const int columns = model.columnCount();
    for (int row = -1; row < model.rowCount(); ++row) {
        for (int column = 0; column < columns; ++column) {
            const QString cell =
                row < 0 ? model.headerData(column, Qt::Horizontal).toString() : exactText(model.index(row, column));
            csv += (column > 0 ? u","_s : QString()) + quoted(cell);
        }
        csv += u"\r\n"_s;
    }
    return csv.toUtf8();
}

QString toTabbed(const QModelIndexList &rows)
{
    QStringList lines;
    for (const QModelIndex &row : rows) {
        QStringList cells;
        for (int column = 0; column < row.model()->columnCount(); ++column)
            cells << exactText(row.siblingAtColumn(column)).replace(u'\t', u' ').replace(u'\n', u' ');
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n');
}

} // namespace remirai::ui
