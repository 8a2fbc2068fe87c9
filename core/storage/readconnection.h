// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/database.h"

namespace remirai {

// A thread's own connection for queries: opened by the first, and opened anew after one found the database unavailable,
// as a torn session never comes back by itself. Used and destroyed in one thread.
class ReadConnection
{
public:
    explicit ReadConnection(DatabaseUrl url)
        : m_url(std::move(url))
    { }

    // body: (Database &) -> Result<T>
    template <typename Body> auto query(Body &&body) -> std::invoke_result_t<Body, Database &>
    {
        const Result<Database *> database = get();
        if (!database)
            return database.error();
        auto result = body(**database);
        if (!result && result.error().code == ErrorCode::Unavailable)
            forget();
        return result;
    }

    Result<Database *> get(); // valid until forget()
    void forget() { m_database.reset(); }

private:
    const DatabaseUrl m_url;
    std::unique_ptr<Database> m_database;
};

} // namespace remirai
