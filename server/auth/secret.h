// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "core/domain/result.h"
#include "server/auth/hmac.h"

namespace remirai {

// The server's one secret: 32 random bytes in a file of the data directory. Whoever reads it can sign tokens as
// anybody. A value; may be copied and read from any thread. Its memory is wiped when it goes.
class Secret
{
public:
    static constexpr qsizetype kBytes = 32;

    // Reads the file at `path`, or makes it with mode 0600 when there is none; of several processes that do so at the
    // same time, one wins and all get the same secret. Forbidden when others may read the file or it is somebody
    // else's, InvalidArgument when it is not 32 bytes, Unavailable when the folder cannot be written; each says how to
    // mend it.
    static Result<Secret> loadOrCreate(const QString &path, Environment &environment);

    explicit Secret(const Digest &bytes);
    ~Secret();
    Secret(const Secret &) = default;
    Secret &operator=(const Secret &) = default;

    // A key of its own for each purpose, so that what one part signs means nothing to another.
    Secret derive(QByteArrayView purpose) const;

    QByteArrayView bytes() const { return asBytes(m_bytes); }

private:
    Digest m_bytes;
};

} // namespace remirai
