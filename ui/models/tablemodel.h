// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/column.h"

#include <QAbstractTableModel>
#include <algorithm>
#include <functional>
#include <unordered_map>

namespace remirai::ui {

// The arithmetic of item models, once: a model is a list of columns over rows that have a key (`keyOf(row)`, found by
// argument-dependent lookup). New data is merged by key, so that selection, scrolling and what is open stay.
template <typename Row> class TableModel : public QAbstractTableModel
{
public:
    explicit TableModel(Columns<Row> columns, QObject *parent = nullptr)
        : QAbstractTableModel(parent)
        , m_columns(std::move(columns))
    { }

    const std::vector<Row> &rows() const { return m_rows; }
    const Row *rowAt(const QModelIndex &index) const
    {
        const bool inside =
            index.isValid() && index.model() == this && static_cast<size_t>(index.row()) < m_rows.size();
        return inside ? &m_rows[static_cast<size_t>(index.row())] : nullptr;
    }
    int rowOf(const QString &key) const
    {
        const auto found =
            std::find_if(m_rows.begin(), m_rows.end(), [&](const Row &row) { return keyOf(row) == key; });
        return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
    }
    const Column<Row> &columnAt(int column) const { return m_columns[static_cast<size_t>(column)]; }

    // While `isKept` says so, rows that are here keep their places and new ones come behind them: somebody has chosen
    // one.
    void keepPlacesWhile(std::function<bool()> isKept) { m_isKept = std::move(isKept); }

    // Makes the rows those given, in their order, by the fewest steps that views can follow.
    void setRows(std::vector<Row> rows)
    {
        removeMissing(rows);
        if (m_isKept && m_isKept())
            putInOurOrder(rows);
        const std::vector<QString> present = sortedKeys(m_rows);
        const auto isNew = [&](const Row &row) {
            return !std::binary_search(present.begin(), present.end(), keyOf(row));
        };
        for (size_t i = 0; i < rows.size();) {
            size_t end = i;
            while (end < rows.size() && isNew(rows[end]))
                ++end;
            if (end > i) {
                insert(i, rows, end);
                i = end;
                continue;
            }
            if (!bringTo(i, keyOf(rows[i])))
                insert(i, rows, i + 1); // a key that comes twice
            else if (!(m_rows[i] == rows[i]))
                replace(i, std::move(rows[i]));
            ++i;
        }
        removeFrom(rows.size());
    }
    // The row with the key of this one becomes it, where it stands.
    void setRow(Row row)
    {
        const int at = rowOf(keyOf(row));
        if (at >= 0 && !(m_rows[static_cast<size_t>(at)] == row))
            replace(static_cast<size_t>(at), std::move(row));
    }
    void append(std::vector<Row> rows)
    {
        if (rows.empty())
            return;
        const int first = static_cast<int>(m_rows.size());
        beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
        std::move(rows.begin(), rows.end(), std::back_inserter(m_rows));
        endInsertRows();
    }
    void clear() { removeFrom(0); }
    // Texts that tell of time ("3 min ago") change without their rows.
    void refreshTexts()
    {
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {Qt::DisplayRole});
    }

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
            return {};
        const Column<Row> &column = m_columns[static_cast<size_t>(section)];
        if (role == Qt::DisplayRole)
            return column.title;
        if (role == Qt::ToolTipRole && !column.hint.isEmpty())
            return column.hint;
        if (role == Qt::TextAlignmentRole)
            return QVariant::fromValue(alignmentOf(column));
        return {};
    }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override
    {
        const Row *row = rowAt(index);
        return row ? cell(m_columns[static_cast<size_t>(index.column())], *row, role) : QVariant();
    }

private:
    static Qt::Alignment alignmentOf(const Column<Row> &column)
    {
        return Qt::AlignVCenter | (column.isFigure ? Qt::AlignRight : Qt::AlignLeft);
    }
    static QVariant cell(const Column<Row> &column, const Row &row, int role)
    {
        switch (role) {
        case Qt::DisplayRole:
            return column.text(row);
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(alignmentOf(column));
        case Qt::ToolTipRole:
            return column.toolTip ? QVariant(column.toolTip(row)) : QVariant();
        case Qt::AccessibleTextRole:
            return QString(column.title + QStringLiteral(": ") + column.text(row));
        case kSortRole:
            return column.sort ? column.sort(row) : QVariant(column.text(row));
        case kExportRole:
            return column.exact ? column.exact(row) : column.sort ? column.sort(row) : QVariant(column.text(row));
        case kToneRole:
            return column.tone ? QVariant(static_cast<int>(column.tone(row))) : QVariant();
        case kTrendRole:
            return column.trend ? column.trend(row) : QVariant();
        case kShareRole:
            return column.share ? column.share(row) : QVariant();
        case kBadgeRole:
            return column.isBadge;
        default:
            return {};
        }
    }
    static std::vector<QString> sortedKeys(const std::vector<Row> &rows)
    {
        std::vector<QString> keys;
        keys.reserve(rows.size());
        for (const Row &row : rows)
            keys.push_back(keyOf(row));
        std::sort(keys.begin(), keys.end());
        return keys;
    }
    void removeMissing(const std::vector<Row> &wanted)
    {
        const std::vector<QString> keys = sortedKeys(wanted);
        const auto stays = [&](const Row &row) { return std::binary_search(keys.begin(), keys.end(), keyOf(row)); };
        for (auto last = m_rows.size(); last > 0;) {
            if (stays(m_rows[last - 1])) {
                --last;
                continue;
            }
            size_t first = last - 1;
            while (first > 0 && !stays(m_rows[first - 1]))
                --first;
            beginRemoveRows({}, static_cast<int>(first), static_cast<int>(last) - 1);
            m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(first),
                         m_rows.begin() + static_cast<std::ptrdiff_t>(last));
            endRemoveRows();
            last = first;
        }
    }
    void putInOurOrder(std::vector<Row> &rows) const
    {
        std::unordered_map<QString, size_t> places;
        for (size_t i = 0; i < m_rows.size(); ++i)
            places.emplace(keyOf(m_rows[i]), i);
        const auto placeOf = [&](const Row &row) {
            const auto found = places.find(keyOf(row));
            return found == places.end() ? m_rows.size() : found->second;
        };
        std::stable_sort(rows.begin(), rows.end(), [&](const Row &a, const Row &b) { return placeOf(a) < placeOf(b); });
    }
    // The rows [at, end) of those given get to the same positions here.
    void insert(size_t at, std::vector<Row> &rows, size_t end)
    {
        const auto offset = [](size_t position) { return static_cast<std::ptrdiff_t>(position); };
        beginInsertRows({}, static_cast<int>(at), static_cast<int>(end) - 1);
        m_rows.insert(m_rows.begin() + offset(at), std::make_move_iterator(rows.begin() + offset(at)),
                      std::make_move_iterator(rows.begin() + offset(end)));
        endInsertRows();
    }
    // The row with `key`, when it stands at `to` or further down, gets there.
    bool bringTo(size_t to, const QString &key)
    {
        const auto begin = m_rows.begin() + static_cast<std::ptrdiff_t>(to);
        const auto found = std::find_if(begin, m_rows.end(), [&](const Row &row) { return keyOf(row) == key; });
        if (found == m_rows.end())
            return false;
        if (found == begin)
            return true;
        const int source = static_cast<int>(found - m_rows.begin());
        beginMoveRows({}, source, source, {}, static_cast<int>(to));
        std::rotate(begin, found, found + 1);
        endMoveRows();
        return true;
    }
    void removeFrom(size_t first)
    {
        if (first >= m_rows.size())
            return;
        beginRemoveRows({}, static_cast<int>(first), static_cast<int>(m_rows.size()) - 1);
        m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(first), m_rows.end());
        endRemoveRows();
    }
    void replace(size_t at, Row &&row)
    {
        m_rows[at] = std::move(row);
        const int position = static_cast<int>(at);
        Q_EMIT dataChanged(index(position, 0), index(position, columnCount() - 1));
    }

    const Columns<Row> m_columns;
    std::vector<Row> m_rows;
    std::function<bool()> m_isKept;
};

// A list that the server pages by cursors: views fetch more as they are scrolled, so a million rows never stall. Who
// owns it loads the pages: `load(cursor)` asks for one, add() brings it.
template <typename Row> class PagedModel : public TableModel<Row>
{
public:
    using Load = std::function<void(const QString &cursor)>;
    PagedModel(Columns<Row> columns, Load load, QObject *parent = nullptr)
        : TableModel<Row>(std::move(columns), parent)
        , m_load(std::move(load))
    { }

    // From the first page again; the rows stay until it is there.
    void restart()
    {
        m_fresh = true;
        m_loading = true;
        m_load({});
    }
    void add(std::vector<Row> rows, const QString &nextCursor)
    {
        m_loading = false;
        m_cursor = nextCursor;
        if (m_fresh)
            this->setRows(std::move(rows));
        else
            this->append(std::move(rows));
        m_fresh = false;
        // A filtered page may be short, even empty, while there is more.
        if (this->rowCount() < kEnoughToScroll && canFetchMore({}))
            fetchMore({});
    }
    void failed() { m_loading = false; }
    bool isLoading() const { return m_loading; }

    bool canFetchMore(const QModelIndex &parent) const override
    {
        return !parent.isValid() && !m_loading && !m_cursor.isEmpty();
    }
    void fetchMore(const QModelIndex &parent) override
    {
        if (!canFetchMore(parent))
            return;
        m_loading = true;
        m_load(m_cursor);
    }

private:
    static constexpr int kEnoughToScroll = 40;
    const Load m_load;
    QString m_cursor;
    bool m_loading = false;
    bool m_fresh = true;
};

} // namespace remirai::ui
