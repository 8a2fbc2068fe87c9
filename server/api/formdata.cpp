// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/formdata.h"

#include "server/http/requesthead.h"

#include <QStringDecoder>
#include <algorithm>

namespace remirai {

namespace {

constexpr size_t kMaxFields = 64;

std::optional<QString> decoded(QByteArrayView escaped)
{
    const auto bytes = percentDecoded(escaped, true);
    if (!bytes)
        return std::nullopt;
    QStringDecoder decode(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decode(*bytes);
    return decode.hasError() ? std::nullopt : std::optional(text);
}

} // namespace

Result<FormData> FormData::of(const Request &request)
{
    if (!request.header("content-type").startsWith("application/x-www-form-urlencoded"))
        return Error{ErrorCode::Unprocessable, QStringLiteral("send the form as application/x-www-form-urlencoded"),
                     QStringLiteral("Content-Type")};
    FormData form;
    const QByteArray &body = request.body();
    for (const QByteArray &pair : body.split('&')) {
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        const auto name = decoded(QByteArrayView(pair).first(equals < 0 ? pair.size() : equals));
        const auto value = decoded(equals < 0 ? QByteArrayView() : QByteArrayView(pair).sliced(equals + 1));
        if (!name || !value || form.m_fields.size() == kMaxFields)
            return Error{ErrorCode::InvalidArgument, QStringLiteral("the form was not readable"), {}};
        form.m_fields.emplace_back(*name, *value);
    }
    return form;
}

QString FormData::value(const QString &name) const
{
    const auto found = std::find_if(m_fields.begin(), m_fields.end(), [&](const auto &f) { return f.first == name; });
    return found == m_fields.end() ? QString() : found->second.trimmed();
}

} // namespace remirai
