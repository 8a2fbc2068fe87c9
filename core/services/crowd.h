// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/transaction.h"

#include <span>
#include <vector>

namespace remirai {

// How to run commands that come in crowds; a constant, as its address is the crowd's name. Each must be small, a few
// microseconds: a transaction of nothing else keeps the writer until the disk has it.
template <typename Item> struct Crowd
{
    // One, without a savepoint on SQLite, which would cost as much as the command: it must write nothing after which it
    // could still fail. Then only a failing statement has to be undone, and that SQLite does by itself, or it gives up
    // the whole transaction.
    Status (*one)(Transaction &tx, const Item &item);
    // Those that wait together, on PostgreSQL, where each statement is a round trip: how each ended, in their order. An
    // error undoes all of them, and they run one by one; Unavailable loses the transaction, as none of them is to
    // blame.
    Result<std::vector<Status>> (*all)(Transaction &tx, std::span<const Item *const> items);
};

} // namespace remirai
