// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/accounts.h"
#include "server/api/apithread.h"
#include "server/http/reply.h"

namespace remirai {

// The home page with the ways to sign in; `problem` says why the last try failed.
Response homePage(const ApiConfig &config, const Site &site, QByteArrayView acceptEncoding, int status,
                  const QString &problem = {});

inline auto accountByAddress(const QString &email, const QString &displayName)
{
    return [=](Transaction &tx) { return signIn(tx, email, displayName); };
}

// Its name is made to fit: nobody can be asked to mend it here.
inline auto accountOf(const GoogleIdentity &identity)
{
    return [=](Transaction &tx) {
        return signInWithGoogle(tx, identity.subject, identity.email, fittingName(identity.displayName));
    };
}

// Any thread. The account that `account(Transaction &) -> Result<User>` finds, and a token for it;
// `done(Result<SignedIn> &&)` must be short: it runs where the commit is known.
struct SignedIn
{
    User user;
    QByteArray token;
};
template <typename Account, typename Done> void signInAs(const ApiContext &context, Account account, Done done)
{
    context.writer.post(std::move(account), [&context, done = std::move(done)](Result<User> &&user) mutable {
        if (!user)
            return done(Result<SignedIn>(user.error()));
        const QByteArray token = context.tokens.issue(user->id, Role::Owner, user->email);
        done(Result<SignedIn>(SignedIn{std::move(*user), token}));
    });
}

} // namespace remirai
