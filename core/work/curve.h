// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace remirai {

// CurveZMQ (https://rfc.zeromq.org/spec/26/): an encrypted, authenticated link between server and workers. Keys are
// 40 characters of Z85.
struct CurveKeys
{
    QByteArray publicKey;
    QByteArray secretKey;
};

// The key pair in `path` (secret) and `path`.pub, made when there is none. Refused when others may read the secret.
Result<CurveKeys> loadOrCreateCurveKeys(const QString &path);
// One public key a line; empty lines and # comments are skipped.
Result<QList<QByteArray>> loadAuthorizedKeys(const QString &path);
// A file with the one public key of the server.
Result<QByteArray> loadPublicKey(const QString &path);

// Whether an endpoint stays on this machine: ipc://, inproc://, or tcp:// on a loopback address.
bool isLocalEndpoint(const QString &endpoint);

} // namespace remirai
