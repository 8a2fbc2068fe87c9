// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/session.h"

#include "core/domain/httpstatus.h"
#include "server/auth/hostname.h"
#include "server/http/problem.h"

#include <QUrl>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

QByteArrayView authorityOf(QByteArrayView origin)
{
    const qsizetype scheme = origin.indexOf("://");
    return scheme < 0 ? QByteArrayView() : origin.sliced(scheme + 3);
}

bool isSameOrigin(const QUrl &a, const QUrl &b)
{
    const auto portOf = [](const QUrl &url) { return url.port(url.scheme() == u"https" ? 443 : 80); };
    return a.scheme() == b.scheme() && a.host() == b.host() && portOf(a) == portOf(b);
}

Error foreign()
{
    return {ErrorCode::Forbidden, u"this form was not sent from our own page"_s, {}};
}

} // namespace

QByteArray cookieSecurity(const ApiConfig &config)
{
    return config.publicUrl.startsWith(u"https:") ? "; Secure" : "";
}

QByteArray sessionCookie(const ApiContext &context, const QByteArray &token)
{
    return kSessionCookie.toByteArray() + '=' + token + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
        + QByteArray::number(context.tokens.ttlMs() / 1'000) + cookieSecurity(context.config);
}

QByteArray endedSessionCookie(const ApiContext &context)
{
    return kSessionCookie.toByteArray() + "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"
        + cookieSecurity(context.config);
}

Status checkOrigin(const ApiConfig &config, const Request &request)
{
    const QByteArrayView origin = request.header("origin");
    if (origin.isNull()) {
        const QByteArrayView site = request.header("sec-fetch-site");
        return site.isNull() || site == "same-origin" ? Status() : foreign();
    }
    const QByteArrayView authority = authorityOf(origin);
    const bool isOurs = !authority.isEmpty()
        && (equalsIgnoringCase(authority, request.header("host"))
            || isSameOrigin(QUrl::fromEncoded(origin.toByteArray()), QUrl(config.publicUrl)));
    return isOurs ? Status() : foreign();
}

Status checkCalledLocally(const ApiConfig &config, const Request &request)
{
    const QByteArrayView host = request.header("host");
    const QString called = QUrl(u"http://"_s + QString::fromLatin1(host)).host();
    if (!isDomainName(host) || called == QUrl(config.publicUrl).host())
        return {};
    return Error{ErrorCode::Forbidden,
                 u"local sign-in is for who calls this server localhost or by its address; set server.public_url if it "
                 "has the name %1"_s.arg(called.left(80)),
                 {}};
}

Response seeOther(QByteArrayView location)
{
    Response response(303);
    response.addHeader("Location", location);
    response.addHeader("Cache-Control", "no-store");
    return response;
}

Handler signedIn(ApiThread &api, SignedInPage page)
{
    return [&api, page](Request &&request, Reply &&reply) {
        const auto principal = api.session(request);
        if (!principal)
            return reply.send(seeOther("/me"));
        page(api, *principal, std::move(request), std::move(reply));
    };
}

Handler signedInForm(ApiThread &api, SignedInForm form)
{
    return [&api, form](Request &&request, Reply &&reply) {
        const QByteArrayView encoding = request.header("accept-encoding");
        if (const Status ours = checkOrigin(api.context().config, request); !ours)
            return reply.send(errorPage(reply.requestId(), api.shared().site, ours.error(), encoding));
        const auto principal = api.session(request);
        if (!principal)
            return reply.send(seeOther("/me"));
        const auto data = request.body().isEmpty() ? Result<FormData>(FormData()) : FormData::of(request);
        if (!data)
            return reply.send(errorPage(reply.requestId(), api.shared().site, data.error(), encoding));
        if (const auto overload = api.overload())
            return reply.send(errorPage(reply.requestId(), api.shared().site, *overload, encoding));
        form(api, *principal, *data, std::move(request), std::move(reply));
    };
}

Response errorPage(QByteArrayView requestId, const Site &site, const Error &error, QByteArrayView acceptEncoding)
{
    const Texts &texts = site.texts();
    Response response =
        site.notice(httpStatus(error.code),
                    {texts(u"notice.failed"_s), forClient(error, requestId).message, texts(u"notice.back"_s), u"/me"_s},
                    acceptEncoding);
    response.addHeader("Cache-Control", "no-store");
    if (error.retryAfterMs > 0)
        response.addHeader("Retry-After", QByteArray::number((error.retryAfterMs + 999) / 1'000));
    return response;
}

} // namespace remirai
