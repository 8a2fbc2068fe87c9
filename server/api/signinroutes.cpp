// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in and out by pages: a form in local mode, OpenID Connect with Google elsewhere.
#include "server/api/session.h"
#include "server/api/signin.h"
#include "server/auth/hmac.h"
#include "server/web/publicpages.h"

#include <QUrl>
#include <QUrlQuery>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

// Ties Google's answer to the browser that asked: sent along as state and nonce, and expected back.
constexpr QByteArrayView kGoogleCookie = "remirai_google";
constexpr QStringView kGoogleUrl = u"https://accounts.google.com/o/oauth2/v2/auth";

// What went wrong, above the ways to try again; a page of its own for what is no fault of who signs in.
Response failed(QByteArrayView requestId, const ApiConfig &config, const Site &site, const Error &error,
                const QByteArray &encoding)
{
    const Texts &texts = site.texts();
    if (error.code == ErrorCode::Unprocessable)
        return homePage(config, site, encoding, 422, texts(u"signin.problem"_s, {{u"problem"_s, error.message}}));
    if (error.code == ErrorCode::Unauthenticated)
        return homePage(config, site, encoding, 401, texts(u"signin.failed"_s));
    return errorPage(requestId, site, error, encoding);
}

void postSignIn(ApiThread &api, Request &&request, Reply &&reply)
{
    const ApiContext &context = api.context();
    const Site &site = api.shared().site;
    const QByteArray encoding = request.header("accept-encoding").toByteArray();
    const Status ours = checkOrigin(context.config, request);
    const auto form = FormData::of(request);
    const Status local = checkCalledLocally(context.config, request);
    if (!ours || !form)
        return reply.send(errorPage(reply.requestId(), site, ours ? form.error() : ours.error(), encoding));
    if (!context.config.authLocal)
        return reply.send(
            errorPage(reply.requestId(), site, {ErrorCode::NotFound, u"local sign-in is off here"_s, {}}, encoding));
    if (!local)
        return reply.send(errorPage(reply.requestId(), site, local.error(), encoding));
    if (const auto overload = api.overload())
        return reply.send(errorPage(reply.requestId(), site, *overload, encoding));
    signInAs(context, accountByAddress(form->value(u"email"_s), form->value(u"display_name"_s)),
             [&context, &site, encoding, reply = std::move(reply)](Result<SignedIn> &&signedIn) mutable {
                 if (!signedIn)
                     return reply.send(failed(reply.requestId(), context.config, site, signedIn.error(), encoding));
                 Response response = seeOther("/me");
                 response.addHeader("Set-Cookie", sessionCookie(context, signedIn->token));
                 reply.send(response);
             });
}

void postSignOut(ApiThread &api, const Principal &, const FormData &, Request &&, Reply &&reply)
{
    Response response = seeOther("/");
    response.addHeader("Set-Cookie", endedSessionCookie(api.context()));
    response.addHeader("Clear-Site-Data", "\"cache\"");
    reply.send(response);
}

QByteArray googleAddress(const ApiConfig &config, const QByteArray &state)
{
    QUrlQuery query;
    const QString secret = QString::fromLatin1(state);
    for (const auto &[name, value] :
         std::initializer_list<std::pair<QString, QString>>{{u"client_id"_s, config.googleClientId},
                                                            {u"redirect_uri"_s, config.publicUrl + u"/sign-in/google"},
                                                            {u"response_type"_s, u"id_token"_s},
                                                            {u"response_mode"_s, u"form_post"_s},
                                                            {u"scope"_s, u"openid email profile"_s},
                                                            {u"state"_s, secret},
                                                            {u"nonce"_s, secret}})
        query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    return (kGoogleUrl + u'?' + query.toString(QUrl::FullyEncoded)).toLatin1();
}

// The answer comes from another site, so only a cookie that says SameSite=None comes with it; browsers want that one
// over TLS (or on localhost).
QByteArray googleCookie(const QByteArray &state, int maxAgeS)
{
    return kGoogleCookie.toByteArray() + '=' + state + "; Path=/sign-in; Max-Age=" + QByteArray::number(maxAgeS)
        + "; HttpOnly; Secure; SameSite=None";
}

Result<Response> getGoogle(ApiThread &api, const Request &)
{
    const ApiContext &context = api.context();
    if (context.config.googleClientId.isEmpty())
        return Error{ErrorCode::NotFound, u"Google sign-in is off: auth.google_client_id is not set"_s, {}};
    const QByteArray state =
        QByteArray::number(context.environment.random64(), 36) + QByteArray::number(context.environment.random64(), 36);
    Response response = seeOther(googleAddress(context.config, state));
    response.addHeader("Set-Cookie", googleCookie(state, 600));
    return response;
}

// A page, not a redirect: a Strict cookie would not be sent along on a way that began at another site.
Response arrived(const ApiContext &context, const Site &site, const QByteArray &token, const QByteArray &encoding)
{
    const Html refresh = Html::markup(u"<meta http-equiv=\"refresh\" content=\"0;url=/me\">"_s);
    Response response =
        site.page(200, {site.texts()(u"signin.done"_s), site.part(u"signed-in"_s).fill({}), refresh}, encoding);
    response.addHeader("Set-Cookie", sessionCookie(context, token));
    response.addHeader("Set-Cookie", googleCookie({}, 0)); // has served
    response.addHeader("Cache-Control", "no-store");
    return response;
}

void postGoogle(ApiThread &api, Request &&request, Reply &&reply)
{
    const ApiContext &context = api.context();
    const Site &site = api.shared().site;
    const auto form = FormData::of(request);
    const QByteArray expected = cookieIn(request.header("cookie"), kGoogleCookie).toByteArray();
    const QByteArray encoding = request.header("accept-encoding").toByteArray();
    const Error refused{ErrorCode::Unauthenticated, {}, {}};
    if (!form || expected.isEmpty() || !constantTimeEquals(expected, form->value(u"state"_s).toUtf8()))
        return reply.send(failed(reply.requestId(), context.config, site, refused, encoding));
    BoundedPool &pool = api.shared().blocking;
    if (!pool.reserve())
        return reply.send(errorPage(reply.requestId(), site,
                                    {ErrorCode::Unavailable, u"too many sign-ins at once; try again soon"_s, {}, 1'000},
                                    encoding));
    pool.start([&context, &site, token = form->value(u"id_token"_s).toUtf8(), expected, encoding, refused,
                reply = std::move(reply)]() mutable {
        const auto identity = context.google.verify(token);
        if (!identity || !constantTimeEquals(identity->nonce.toUtf8(), expected))
            return reply.send(
                failed(reply.requestId(), context.config, site, identity ? refused : identity.error(), encoding));
        signInAs(context, accountOf(*identity),
                 [&context, &site, encoding, reply = std::move(reply)](Result<SignedIn> &&signedIn) mutable {
                     reply.send(signedIn ? arrived(context, site, signedIn->token, encoding)
                                         : errorPage(reply.requestId(), site, signedIn.error(), encoding));
                 });
    });
}

} // namespace

Response homePage(const ApiConfig &config, const Site &site, QByteArrayView acceptEncoding, int status,
                  const QString &problem)
{
    const Document document =
        homeDocument(site, {config.authLocal, !config.googleClientId.isEmpty()}, config.minimumResponses, problem);
    Response response = site.page(status, document, acceptEncoding);
    response.addHeader("Cache-Control", "no-store");
    return response;
}

void addSignInRoutes(Router &router, ApiThread &api)
{
    router.post("/sign-in", open(api, postSignIn));
    router.post("/sign-out", signedInForm(api, postSignOut));
    router.get("/sign-in/google", open(api, getGoogle));
    router.post("/sign-in/google", open(api, postGoogle));
}

} // namespace remirai
