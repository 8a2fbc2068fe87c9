// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/datatable.h"

#include "ui/text/csv.h"
#include "ui/widgets/celldelegate.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMessageBox>
#include <QPainter>
#include <QSaveFile>
#include <algorithm>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kCellPadding = 16; // pixels
constexpr double kTitlePadding = 2.2; // of the size of the font: as the style has it, at any zoom
constexpr int kLeastFilling = 24; // average characters: the name of a dead-letter queue can be read
constexpr int kFillingPadding = 22;

// Says in a column's title that the rows are sorted by it, and which way.
class SortedRows : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        const QVariant title = QSortFilterProxyModel::headerData(section, orientation, role);
        if (role != Qt::DisplayRole || orientation != Qt::Horizontal || section != sortColumn())
            return title;
        return QString(title.toString() + (sortOrder() == Qt::AscendingOrder ? u"↑"_s : u"↓"_s));
    }
};

} // namespace

DataTable::DataTable(const QString &accessibleName, QWidget *parent)
    : QTableView(parent)
{
    setAccessibleName(accessibleName);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false); // Tab goes on to the next control
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setItemDelegate(new CellDelegate(this));
    setEditTriggers(NoEditTriggers);
    setMouseTracking(true);
    verticalHeader()->hide();
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setMinimumSectionSize(40);
    setContextMenuPolicy(Qt::CustomContextMenu);
    connect(this, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(u"Copy"_s, QKeySequence::Copy, this, &DataTable::copySelection)->setEnabled(hasChosen());
        menu->addAction(u"Export as CSV…"_s, QKeySequence(u"Ctrl+Shift+E"_s), this, &DataTable::exportCsv);
        menu->popup(viewport()->mapToGlobal(at));
    });
    connect(this, &QTableView::doubleClicked, this, &DataTable::opened);
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column) {
        if (m_placing || static_cast<size_t>(column) >= m_measures.size())
            return;
        m_measures[static_cast<size_t>(column)].isUsers = true;
        fitFilling();
    });
    applyWidths();
}

void DataTable::attach(QAbstractItemModel *model, std::vector<Measure> measures, Order order)
{
    m_measures = std::move(measures);
    if (order == Order::Sortable) {
        m_proxy = new SortedRows(this);
        m_proxy->setSortRole(kSortRole);
        m_proxy->setSourceModel(model);
        setModel(m_proxy);
        horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
        setSortingEnabled(true);
        horizontalHeader()->setSortIndicatorClearable(true);
    } else {
        setModel(model);
    }
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, &DataTable::chosen);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        // Rows keep their places while somebody has chosen one.
        if (m_proxy)
            m_proxy->setDynamicSortFilter(!hasChosen());
        // After Escape the row that was chosen can be chosen again, which makes no other row current.
        if (currentIndex().isValid() && selectionModel()->isRowSelected(currentIndex().row()))
            Q_EMIT chosen();
    });
    applyWidths();
}

void DataTable::applyWidths()
{
    const QFontMetrics metrics = fontMetrics();
    verticalHeader()->setDefaultSectionSize(metrics.height() + 14);
    applyHeight();
    for (size_t i = 0; i < m_measures.size(); ++i) {
        const int column = static_cast<int>(i);
        const int width = metrics.averageCharWidth() * m_measures[i].width + kCellPadding;
        if (!m_measures[i].fills() && !m_measures[i].isUsers) // at a large zoom a title needs more than its figures
            place(column, std::max(width, titleWidth(column)));
    }
    hideSpare();
    fitFilling();
}

// The header's own hint leaves room for an arrow that our style does not paint.
int DataTable::titleWidth(int column) const
{
    QFont bold = horizontalHeader()->font();
    bold.setWeight(QFont::DemiBold);
    const QString title = model()->headerData(column, Qt::Horizontal).toString();
    return QFontMetrics(bold).horizontalAdvance(m_proxy ? QString(title + u"↓"_s) : title)
        + qRound(fontInfo().pixelSize() * kTitlePadding);
}

void DataTable::place(int column, int width)
{
    m_placing = true;
    setColumnWidth(column, width);
    m_placing = false;
}

int DataTable::leastFilling() const
{
    return fontMetrics().averageCharWidth() * kLeastFilling + kFillingPadding;
}

// As few columns as need be, and all of them again when there is room. Where nothing more can be spared, the table
// scrolls.
void DataTable::hideSpare()
{
    m_placing = true;
    int wanted = 0;
    for (size_t i = 0; i < m_measures.size(); ++i) {
        const int column = static_cast<int>(i);
        setColumnHidden(column, false);
        wanted += m_measures[i].fills() ? leastFilling() : columnWidth(column);
    }
    const auto hasLessWorth = [](const Measure &one, const Measure &other) { return one.spare < other.spare; };
    std::vector<Measure> left = m_measures;
    while (wanted > viewport()->width()) {
        const auto most = std::max_element(left.begin(), left.end(), hasLessWorth);
        if (most == left.end() || most->spare == 0)
            break;
        most->spare = 0;
        const int column = static_cast<int>(most - left.begin());
        wanted -= columnWidth(column);
        setColumnHidden(column, true);
    }
    m_placing = false;
}

// The columns that fill share what the others leave; where that is too little to read, the table scrolls instead.
void DataTable::fitFilling()
{
    int taken = 0;
    int filling = 0;
    for (size_t i = 0; i < m_measures.size(); ++i) {
        if (m_measures[i].fills())
            ++filling;
        else
            taken += columnWidth(static_cast<int>(i)); // 0 when hidden
    }
    if (filling == 0)
        return;
    const int width = std::max(leastFilling(), (viewport()->width() - taken) / filling);
    for (size_t i = 0; i < m_measures.size(); ++i) {
        if (m_measures[i].fills())
            place(static_cast<int>(i), width);
    }
}

void DataTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    hideSpare();
    fitFilling();
}

void DataTable::setRowsShown(int rows, Height height)
{
    if (m_rowsShown == rows && m_height == height)
        return;
    m_rowsShown = rows;
    m_height = height;
    applyHeight();
}

void DataTable::applyHeight()
{
    if (m_rowsShown == 0)
        return;
    const int height = horizontalHeader()->sizeHint().height() + m_rowsShown * verticalHeader()->defaultSectionSize()
        + 2 * frameWidth();
    setMinimumHeight(height);
    setMaximumHeight(m_height == Height::Exactly ? height : QWIDGETSIZE_MAX);
}

void DataTable::setEmptyText(const QString &headline, const QString &hint)
{
    if (m_emptyHeadline == headline && m_emptyHint == hint)
        return;
    m_emptyHeadline = headline;
    m_emptyHint = hint;
    setAccessibleDescription(headline + u". "_s + hint);
    viewport()->update();
}

QModelIndex DataTable::currentSource() const
{
    if (!hasChosen())
        return {};
    return m_proxy ? m_proxy->mapToSource(currentIndex()) : currentIndex();
}

QModelIndexList DataTable::selectedSources() const
{
    QModelIndexList rows = selectionModel() ? selectionModel()->selectedRows() : QModelIndexList();
    if (m_proxy) {
        for (QModelIndex &row : rows)
            row = m_proxy->mapToSource(row);
    }
    return rows;
}

void DataTable::selectSource(int row)
{
    if (row < 0)
        return clearSelection();
    const QAbstractItemModel *source = m_proxy ? m_proxy->sourceModel() : model();
    const QModelIndex index = source->index(row, 0);
    const QModelIndex shown = m_proxy ? m_proxy->mapFromSource(index) : index;
    setCurrentIndex(shown);
    scrollTo(shown);
}

void DataTable::copySelection()
{
    QModelIndexList rows = selectionModel() ? selectionModel()->selectedRows() : QModelIndexList();
    std::sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) { return a.row() < b.row(); });
    if (!rows.isEmpty())
        QApplication::clipboard()->setText(toTabbed(rows));
}

void DataTable::exportCsv()
{
    if (!model())
        return;
    const QString name = QString(accessibleName()).replace(u' ', u'-').toLower() + u".csv"_s;
    const QString title = u"Export %1 rows"_s.arg(model()->rowCount());
    auto *dialog = new QFileDialog(this, title, name, u"CSV (*.csv)"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, &DataTable::writeCsv);
    dialog->open();
}

void DataTable::writeCsv(const QString &path)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(toCsv(*model())) >= 0 && file.commit())
        return;
    auto *box = new QMessageBox(QMessageBox::Warning, u"Export"_s,
                                u"Cannot write %1: %2"_s.arg(path, file.errorString()), QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void DataTable::keyPressEvent(QKeyEvent *event)
{
    const bool plain = event->modifiers() == Qt::NoModifier;
    const int rows = model() ? model()->rowCount() : 0;
    if (plain && rows > 0 && (event->key() == Qt::Key_J || event->key() == Qt::Key_K)) {
        const int step = event->key() == Qt::Key_J ? 1 : -1;
        const int row = hasChosen() ? std::clamp(currentIndex().row() + step, 0, rows - 1) : 0;
        setCurrentIndex(model()->index(row, 0));
    } else if (event->matches(QKeySequence::Copy)) {
        copySelection();
    } else if (event->key() == Qt::Key_E && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)) {
        exportCsv();
    } else if (plain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && hasChosen()) {
        Q_EMIT opened();
    } else if (plain && event->key() == Qt::Key_Escape && hasChosen()) {
        clearSelection();
        Q_EMIT chosen();
    } else if (!event->text().isEmpty() && event->text().front().isPrint()) {
        event->ignore(); // letters are the page's shortcuts, not a search
    } else {
        QTableView::keyPressEvent(event);
    }
}

void DataTable::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (!model() || model()->rowCount() > 0 || m_emptyHeadline.isEmpty())
        return;
    QPainter painter(viewport());
    const Colors &colors = colorsOf(palette());
    const QRect area = viewport()->rect().adjusted(24, 0, -24, 0);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const int middle = area.center().y();
    painter.setPen(colors.soft);
    painter.setFont(bold);
    painter.drawText(QRect(area.left(), area.top(), area.width(), middle - area.top()),
                     Qt::AlignHCenter | Qt::AlignBottom | Qt::TextWordWrap, m_emptyHeadline);
    painter.setFont(font());
    painter.drawText(QRect(area.left(), middle + 4, area.width(), area.bottom() - middle - 4),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_emptyHint);
}

void DataTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        applyWidths();
}

} // namespace remirai::ui
