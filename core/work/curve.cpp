// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/curve.h"

#include <QFile>
#include <QHostAddress>
#include <QSaveFile>
#include <array>
#include <zmq.h>

namespace remirai {

namespace {

constexpr qsizetype kKeyLength = 40;
constexpr qint64 kMaxKeyFileBytes = 1024 * 1024;

Error keyError(const QString &path, const QString &why)
{
    return {ErrorCode::InvalidArgument, path + QStringLiteral(": ") + why, {}};
}

bool isKey(const QByteArray &text)
{
    std::array<uint8_t, 32> raw{};
    return text.size() == kKeyLength && zmq_z85_decode(raw.data(), text.constData()) != nullptr;
}

Result<QByteArray> readAll(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return keyError(path, file.errorString());
    return file.read(kMaxKeyFileBytes);
}

Status writePrivately(const QString &path, const QByteArray &text)
{
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && file.write(text) == text.size() && file.commit();
    return written ? Status() : Status(keyError(path, file.errorString()));
}

} // namespace

Result<CurveKeys> loadOrCreateCurveKeys(const QString &path)
{
    const QString publicPath = path + QStringLiteral(".pub");
    if (!QFile::exists(path)) {
        std::array<char, kKeyLength + 1> publicKey{};
        std::array<char, kKeyLength + 1> secretKey{};
        if (zmq_curve_keypair(publicKey.data(), secretKey.data()) != 0)
            return keyError(path, QStringLiteral("this libzmq was built without CURVE"));
        if (const Status saved = writePrivately(path, QByteArray(secretKey.data()) + '\n'); !saved)
            return saved.error();
        if (const Status saved = writePrivately(publicPath, QByteArray(publicKey.data()) + '\n'); !saved)
            return saved.error();
    }
    if ((QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther)) != 0)
        return keyError(path, QStringLiteral("others may read this secret key; run chmod 600 on it"));
    const auto secret = readAll(path);
    const auto open = loadPublicKey(publicPath);
    if (!secret)
        return secret.error();
    if (!open)
        return open.error();
    if (!isKey(secret->trimmed()))
        return keyError(path, QStringLiteral("this is not a CURVE key of 40 characters"));
    return CurveKeys{*open, secret->trimmed()};
}

Result<QByteArray> loadPublicKey(const QString &path)
{
    const auto text = readAll(path);
    if (!text)
        return text.error();
    if (!isKey(text->trimmed()))
        return keyError(path, QStringLiteral("this is not a CURVE key of 40 characters"));
    return text->trimmed();
}

Result<QList<QByteArray>> loadAuthorizedKeys(const QString &path)
{
    const auto text = readAll(path);
    if (!text)
        return text.error();
    QList<QByteArray> keys;
    int line = 0;
    for (const QByteArray &raw : text->split('\n')) {
        ++line;
        // '#' is a character of Z85: only a line that begins with it is a comment.
        const QByteArray key = raw.trimmed();
        if (key.isEmpty() || (key.startsWith('#') && key.size() != kKeyLength))
            continue;
        if (!isKey(key))
            return keyError(path, QStringLiteral("line %1 is not a CURVE key of 40 characters").arg(line));
        keys.append(key);
    }
    return keys;
}

bool isLocalEndpoint(const QString &endpoint)
{
    if (endpoint.startsWith(QLatin1String("ipc://")) || endpoint.startsWith(QLatin1String("inproc://")))
        return true;
    if (!endpoint.startsWith(QLatin1String("tcp://")))
        return false;
    QString host = endpoint.mid(6).section(u':', 0, -2);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

} // namespace remirai
