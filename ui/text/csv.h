// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <QByteArray>

namespace remirai::ui {

// The rows that a model has loaded, as RFC 4180 CSV in UTF-8 with a header line. A cell that a spreadsheet would run as
// a formula gets an apostrophe before it, as its text may come from strangers.
QByteArray toCsv(const QAbstractItemModel &model);
// The rows given, tab-separated without a header, for the clipboard.
QString toTabbed(const QModelIndexList &rows);

} // namespace remirai::ui
