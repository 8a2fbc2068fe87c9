// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sqs/credentials.h"

#include <QFile>
#include <algorithm>
#include <sys/stat.h>

namespace remirai {

namespace {

constexpr qint64 kMaxFileBytes = 64 * 1'024;
constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

Error wrong(const QString &message)
{
    return {ErrorCode::InvalidArgument, message, QStringLiteral("sqs.credentials_file")};
}

bool isPrintable(const QByteArray &text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<SqsCredential> readLine(const QByteArray &line, qsizetype number)
{
    const QList<QByteArray> words = line.simplified().split(' ');
    const QByteArray standing = words.value(2, "client");
    if (words.size() < 2 || words.size() > 3 || (standing != "client" && standing != "operator"))
        return wrong(QStringLiteral("SQS credentials, line %1: write ACCESS_KEY_ID SECRET_ACCESS_KEY [client|operator]")
                         .arg(number));
    if (words[0].contains('/') || words[0].size() > 128 || !isPrintable(words[0]) || !isPrintable(words[1]))
        return wrong(QStringLiteral("SQS credentials, line %1: an access key id has letters, digits and underscores, "
                                    "and a secret printable characters")
                         .arg(number));
    return SqsCredential{words[0], words[1], standing == "operator" ? SqsStanding::Operator : SqsStanding::Client};
}

// Whoever names credentials wants them asked for: none would open the endpoint.
Result<SqsCredentials> notEmpty(Result<SqsCredentials> credentials, const QString &where)
{
    if (credentials && credentials->empty())
        return wrong(QStringLiteral("%1 has no credentials; write ACCESS_KEY_ID SECRET_ACCESS_KEY [client|operator] "
                                    "on a line")
                         .arg(where));
    return credentials;
}

} // namespace

Result<SqsCredentials> parseSqsCredentials(const QByteArray &text)
{
    SqsCredentials credentials;
    qsizetype number = 0;
    for (const QByteArray &raw : QByteArray(text).replace(';', '\n').split('\n')) {
        ++number;
        const QByteArray line = raw.trimmed();
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        const auto read = readLine(line, number);
        if (!read)
            return read.error();
        const bool twice = std::any_of(credentials.begin(), credentials.end(), [&](const SqsCredential &other) {
            return other.accessKeyId == read->accessKeyId;
        });
        if (twice)
            return wrong(QStringLiteral("SQS credentials, line %1: %2 is given twice")
                             .arg(number)
                             .arg(QString::fromLatin1(read->accessKeyId)));
        credentials.push_back(*read);
    }
    return credentials;
}

Result<SqsCredentials> loadSqsCredentials(const QString &path)
{
    if (!qEnvironmentVariableIsEmpty("REMIRAI_SQS_CREDENTIALS"))
        return notEmpty(parseSqsCredentials(qgetenv("REMIRAI_SQS_CREDENTIALS")),
                        QStringLiteral("REMIRAI_SQS_CREDENTIALS"));
    if (path.isEmpty())
        return SqsCredentials{};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return wrong(QStringLiteral("cannot read %1: %2").arg(path, file.errorString()));
    struct stat info
    { };
    if (fstat(file.handle(), &info) != 0 || !S_ISREG(info.st_mode))
        return wrong(QStringLiteral("%1 is not a file").arg(path));
    if ((info.st_mode & kOthers) != 0)
        return wrong(QStringLiteral("others can read the keys in %1; run: chmod 600 '%1'").arg(path));
    if (info.st_size > kMaxFileBytes)
        return wrong(
            QStringLiteral("%1 is larger than %2 bytes; keep credentials alone in it").arg(path).arg(kMaxFileBytes));
    return notEmpty(parseSqsCredentials(file.read(kMaxFileBytes)), path);
}

} // namespace remirai
