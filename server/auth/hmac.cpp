// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/hmac.h"

#include <QtGlobal>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace remirai {

namespace {

const unsigned char *data(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

size_t size(QByteArrayView bytes)
{
    return static_cast<size_t>(bytes.size());
}

} // namespace

void HmacSha256::Free::operator()(evp_mac_ctx_st *context) const
{
    EVP_MAC_CTX_free(context);
}

HmacSha256::HmacSha256(QByteArrayView key)
{
    EVP_MAC *mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    m_context.reset(EVP_MAC_CTX_new(mac));
    EVP_MAC_free(mac); // the context holds a reference
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                     OSSL_PARAM_construct_end()};
    // Without HMAC-SHA256 this build of OpenSSL can authenticate nobody.
    if (!m_context || EVP_MAC_init(m_context.get(), data(key), size(key), parameters) != 1)
        qFatal("OpenSSL offers no HMAC-SHA256");
}

Digest HmacSha256::compute(std::initializer_list<QByteArrayView> parts)
{
    Digest digest{};
    size_t written = 0;
    bool ok = EVP_MAC_init(m_context.get(), nullptr, 0, nullptr) == 1; // starts again under the same key
    for (const QByteArrayView part : parts)
        ok = ok && EVP_MAC_update(m_context.get(), data(part), size(part)) == 1;
    if (!ok || EVP_MAC_final(m_context.get(), digest.data(), &written, digest.size()) != 1 || written != digest.size())
        qFatal("HMAC-SHA256 failed");
    return digest;
}

bool constantTimeEquals(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), size(a)) == 0;
}

QByteArrayView asBytes(const Digest &digest)
{
    return {digest.data(), static_cast<qsizetype>(digest.size())};
}

} // namespace remirai
