// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/text/output.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <cstdio>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

void write(std::FILE *stream, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stream);
    std::fflush(stream);
}

} // namespace

int exitCode(const Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::Unprocessable:
    case ErrorCode::NotFound:
        return kExitWrongUse;
    case ErrorCode::Unauthenticated:
    case ErrorCode::Forbidden:
    case ErrorCode::Conflict:
    case ErrorCode::Gone:
    case ErrorCode::TooLarge:
    case ErrorCode::RateLimited:
    case ErrorCode::Unavailable:
    case ErrorCode::Timeout:
    case ErrorCode::Internal:
        return kExitFailed;
    }
    Q_UNREACHABLE();
}

void printOut(const QString &text)
{
    write(stdout, text);
}

void printJson(const QJsonValue &value)
{
    const QJsonDocument document = value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    write(stdout, QString::fromUtf8(document.toJson()));
}

void complain(const QString &text)
{
    write(stderr, u"remirai: "_s + text + u'\n');
}

int failWith(const Error &error)
{
    for (const QString &line : error.message.split(u'\n'))
        complain(line);
    return exitCode(error);
}

} // namespace remirai
