// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <array>
#include <initializer_list>
#include <memory>

struct evp_mac_ctx_st;

namespace remirai {

using Digest = std::array<quint8, 32>;

// HMAC-SHA256 under one key. The key is set up once, which is most of the cost for short texts, so a thread keeps its
// own: not thread-safe.
class HmacSha256
{
public:
    explicit HmacSha256(QByteArrayView key);

    // Over the parts one after the other, as if they were one text.
    Digest compute(std::initializer_list<QByteArrayView> parts);

private:
    struct Free
    {
        void operator()(evp_mac_ctx_st *context) const;
    };
    std::unique_ptr<evp_mac_ctx_st, Free> m_context;
};

// Takes a time that depends on the lengths only.
bool constantTimeEquals(QByteArrayView a, QByteArrayView b);

QByteArrayView asBytes(const Digest &digest);

} // namespace remirai
