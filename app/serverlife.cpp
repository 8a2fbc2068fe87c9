// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serverlife.h"

#include <QDir>
#include <QFile>
#include <QHostInfo>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

const QString kFolder = u"servers"_s;
const QString kEmbedded = u"-embedded"_s;

Error systemProblem(const QString &what, const QString &path)
{
    return {ErrorCode::Unavailable,
            u"cannot %1 %2: %3; choose another data directory with --data-dir"_s.arg(
                what, path, QString::fromLocal8Bit(std::strerror(errno))),
            {}};
}

// Those whose files nobody locks; the files go, as they have said it.
QSet<QString> takeEnded(const QDir &folder)
{
    QSet<QString> ended;
    for (const QString &id : folder.entryList(QDir::Files)) {
        const QByteArray path = QFile::encodeName(folder.filePath(id));
        const int file = ::open(path.constData(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
        if (file < 0)
            continue;
        if (::flock(file, LOCK_EX | LOCK_NB) == 0) {
            ended.insert(id);
            ::unlink(path.constData());
        }
        ::close(file);
    }
    return ended;
}

} // namespace

Result<ServerLife> ServerLife::begin(const QString &dataDir, Environment &environment)
{
    const QDir folder(QDir(dataDir).filePath(kFolder));
    if (!folder.mkpath(u"."_s))
        return systemProblem(u"make"_s, folder.path());
    QSet<QString> ended = takeEnded(folder);
    const QString id = QString::number(environment.random64(), 16).rightJustified(16, u'0');
    // Locked before it has its name, so that who begins in the same moment does not take it for an ended one's.
    const QByteArray path = QFile::encodeName(folder.filePath(id));
    const QByteArray unnamed = QFile::encodeName(QDir(dataDir).filePath(id + u".new"_s));
    const int file = ::open(unnamed.constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return systemProblem(u"write"_s, QFile::decodeName(unnamed));
    ServerLife life(id, file, std::move(ended));
    if (::flock(file, LOCK_EX | LOCK_NB) == 0 && ::rename(unnamed.constData(), path.constData()) == 0)
        return life;
    const Error error = systemProblem(u"lock"_s, QFile::decodeName(unnamed));
    ::unlink(unnamed.constData());
    return error;
}

ServerLife::ServerLife(QString id, int file, QSet<QString> ended)
    : m_id(std::move(id))
    , m_file(file)
    , m_ended(std::move(ended))
{ }

ServerLife::ServerLife(ServerLife &&other) noexcept
    : m_id(std::move(other.m_id))
    , m_file(std::exchange(other.m_file, -1))
    , m_ended(std::move(other.m_ended))
{ }

ServerLife::~ServerLife()
{
    if (m_file >= 0)
        ::close(m_file);
}

QString ServerLife::workerName() const
{
    return QHostInfo::localHostName() + u'-' + m_id + kEmbedded;
}

bool ServerLife::endedWorker(const QString &name) const
{
    return name.endsWith(kEmbedded) && m_ended.contains(name.section(u'-', -2, -2));
}

} // namespace remirai
