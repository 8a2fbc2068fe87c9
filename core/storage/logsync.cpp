// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/logsync.h"

#include <QFile>
#include <QFileInfo>
#include <fcntl.h>
#include <unistd.h>

namespace remirai {

Result<std::unique_ptr<LogSync>> LogSync::open(const QString &databasePath)
{
    const QString path = QFileInfo(databasePath).canonicalFilePath() + QStringLiteral("-wal"); // as SQLite names it
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        return Error{
            ErrorCode::Unavailable, QStringLiteral("cannot open the log %1: %2").arg(path, qt_error_string()), {}};
    return std::unique_ptr<LogSync>(new LogSync(descriptor));
}

LogSync::~LogSync()
{
    ::close(m_descriptor);
}

Status LogSync::sync()
{
    if (::fdatasync(m_descriptor) == 0)
        return {};
    return Error{ErrorCode::Unavailable,
                 QStringLiteral("the database's log could not be written to the disk: %1").arg(qt_error_string()),
                 {}};
}

} // namespace remirai
