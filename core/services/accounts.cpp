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

} // namespace

QString fittingName(const QString &text)
{
    QString name = text.simplified();
    name.removeIf(isControl);
    if (name.size() > kMaxNameLength)
        name.truncate(kMaxNameLength - (name[kMaxNameLength - 1].isHighSurrogate() ? 1 : 0));
    return name.trimmed();
}

Result<User> signIn(Transaction &tx, const QString &email, const QString &displayName)
{
    const QString address = email.trimmed();
    if (!looksLikeEmail(address))
        return Error{ErrorCode::Unprocessable, QStringLiteral("“%1” is not an e-mail address").arg(address.left(80)),
                     QStringLiteral("email")};
    QString name = displayName.simplified();
    if (name.isEmpty())
        name = fittingName(address.left(address.indexOf(u'@')));
    if (std::any_of(name.begin(), name.end(), isControl))
        return Error{ErrorCode::Unprocessable, QStringLiteral("the name contains control characters"),
                     QStringLiteral("display_name")};
    if (name.size() > kMaxNameLength)
        return Error{ErrorCode::Unprocessable,
                     QStringLiteral("the name is longer than %1 characters").arg(kMaxNameLength),
                     QStringLiteral("display_name")};
    return findOrCreateUser(tx, address, name);
}

} // namespace remirai
