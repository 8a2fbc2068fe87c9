// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/apithread.h"

#include "server/api/session.h"
#include "server/http/requesthead.h"

#include <QtEndian>
#include <array>

namespace remirai {

namespace {

struct AddressBytes
{
    std::array<char, 16> bytes{};
    qsizetype size = 0;

    explicit AddressBytes(const QHostAddress &address)
    {
        if (address.protocol() == QAbstractSocket::IPv4Protocol) {
            qToBigEndian(address.toIPv4Address(), bytes.data());
            size = 4;
        } else {
            const Q_IPV6ADDR raw = address.toIPv6Address();
            std::copy(std::begin(raw.c), std::end(raw.c), bytes.begin());
            size = 16;
        }
    }
    QByteArrayView view() const { return {bytes.data(), size}; }
};

} // namespace

Site ApiShared::loadSite()
{
    auto site = Site::load();
    if (!site)
        qFatal("%s", qPrintable(site.error().message));
    return std::move(*site);
}

ApiThread::ApiThread(ApiShared &apiShared)
    : m_shared(apiShared)
    , m_reader(apiShared.context.database)
    , m_verifier(apiShared.context.tokens)
    , m_fingerprint(apiShared.context.secret)
    , m_feed([this](qint64 after, int limit) {
        return read([=](Database &database) { return eventsAfter(database, after, limit); });
    })
    , m_recorder(apiShared.context.metrics)
{ }

Result<Principal> ApiThread::authenticate(const Request &request, Role role)
{
    static constexpr QByteArrayView kScheme = "bearer ";
    const QByteArrayView header = request.header("authorization");
    if (header.size() <= kScheme.size() || !equalsIgnoringCase(header.first(kScheme.size()), kScheme))
        return TokenService::refusal(QStringLiteral("sign in and send the token as “Authorization: Bearer …”"));
    auto principal = m_verifier.verify(trimmedBlanks(header.sliced(kScheme.size())));
    if (principal && !allows(principal->role, role))
        return Error{
            ErrorCode::Forbidden,
            QStringLiteral("this needs the role %1; yours is %2").arg(toString(role), toString(principal->role)),
            {}};
    return principal;
}

Result<Principal> ApiThread::session(const Request &request)
{
    const QByteArrayView token = cookieIn(request.header("cookie"), kSessionCookie);
    if (token.isEmpty())
        return TokenService::refusal(QStringLiteral("sign in first"));
    return m_verifier.verify(token);
}

std::optional<Error> ApiThread::overload() const
{
    if (context().writer.stats().waiting <= context().config.maxWaitingCommands)
        return std::nullopt;
    return Error{
        ErrorCode::Unavailable, QStringLiteral("too much is waiting to be written; try again soon"), {}, 1'000};
}

qint64 ApiThread::fingerprint(const SurveyId &survey, const Request &request)
{
    const AddressBytes address(request.clientAddress(context().config.trustedProxies));
    const QByteArray mac = m_fingerprint.of(survey, address.view(), request.header("user-agent"),
                                            cookieIn(request.header("cookie"), kResponderCookie));
    return qFromBigEndian<qint64>(mac.constData());
}

QByteArrayView cookieIn(QByteArrayView header, QByteArrayView name)
{
    while (!header.isEmpty()) {
        const qsizetype end = header.indexOf(';');
        const QByteArrayView pair = trimmedBlanks(end < 0 ? header : header.first(end));
        header = end < 0 ? QByteArrayView() : header.sliced(end + 1);
        const qsizetype equals = pair.indexOf('=');
        if (equals >= 0 && pair.first(equals) == name)
            return pair.sliced(equals + 1);
    }
    return {};
}

} // namespace remirai
