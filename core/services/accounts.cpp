// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/accounts.h"

#include <algorithm>

namespace remirai {

namespace {

constexpr qsizetype kMaxEmailLength = 254;
constexpr qsizetype kMaxNameLength = 100;

// Enough to catch a slip; only mail proves an address.
bool looksLikeEmail(const QString &text)
{
    const qsizetype at = text.indexOf(u'@');
    return at > 0 && at == text.lastIndexOf(u'@') && at < text.size() - 1 && text.size() <= kMaxEmailLength
        && std::none_of(text.begin(), text.end(), [](QChar c) { return c.isSpace() || !c.isPrint(); });
}

bool isControl(QChar c)
{
    return c.category() == QChar::Other_Control;
}

Result<QString> checkedName(const QString &displayName)
{
    QString name = displayName.simplified();
    if (name.isEmpty())
        return kNameless.toString();
    if (std::any_of(name.begin(), name.end(), isControl))
        return Error{ErrorCode::Unprocessable, QStringLiteral("the name contains control characters"),
                     QStringLiteral("display_name")};
    if (name.size() > kMaxNameLength)
        return Error{ErrorCode::Unprocessable,
                     QStringLiteral("the name is longer than %1 characters").arg(kMaxNameLength),
                     QStringLiteral("display_name")};
    return name;
}

Result<User> followAddress(Transaction &tx, User user, const QString &email)
{
    const QString address = email.trimmed().toLower();
    if (address == user.email || !looksLikeEmail(address))
        return user;
    const auto holder = findUserByEmail(tx.database(), address);
    if (!holder)
        return holder.error();
    if (*holder)
        return user;
    const Status changed = changeEmail(tx, user.id, address);
    user.email = address;
    return changed ? Result<User>(std::move(user)) : Result<User>(changed.error());
}

// RFC 2606 keeps .invalid for addresses that nobody can have.
Status giveUpAddress(Transaction &tx, const User &user)
{
    return changeEmail(tx, user.id, QString(user.id.toString() + QStringLiteral("@former.invalid")));
}

} // namespace

QString fittingName(const QString &text)
{
    QString name = text.simplified();
    name.removeIf(isControl);
    if (name.size() > kMaxNameLength)
        name.truncate(kMaxNameLength - (name[kMaxNameLength - 1].isHighSurrogate() ? 1 : 0));
    return name.trimmed();
}

Status nameOwner(Transaction &tx, UserId owner, const QString &displayName)
{
    const auto name = checkedName(displayName);
    if (!name)
        return name.error();
    const auto renamed = renameUser(tx, owner, kNameless.toString(), *name);
    return renamed ? Status() : Status(renamed.error());
}

Result<User> signIn(Transaction &tx, const QString &email, const QString &displayName)
{
    const QString address = email.trimmed();
    if (!looksLikeEmail(address))
        return Error{ErrorCode::Unprocessable, QStringLiteral("“%1” is not an e-mail address").arg(address.left(80)),
                     QStringLiteral("email")};
    const auto name = checkedName(displayName);
    return name ? findOrCreateUser(tx, address, *name) : Result<User>(name.error());
}

Result<User> signInWithGoogle(Transaction &tx, const QString &subject, const QString &email, const QString &displayName)
{
    const auto known = findUserByGoogle(tx.database(), subject);
    if (!known)
        return known.error();
    if (*known)
        return followAddress(tx, **known, email);
    auto user = signIn(tx, email, displayName);
    if (!user)
        return user;
    auto linked = linkGoogle(tx, user->id, subject);
    if (linked && !*linked) {
        const auto meanwhile = findUserByGoogle(tx.database(), subject); // signed in by another server
        if (!meanwhile || *meanwhile)
            return meanwhile ? Result<User>(**meanwhile) : Result<User>(meanwhile.error());
        if (const Status given = giveUpAddress(tx, *user); !given)
            return given.error();
        user = signIn(tx, email, displayName);
        linked = user ? linkGoogle(tx, user->id, subject) : Result<bool>(user.error());
    }
    return linked ? user : Result<User>(linked.error());
}

} // namespace remirai
