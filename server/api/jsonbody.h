// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/answers.h"
#include "server/http/reply.h"
#include "server/http/request.h"

#include <QJsonObject>
#include <QStringList>

namespace remirai {

// Whether a request's body claims to be JSON; answers 415 when not.
bool requireJson(const Request &request, Reply &reply);

// InvalidArgument unless the bytes are JSON in UTF-8; Unprocessable unless they are one object.
Result<QJsonObject> parseObject(const QByteArray &body);

// Reads an object strictly: every key must be asked for, every value must have the type asked for. The first mistake is
// kept and finish() tells it, so that a route reads its fields one after the other and checks once.
class ObjectReader
{
public:
    explicit ObjectReader(QJsonObject object)
        : m_object(std::move(object))
    { }

    QString text(const QString &key); // required
    std::optional<QString> optionalText(const QString &key);
    std::optional<bool> optionalBool(const QString &key);
    std::optional<int> optionalInt(const QString &key);
    std::optional<double> optionalNumber(const QString &key); // null is as good as absent
    std::optional<QJsonObject> optionalObject(const QString &key);

    // Unprocessable with `field` for the first wrong, missing or unknown one.
    Status finish();

private:
    QJsonValue take(const QString &key);
    void reject(const QString &key, const QString &why);

    QJsonObject m_object;
    Status m_status;
};

// The object in the body of a command, read by `fill(ObjectReader &)`. A body that has nothing to say may be left out.
// Answers what is wrong itself and returns false then.
template <typename Fill> bool readBody(const Request &request, Reply &reply, Fill fill)
{
    if (!request.body().isEmpty() && !requireJson(request, reply))
        return false;
    auto object = request.body().isEmpty() ? Result<QJsonObject>(QJsonObject()) : parseObject(request.body());
    if (!object) {
        reply.fail(object.error());
        return false;
    }
    ObjectReader reader(std::move(*object));
    fill(reader);
    const Status status = reader.finish();
    if (!status)
        reply.fail(status.error());
    return status.ok();
}

// {"answers": {"q1": "…"}, "allow_quotes": true}: as given, to be validated against a question set.
Result<FriendAnswers> parseAnswers(const QByteArray &body);

// A whole number in the query; `fallback` when it is not there, InvalidArgument outside [low, high].
Result<qint64> queryInteger(const Request &request, QByteArrayView name, qint64 fallback, qint64 low, qint64 high);

} // namespace remirai
