// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/statement.h"

#include <memory>

class QSqlDriver;

namespace remirai {

// Prepared on the connection that Qt's driver has opened, and run by SQLite itself: the driver describes every column
// of a result anew at each reading and takes texts to UTF-16 and back, which cost as much as the statements.
Result<std::unique_ptr<PreparedStatement>> prepareSqlite(const QSqlDriver &driver, const QByteArray &sql);

} // namespace remirai
