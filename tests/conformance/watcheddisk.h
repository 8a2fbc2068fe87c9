// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <sqlite3.h>

namespace remirai {

// SQLite's files as the system has them, with an ear at those of databases. Watch before the first one is opened.
struct WatchedDisk
{
    static inline sqlite3_vfs *system = nullptr;
    static inline sqlite3_io_methods plain{};
    static inline sqlite3_io_methods watched{};
    // In the thread that writes or syncs. A sync may fail: what onSync says instead of SQLITE_OK.
    static inline std::function<void()> onWrite;
    static inline std::function<int()> onSync;

    static int write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
    {
        if (onWrite)
            onWrite();
        return plain.xWrite(file, bytes, count, at);
    }

    static int sync(sqlite3_file *file, int flags)
    {
        const int status = onSync ? onSync() : SQLITE_OK;
        return status == SQLITE_OK ? plain.xSync(file, flags) : status;
    }

    static int open(sqlite3_vfs *, const char *name, sqlite3_file *file, int flags, int *outFlags)
    {
        const int status = system->xOpen(system, name, file, flags, outFlags);
        if (status == SQLITE_OK && (flags & SQLITE_OPEN_MAIN_DB) != 0) {
            if (!plain.xWrite) { // the first one is opened before there are other threads
                plain = watched = *file->pMethods;
                watched.xWrite = write;
                watched.xSync = sync;
            }
            file->pMethods = &watched;
        }
        return status;
    }

    static void watch()
    {
        system = sqlite3_vfs_find(nullptr);
        static sqlite3_vfs ours = *system;
        ours.pNext = nullptr;
        ours.zName = "watched";
        ours.xOpen = open;
        sqlite3_vfs_register(&ours, 1);
    }
};

} // namespace remirai
