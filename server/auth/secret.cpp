// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/secret.h"

#include <QFile>
#include <QFileInfo>
#include <QScopeGuard>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

Error problem(ErrorCode code, const QString &message)
{
    return {code, message, {}, 0};
}

Error systemProblem(const QString &what, const QString &path)
{
    return problem(ErrorCode::Unavailable,
                   u"cannot %1 %2: %3"_s.arg(what, path, QString::fromLocal8Bit(std::strerror(errno))));
}

Status checkFile(const struct stat &info, const QString &path)
{
    if (!S_ISREG(info.st_mode))
        return problem(ErrorCode::Forbidden,
                       u"%1 is not a regular file; move it away and a new secret is made"_s.arg(path));
    if (info.st_uid != ::geteuid())
        return problem(ErrorCode::Forbidden,
                       u"%1 belongs to somebody else; chown it to the user that runs remirai"_s.arg(path));
    if ((info.st_mode & 077) != 0)
        return problem(ErrorCode::Forbidden,
                       u"others may read the secret in %1; run: chmod 600 %1 (and delete it if somebody did read it: "
                       "everyone then signs in again)"_s.arg(path));
    if (info.st_size != Secret::kBytes)
        return problem(
            ErrorCode::InvalidArgument,
            u"%1 has %2 bytes instead of 32; move it away and a new secret is made"_s.arg(path).arg(info.st_size));
    return {};
}

// Nothing when there is no such file.
Result<std::optional<Secret>> load(const QString &path)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        if (errno == ENOENT)
            return std::optional<Secret>();
        return systemProblem(u"read"_s, path);
    }
    const auto closing = qScopeGuard([fd] { ::close(fd); });
    struct stat info
    { };
    if (::fstat(fd, &info) != 0)
        return systemProblem(u"read"_s, path);
    if (const Status fit = checkFile(info, path); !fit)
        return fit.error();
    Digest bytes{};
    if (::read(fd, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
        return systemProblem(u"read"_s, path);
    return std::optional<Secret>(bytes);
}

bool writeAndSync(const QByteArray &path, const Digest &bytes)
{
    const int fd = ::open(path.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    const bool written =
        ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && ::fsync(fd) == 0;
    return ::close(fd) == 0 && written;
}

void syncFolder(const QString &path)
{
    const int fd =
        ::open(QFile::encodeName(QFileInfo(path).absolutePath()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    ::fsync(fd);
    ::close(fd);
}

// Complete or absent, never half there: written beside, then linked, which unlike a rename fails where another process
// was first.
Status create(const QString &path, Environment &environment)
{
    Digest bytes{};
    for (size_t i = 0; i < bytes.size(); i += sizeof(quint64)) {
        const quint64 random = environment.random64();
        std::memcpy(bytes.data() + i, &random, sizeof random);
    }
    const QByteArray target = QFile::encodeName(path);
    const QByteArray beside = target + '.' + QByteArray::number(environment.random64(), 16);
    const bool written = writeAndSync(beside, bytes);
    OPENSSL_cleanse(bytes.data(), bytes.size());
    if (!written)
        return systemProblem(u"write"_s, path);
    const bool linked = ::link(beside.constData(), target.constData()) == 0 || errno == EEXIST;
    const int linkError = errno;
    ::unlink(beside.constData());
    syncFolder(path);
    errno = linkError;
    return linked ? Status() : systemProblem(u"write"_s, path);
}

} // namespace

Secret::Secret(const Digest &bytes)
    : m_bytes(bytes)
{ }

Secret::~Secret()
{
    OPENSSL_cleanse(m_bytes.data(), m_bytes.size());
}

Result<Secret> Secret::loadOrCreate(const QString &path, Environment &environment)
{
    auto found = load(path);
    if (found && !*found) {
        if (const Status made = create(path, environment); !made)
            return made.error();
        found = load(path);
    }
    if (!found)
        return found.error();
    if (!*found)
        return problem(ErrorCode::Unavailable, u"%1 vanished while it was made"_s.arg(path));
    return **found;
}

Secret Secret::derive(QByteArrayView purpose) const
{
    return Secret(HmacSha256(bytes()).compute({purpose}));
}

} // namespace remirai
