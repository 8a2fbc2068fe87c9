// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/auth/signingkey.h"

#include "server/auth/jwt.h"

#include <QJsonDocument>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace remirai {

namespace {

constexpr int kCoordinateBytes = 32; // P-256

QByteArray padded(const BIGNUM *value, int padTo)
{
    QByteArray bytes(qMax(padTo, BN_num_bytes(value)), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char *>(bytes.data()), static_cast<int>(bytes.size()));
    return bytes;
}

// OpenSSL gives DER, a JWT wants r and s side by side (RFC 7518, 3.4).
QByteArray rawEcdsa(const QByteArray &der)
{
    const auto *at = reinterpret_cast<const unsigned char *>(der.constData());
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(d2i_ECDSA_SIG(nullptr, &at, der.size()),
                                                                     &ECDSA_SIG_free);
    return padded(ECDSA_SIG_get0_r(pair.get()), kCoordinateBytes)
        + padded(ECDSA_SIG_get0_s(pair.get()), kCoordinateBytes);
}

QByteArray encode(const QJsonObject &object)
{
    return base64Url(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace

QByteArray signedPart(const QJsonObject &header, const QJsonObject &claims)
{
    return encode(header) + '.' + encode(claims);
}

SigningKey::SigningKey(QString id, QString type, evp_pkey_st *key)
    : m_id(std::move(id))
    , m_type(std::move(type))
    , m_key(key, &EVP_PKEY_free)
{ }

SigningKey SigningKey::rsa(const QString &id, unsigned int bits)
{
    return {id, QStringLiteral("RSA"), EVP_RSA_gen(bits)};
}

SigningKey SigningKey::ec(const QString &id)
{
    return {id, QStringLiteral("EC"), EVP_EC_gen("P-256")};
}

QByteArray SigningKey::number(const char *name, int padTo) const
{
    BIGNUM *raw = nullptr;
    EVP_PKEY_get_bn_param(m_key.get(), name, &raw);
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> value(raw, &BN_free);
    return base64Url(padded(value.get(), padTo));
}

QJsonObject SigningKey::jwk() const
{
    QJsonObject key = header();
    key.remove(QStringLiteral("typ"));
    key[u"kty"] = m_type;
    key[u"use"] = QStringLiteral("sig");
    if (m_type == u"RSA") {
        key[u"n"] = QString::fromLatin1(number(OSSL_PKEY_PARAM_RSA_N, 0));
        key[u"e"] = QString::fromLatin1(number(OSSL_PKEY_PARAM_RSA_E, 0));
    } else {
        key[u"crv"] = QStringLiteral("P-256");
        key[u"x"] = QString::fromLatin1(number(OSSL_PKEY_PARAM_EC_PUB_X, kCoordinateBytes));
        key[u"y"] = QString::fromLatin1(number(OSSL_PKEY_PARAM_EC_PUB_Y, kCoordinateBytes));
    }
    return key;
}

QJsonObject SigningKey::header() const
{
    return {{QStringLiteral("alg"), m_type == u"RSA" ? QStringLiteral("RS256") : QStringLiteral("ES256")},
            {QStringLiteral("kid"), m_id},
            {QStringLiteral("typ"), QStringLiteral("JWT")}};
}

QByteArray SigningKey::sign(const QJsonObject &header, const QJsonObject &claims) const
{
    const QByteArray text = signedPart(header, claims);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, m_key.get());
    size_t size = 0;
    const auto *data = reinterpret_cast<const unsigned char *>(text.constData());
    const auto length = static_cast<size_t>(text.size());
    EVP_DigestSign(context.get(), nullptr, &size, data, length);
    QByteArray signature(static_cast<qsizetype>(size), '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(signature.data()), &size, data, length);
    signature.truncate(static_cast<qsizetype>(size));
    return text + '.' + base64Url(m_type == u"EC" ? rawEcdsa(signature) : signature);
}

QByteArray SigningKey::publicPem() const
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
    PEM_write_bio_PUBKEY(memory.get(), m_key.get());
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return {data, size};
}

} // namespace remirai
