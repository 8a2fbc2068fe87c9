// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/secret.h"

#include <QFile>
#include <algorithm>
#include <sys/stat.h>

namespace remirai {

namespace {

constexpr qint64 kMaxSecretBytes = 4'096;
constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

Result<QByteArray> checkedSecret(const QByteArray &text, const QString &field)
{
    const QByteArray secret = text.trimmed();
    if (secret.size() > kMaxSecretBytes)
        return Error{
            ErrorCode::InvalidArgument,
            QStringLiteral("the key is longer than %1 characters; put the key alone there").arg(kMaxSecretBytes),
            field};
    const bool printable = std::all_of(secret.begin(), secret.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (!printable)
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("the key contains blanks or characters that no key has"), field};
    return secret;
}

} // namespace

Result<QByteArray> readSecret(const char *environmentVariable, const QString &path, const QString &field)
{
    if (!qEnvironmentVariableIsEmpty(environmentVariable))
        return checkedSecret(qgetenv(environmentVariable), field);
    if (path.isEmpty())
        return QByteArray();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::InvalidArgument, QStringLiteral("cannot read %1: %2").arg(path, file.errorString()),
                     field};
    struct stat info
    { };
    if (fstat(file.handle(), &info) != 0 || !S_ISREG(info.st_mode))
        return Error{ErrorCode::InvalidArgument, QStringLiteral("%1 is not a file").arg(path), field};
    if ((info.st_mode & kOthers) != 0)
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("others can read the key in %1; run: chmod 600 '%1'").arg(path), field};
    const QByteArray secret = file.read(kMaxSecretBytes + 2).split('\n').front();
    if (secret.trimmed().isEmpty())
        return Error{ErrorCode::InvalidArgument, QStringLiteral("%1 is empty; put the key on its first line").arg(path),
                     field};
    return checkedSecret(secret, field);
}

} // namespace remirai
