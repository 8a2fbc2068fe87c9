// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/walbuffer.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <new>
#include <sqlite3.h>
#include <string>

namespace remirai {

namespace {

// The log's format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
constexpr int kFrameHeaderBytes = 24;
constexpr int kCommitMarkOffset = 4; // the database's size in pages, written in a transaction's last frame only
std::atomic<qint64> logged{0};
constexpr size_t kMaxPendingBytes = 1 << 20;
constexpr size_t kMaxWriteBytes = 64 << 10; // SQLite's own file takes no more than 128 KiB - 1 at once

// One open log. SQLite allocates it, followed by room for the system's own file.
struct LogFile
{
    sqlite3_file head; // first: SQLite knows the object by it
    std::string pending; // consecutive bytes, not yet handed on
    sqlite3_int64 pendingAt = 0;
    sqlite3_int64 end = 0; // of what this object has written since the log was last begun anew
    bool commits = false; // the frame whose header came last ends a transaction

    sqlite3_file *inner() { return reinterpret_cast<sqlite3_file *>(this + 1); }
    const sqlite3_io_methods *methods() { return inner()->pMethods; }
    int handOn();
    int write(const void *bytes, int count, sqlite3_int64 at);
};

int LogFile::handOn()
{
    int status = SQLITE_OK;
    for (size_t done = 0; done < pending.size() && status == SQLITE_OK; done += kMaxWriteBytes) {
        const size_t count = std::min(kMaxWriteBytes, pending.size() - done);
        status = methods()->xWrite(inner(), pending.data() + done, static_cast<int>(count),
                                   pendingAt + static_cast<sqlite3_int64>(done));
    }
    logged += static_cast<qint64>(pending.size());
    pendingAt += static_cast<sqlite3_int64>(pending.size());
    pending.clear(); // on failure the transaction is rolled back, and its frames with it
    return status;
}

int LogFile::write(const void *bytes, int count, sqlite3_int64 at)
{
    if (at != pendingAt + static_cast<sqlite3_int64>(pending.size())) {
        if (const int status = handOn(); status != SQLITE_OK)
            return status;
        if (at > 0 && at < end) // a frame written over, whose order among the others SQLite relies on
            return methods()->xWrite(inner(), bytes, count, at);
        pendingAt = at;
    }
    pending.append(static_cast<const char *>(bytes), static_cast<size_t>(count));
    end = at + count;
    if (count == kFrameHeaderBytes) {
        const char *const mark = static_cast<const char *>(bytes) + kCommitMarkOffset;
        commits = std::memcmp(mark, "\0\0\0\0", 4) != 0;
        return SQLITE_OK;
    }
    return commits || pending.size() >= kMaxPendingBytes ? handOn() : SQLITE_OK;
}

LogFile &logOf(sqlite3_file *file)
{
    return *reinterpret_cast<LogFile *>(file);
}

// Everything but a write goes to the system's file, after what is pending.
template <auto Method, typename... Arguments> int passOn(sqlite3_file *file, Arguments... arguments)
{
    LogFile &log = logOf(file);
    if (const int status = log.handOn(); status != SQLITE_OK)
        return status;
    return (log.methods()->*Method)(log.inner(), arguments...);
}

// What the system's file is like.
template <auto Method> int ask(sqlite3_file *file)
{
    LogFile &log = logOf(file);
    return (log.methods()->*Method)(log.inner());
}

int closeLog(sqlite3_file *file)
{
    LogFile &log = logOf(file);
    const int closed = log.methods()->xClose(log.inner()); // what is pending was never committed
    log.~LogFile();
    return closed;
}

int writeLog(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
    return logOf(file).write(bytes, count, at);
}

// Version 1: a log is neither mapped nor shared memory.
constexpr sqlite3_io_methods kLogMethods{
    1,
    closeLog,
    passOn<&sqlite3_io_methods::xRead>,
    writeLog,
    passOn<&sqlite3_io_methods::xTruncate>,
    passOn<&sqlite3_io_methods::xSync>,
    passOn<&sqlite3_io_methods::xFileSize>,
    passOn<&sqlite3_io_methods::xLock>,
    passOn<&sqlite3_io_methods::xUnlock>,
    passOn<&sqlite3_io_methods::xCheckReservedLock>,
    passOn<&sqlite3_io_methods::xFileControl>,
    ask<&sqlite3_io_methods::xSectorSize>,
    ask<&sqlite3_io_methods::xDeviceCharacteristics>,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
};

sqlite3_vfs *systemVfs(sqlite3_vfs *ours)
{
    return static_cast<sqlite3_vfs *>(ours->pAppData);
}

int openFile(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *outFlags)
{
    sqlite3_vfs *const system = systemVfs(vfs);
    if ((flags & SQLITE_OPEN_WAL) == 0)
        return system->xOpen(system, name, file, flags, outFlags);
    auto *const log = new (file) LogFile{};
    const int status = system->xOpen(system, name, log->inner(), flags, outFlags);
    if (status != SQLITE_OK) {
        log->~LogFile();
        file->pMethods = nullptr; // nothing to close
        return status;
    }
    file->pMethods = &kLogMethods;
    return SQLITE_OK;
}

void registerOverSystem()
{
    // Counting the memory takes a lock of all threads at each allocation, and nobody asks for the count.
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (sqlite3_initialize() != SQLITE_OK)
        return;
    sqlite3_vfs *const system = sqlite3_vfs_find(nullptr);
    if (!system)
        return;
    static sqlite3_vfs ours = *system; // SQLite keeps its address; what is not about files is the system's own
    ours.szOsFile = system->szOsFile + static_cast<int>(sizeof(LogFile));
    ours.pNext = nullptr;
    ours.zName = "remirai";
    ours.pAppData = system;
    ours.xOpen = openFile;
    sqlite3_vfs_register(&ours, 1);
}

} // namespace

void bufferLogWrites()
{
    static std::once_flag once;
    std::call_once(once, registerOverSystem);
}

qint64 bytesLogged()
{
    return logged;
}

} // namespace remirai
