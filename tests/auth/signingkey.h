// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <memory>

struct evp_pkey_st;

namespace remirai {

// A key pair made on the spot by OpenSSL, which plays the issuer: it signs what the library under test must judge.
class SigningKey
{
public:
    static SigningKey rsa(const QString &id, unsigned int bits = 2'048);
    static SigningKey ec(const QString &id);

    // The public half, as an issuer lists it.
    QJsonObject jwk() const;
    // A JWT signed by the key, whatever its header claims.
    QByteArray sign(const QJsonObject &header, const QJsonObject &claims) const;
    // The usual header: alg, kid and typ.
    QJsonObject header() const;
    QByteArray publicPem() const;

private:
    SigningKey(QString id, QString type, evp_pkey_st *key);
    QByteArray number(const char *name, int padTo) const;

    QString m_id;
    QString m_type; // "RSA" or "EC"
    std::shared_ptr<evp_pkey_st> m_key;
};

// header.claims as they are signed.
QByteArray signedPart(const QJsonObject &header, const QJsonObject &claims);

} // namespace remirai
