// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/errorsignature.h"

#include <QCryptographicHash>
#include <QRegularExpression>
#include <algorithm>

namespace remirai {

namespace {

constexpr qsizetype kMaxRead = 2'000; // of a message that may hold a whole page
constexpr qsizetype kMaxText = 200;
constexpr int kSignatureBytes = 8;
constexpr ushort kKeptDigit = 0xe000; // private use: a digit that is to stay

// “HTTP 503” with its digits out of reach of the next rule.
QString keepStatuses(QString text)
{
    static const QRegularExpression kStatus(QStringLiteral(R"(\b(?:HTTP|status)[ /](?:code )?(\d{3})\b)"),
                                            QRegularExpression::CaseInsensitiveOption);
    auto matches = kStatus.globalMatch(text);
    while (matches.hasNext()) {
        const auto match = matches.next();
        for (qsizetype at = match.capturedStart(1); at < match.capturedEnd(1); ++at)
            text[at] = QChar(static_cast<ushort>(kKeptDigit + text[at].digitValue()));
    }
    return text;
}

} // namespace

QString normalizedError(const QString &message)
{
    // A word with a digit in it is an id, a number, an address or a time.
    static const QRegularExpression kVarying(QStringLiteral(R"([\w.:+/-]*\d(?:[\w.:+/-]*\w)?%?)"));
    QString text = keepStatuses(message.left(kMaxRead).simplified());
    text.replace(kVarying, QStringLiteral("#"));
    for (QChar &c : text) {
        if (c.unicode() >= kKeptDigit && c.unicode() < kKeptDigit + 10)
            c = QChar(static_cast<ushort>(u'0' + (c.unicode() - kKeptDigit)));
    }
    return text.left(kMaxText);
}

QString errorSignature(const QString &message)
{
    const QString text = normalizedError(message);
    if (text.isEmpty())
        return {};
    const QByteArray hash = QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
    return QString::fromLatin1(hash.first(kSignatureBytes).toHex());
}

bool isErrorSignature(const QString &text)
{
    return text.size() == 2 * kSignatureBytes && std::all_of(text.begin(), text.end(), [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
           });
}

} // namespace remirai
