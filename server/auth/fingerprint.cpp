// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/fingerprint.h"

#include <QtEndian>

namespace remirai {

namespace {

struct Lengths
{
    std::array<char, 12> bytes{};

    Lengths(QByteArrayView a, QByteArrayView b, QByteArrayView c)
    {
        qToBigEndian(static_cast<quint32>(a.size()), bytes.data());
        qToBigEndian(static_cast<quint32>(b.size()), bytes.data() + 4);
        qToBigEndian(static_cast<quint32>(c.size()), bytes.data() + 8);
    }
};

} // namespace

Fingerprint::Fingerprint(const Secret &serverSecret)
    : m_hmac(serverSecret.derive("responder fingerprint v1").bytes())
{ }

QByteArray Fingerprint::of(const SurveyId &survey, QByteArrayView clientAddress, QByteArrayView userAgent,
                           QByteArrayView cookie)
{
    const Lengths lengths(clientAddress, userAgent, cookie);
    const auto &id = survey.uuid.bytes; // of fixed length, so it needs no prefix
    const Digest digest =
        m_hmac.compute({QByteArrayView(id.data(), static_cast<qsizetype>(id.size())),
                        QByteArrayView(lengths.bytes.data(), static_cast<qsizetype>(lengths.bytes.size())),
                        clientAddress, userAgent, cookie});
    return asBytes(digest).first(kBytes).toByteArray();
}

} // namespace remirai
