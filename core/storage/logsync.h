// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QString>
#include <memory>

namespace remirai {

// Takes the log of an SQLite database to the disk: what `synchronous = FULL` does within each COMMIT, but after it and
// from any thread, so that the next transaction may run meanwhile.
class LogSync
{
public:
    // The log is there once a connection in WAL mode has begun a transaction, and stays until the last one is closed.
    static Result<std::unique_ptr<LogSync>> open(const QString &databasePath);
    ~LogSync();
    LogSync(const LogSync &) = delete;
    LogSync &operator=(const LogSync &) = delete;

    // What was committed before the call is durable after it. An error cannot be mended by trying again: the system may
    // have forgotten the pages that it could not write.
    Status sync();

private:
    explicit LogSync(int descriptor)
        : m_descriptor(descriptor)
    { }

    const int m_descriptor;
};

} // namespace remirai
