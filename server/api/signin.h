// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/accounts.h"
#include "server/api/apithread.h"
#include "server/http/reply.h"

namespace remirai {

// The home page with the ways to sign in; `problem` says why the last try failed.
Response homePage(const ApiConfig &config, const Site &site, QByteArrayView acceptEncoding, int status,
                  const QString &problem = {});

// What Google calls its account, made to fit: nobody can be asked to mend it here.
inline QString nameOf(const GoogleIdentity &identity)
{
    return fittingName(identity.displayName);
}

// Any thread. The account of a proven address and a token for it; `done(Result<SignedIn> &&)` runs on the writer's
// thread.
struct SignedIn
{
    User user;
    QByteArray token;
};
template <typename Done>
void signInAs(const ApiContext &context, const QString &email, const QString &displayName, Done done)
{
    context.writer.post([=](Transaction &tx) { return signIn(tx, email, displayName); },
                        [&context, done = std::move(done)](Result<User> &&user) mutable {
                            if (!user)
                                return done(Result<SignedIn>(user.error()));
                            const QByteArray token = context.tokens.issue(user->id, Role::Owner, user->email);
                            done(Result<SignedIn>(SignedIn{std::move(*user), token}));
                        });
}

} // namespace remirai
