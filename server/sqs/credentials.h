// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QByteArray>
#include <vector>

namespace remirai {

// What an access key may do. A client works with queues of its own making and may watch the saga's; an operator may
// also change those.
enum class SqsStanding { Client, Operator };

struct SqsCredential
{
    QByteArray accessKeyId;
    QByteArray secretAccessKey;
    SqsStanding standing = SqsStanding::Client;
};
using SqsCredentials = std::vector<SqsCredential>;

// One credential a line (or between semicolons): "ACCESS_KEY_ID SECRET_ACCESS_KEY [client|operator]"; blank lines and
// # comments are skipped. InvalidArgument names the line, never the secret.
Result<SqsCredentials> parseSqsCredentials(const QByteArray &text);

// From REMIRAI_SQS_CREDENTIALS, else from the file, which must be nobody else's to read. Empty when neither is set.
Result<SqsCredentials> loadSqsCredentials(const QString &file);

} // namespace remirai
