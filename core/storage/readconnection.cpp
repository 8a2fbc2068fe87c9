// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/readconnection.h"

namespace remirai {

Result<Database *> ReadConnection::get()
{
    if (!m_database) {
        auto opened = Database::open(m_url, Access::ReadOnly);
        if (!opened)
            return opened.error();
        m_database = std::move(*opened);
    }
    return m_database.get();
}

} // namespace remirai
