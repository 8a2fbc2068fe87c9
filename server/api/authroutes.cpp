// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/handlers.h"
#include "server/api/jsonbody.h"
#include "server/api/session.h"
#include "server/api/signin.h"
#include "server/api/views.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

template <typename Account> void answerSignedIn(const ApiContext &context, Account account, Reply &&reply)
{
    signInAs(context, std::move(account), [reply = std::move(reply)](Result<SignedIn> &&signedIn) mutable {
        if (!signedIn)
            return reply.fail(signedIn.error());
        Response response = Response::json(toJson(signedInView(signedIn->user, signedIn->token)));
        response.addHeader("Cache-Control", "no-store");
        reply.send(std::move(response));
    });
}

void postLocal(ApiThread &api, Request &&request, Reply &&reply)
{
    if (!api.context().config.authLocal)
        return reply.fail({ErrorCode::NotFound, u"local sign-in is off here; sign in with Google"_s, {}});
    if (const Status local = checkCalledLocally(api.context().config, request); !local)
        return reply.fail(local.error());
    QString email;
    QString displayName;
    const auto fill = [&](ObjectReader &body) {
        email = body.text(u"email"_s);
        displayName = body.optionalText(u"display_name"_s).value_or(QString());
    };
    if (!readBody(request, reply, fill))
        return;
    if (const auto overload = api.overload())
        return reply.fail(*overload);
    answerSignedIn(api.context(), accountByAddress(email, displayName), std::move(reply));
}

// Verifying may fetch Google's keys, so it runs on a thread that may block.
void postGoogle(ApiThread &api, Request &&request, Reply &&reply)
{
    QString token;
    if (!readBody(request, reply, [&](ObjectReader &body) { token = body.text(u"token"_s); }))
        return;
    BoundedPool &pool = api.shared().blocking;
    if (!pool.reserve())
        return reply.fail({ErrorCode::Unavailable, u"too many sign-ins at once; try again soon"_s, {}, 1'000});
    pool.start([&context = api.context(), token = token.toUtf8(), reply = std::move(reply)]() mutable {
        const auto identity = context.google.verify(token);
        if (!identity)
            return reply.fail(identity.error());
        answerSignedIn(context, accountOf(*identity), std::move(reply));
    });
}

} // namespace

void addAuthRoutes(Router &router, ApiThread &api)
{
    router.post("/api/v1/auth/google", open(api, postGoogle));
    router.post("/api/v1/auth/local", open(api, postLocal));
}

} // namespace remirai
