// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/session.h"

#include "core/domain/httpstatus.h"
#include "server/http/problem.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

QByteArrayView authorityOf(QByteArrayView origin)
{
    const qsizetype scheme = origin.indexOf("://");
    return scheme < 0 ? QByteArrayView() : origin.sliced(scheme + 3);
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
    const QByteArray publicUrl = config.publicUrl.toUtf8();
    const QByteArrayView authority = authorityOf(origin);
    const bool isOurs = !authority.isEmpty()
        && (equalsIgnoringCase(authority, request.header("host")) || authority == authorityOf(publicUrl));
    return isOurs ? Status() : foreign();
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
            return reply.send(errorPage(api.shared().site, ours.error(), encoding));
        const auto principal = api.session(request);
        if (!principal)
            return reply.send(seeOther("/me"));
        const auto data = request.body().isEmpty() ? Result<FormData>(FormData()) : FormData::of(request);
        if (!data)
            return reply.send(errorPage(api.shared().site, data.error(), encoding));
        if (const auto overload = api.overload())
            return reply.send(errorPage(api.shared().site, *overload, encoding));
        form(api, *principal, *data, std::move(request), std::move(reply));
    };
}

Response errorPage(const Site &site, const Error &error, QByteArrayView acceptEncoding)
{
    const Texts &texts = site.texts();
    Response response =
        site.notice(httpStatus(error.code),
                    {texts(u"notice.failed"_s), error.message, texts(u"notice.back"_s), u"/me"_s}, acceptEncoding);
    response.addHeader("Cache-Control", "no-store");
    if (error.retryAfterMs > 0)
        response.addHeader("Retry-After", QByteArray::number((error.retryAfterMs + 999) / 1'000));
    return response;
}

} // namespace remirai
