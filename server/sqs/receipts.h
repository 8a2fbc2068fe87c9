// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/message.h"
#include "server/auth/secret.h"

namespace remirai {

// A receipt handle as SQS's clients hold it: it says of which queue it is, and carries our seal, because SQS lets any
// handle that was ever issued delete its message. One thread.
class ReceiptSealer
{
public:
    explicit ReceiptSealer(const Secret &secret);

    struct Opened
    {
        qint64 queueId = 0;
        ReceiptHandle receipt;
    };
    QByteArray seal(qint64 queueId, const ReceiptHandle &receipt);
    std::optional<Opened> open(QByteArrayView text);

private:
    QByteArray tagOf(const QByteArray &bytes);

    HmacSha256 m_hmac;
};

} // namespace remirai
