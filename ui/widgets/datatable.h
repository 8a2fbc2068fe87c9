// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/tablemodel.h"

#include <QLabel>
#include <QPointer>
#include <QSortFilterProxyModel>
#include <QTableView>

namespace remirai::ui {

// A table as every page shows it: whole rows selected, moved through by the arrow keys or j and k; Ctrl+C copies what
// is selected, Ctrl+Shift+E writes the rows to a CSV file; an empty one says why, and what to do.
class DataTable : public QTableView
{
    Q_OBJECT

public:
    explicit DataTable(const QString &accessibleName, QWidget *parent = nullptr);

    // Short lists are sorted by a click on a header; long ones keep the server's order, as they are never whole here.
    enum class Order { Sortable, Fixed };
    template <typename Row> void show(TableModel<Row> *model, Order order)
    {
        std::vector<Measure> measures;
        for (int column = 0; column < model->columnCount(); ++column)
            measures.push_back({model->columnAt(column).width, model->columnAt(column).spare});
        model->keepPlacesWhile([table = QPointer(this)] { return table && table->hasChosen(); });
        attach(model, std::move(measures), order);
    }
    void setEmptyText(const QString &headline, const QString &hint);
    // As high as so many rows at least, or exactly, at any size of the font.
    enum class Height { AtLeast, Exactly };
    void setRowsShown(int rows, Height height);
    // The row of the model given to show().
    QModelIndex currentSource() const;
    QModelIndexList selectedSources() const;
    void selectSource(int row);
    bool hasChosen() const { return selectionModel() && selectionModel()->hasSelection(); }
    void copySelection();
    void exportCsv();

Q_SIGNALS:
    void chosen(); // another row is current, or none
    void opened(); // Return or a double click

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Measure
    {
        int width = 0; // in characters; 0 = fills
        int spare = 0; // as a Column has it
        bool isUsers = false; // somebody has dragged it

        bool fills() const { return width == 0 && !isUsers; }
    };
    void attach(QAbstractItemModel *model, std::vector<Measure> measures, Order order);
    void applyWidths();
    int titleWidth(int column) const;
    void applyHeight();
    void hideSpare();
    void fitFilling();
    int leastFilling() const;
    void place(int column, int width); // ours, not the user's
    void writeCsv(const QString &path);

    QSortFilterProxyModel *m_proxy = nullptr;
    std::vector<Measure> m_measures; // of the columns
    bool m_placing = false;
    int m_rowsShown = 0;
    Height m_height = Height::AtLeast;
    QString m_emptyHeadline;
    QString m_emptyHint;
};

} // namespace remirai::ui
