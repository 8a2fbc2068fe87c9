// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/statement.h"

#include <memory>

class QSqlDatabase;

namespace remirai {

// Prepared by Qt's driver.
Result<std::unique_ptr<PreparedStatement>> preparePostgres(const QSqlDatabase &connection, const QByteArray &sql);

} // namespace remirai
