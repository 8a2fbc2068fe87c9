// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace remirai {

// SQLite appends a transaction to its write-ahead log page by page, with two system calls a page. Its log is an
// ordinary sequential file, so this puts a thin layer (a SQLite VFS named "remirai") over the system's: consecutive
// writes to a log are kept and handed on as one, at the latest with the frame that commits the transaction, and before
// anything else is done with the file. What is on disk after a COMMIT is the same to the byte; a failed write still
// fails the COMMIT.
//
// Any thread, before the first database is opened; later calls do nothing.
void bufferLogWrites();

// Bytes that this process has written to logs so far.
qint64 bytesLogged();

} // namespace remirai
