// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <optional>
#include <vector>

namespace remirai {

// A page of what fits, out of rows that an index gives in order. Bounded: a filter that hardly anything fits gives a
// short page with a place to go on, never a slow request.
template <typename Row> struct Scanned
{
    std::vector<Row> rows;
    std::optional<Row> last; // the next page begins after it; nothing at the end
};

inline constexpr int kMaxScanned = 5'000; // rows that one page looks at
inline constexpr int kScanChunk = 500;

// fetch: (const Row *after, int limit) -> Result<std::vector<Row>>;  fits: (const Row &) -> bool
template <typename Row, typename Fetch, typename Fits> Result<Scanned<Row>> scan(int limit, Fetch fetch, Fits fits)
{
    Scanned<Row> page;
    std::optional<Row> last;
    int chunk = limit; // the first is enough when everything fits
    for (int read = 0; read < kMaxScanned; read += chunk, chunk = kScanChunk) {
        const auto rows = fetch(last ? &*last : nullptr, chunk);
        if (!rows)
            return rows.error();
        for (const Row &row : *rows) {
            last = row;
            if (fits(row))
                page.rows.push_back(row);
            if (page.rows.size() == static_cast<size_t>(limit)) {
                page.last = last;
                return page;
            }
        }
        if (rows->size() < static_cast<size_t>(chunk))
            return page;
    }
    page.last = last;
    return page;
}

} // namespace remirai
