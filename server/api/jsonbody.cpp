// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/jsonbody.h"

#include "server/http/problem.h"
#include "server/http/requesthead.h"

#include <QJsonDocument>
#include <cmath>
#include <limits>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

Error unprocessable(const QString &field, const QString &why)
{
    return {ErrorCode::Unprocessable, why, field};
}

} // namespace

bool requireJson(const Request &request, Reply &reply)
{
    const QByteArrayView type = request.header("content-type");
    const qsizetype end = type.indexOf(';');
    if (equalsIgnoringCase(trimmedBlanks(end < 0 ? type : type.first(end)), "application/json"))
        return true;
    reply.send(problem(415, "send the body as application/json"));
    return false;
}

Result<QJsonObject> parseObject(const QByteArray &body)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError)
        return Error{ErrorCode::InvalidArgument,
                     u"the body is not JSON in UTF-8: %1 at byte %2"_s.arg(error.errorString()).arg(error.offset),
                     {}};
    if (!document.isObject())
        return unprocessable({}, u"the body has to be a JSON object"_s);
    return document.object();
}

QJsonValue ObjectReader::take(const QString &key)
{
    return m_object.take(key);
}

void ObjectReader::reject(const QString &key, const QString &why)
{
    if (m_status)
        m_status = unprocessable(key, why);
}

QString ObjectReader::text(const QString &key)
{
    const auto value = optionalText(key);
    if (!value)
        reject(key, u"%1 is missing"_s.arg(key));
    return value.value_or(QString());
}

std::optional<QString> ObjectReader::optionalText(const QString &key)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return std::nullopt;
    if (!value.isString())
        reject(key, u"%1 has to be a text"_s.arg(key));
    return value.toString();
}

std::optional<bool> ObjectReader::optionalBool(const QString &key)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return std::nullopt;
    if (!value.isBool())
        reject(key, u"%1 has to be true or false"_s.arg(key));
    return value.toBool();
}

std::optional<int> ObjectReader::optionalInt(const QString &key)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return std::nullopt;
    const double number = value.toDouble();
    const bool isInteger = value.isDouble() && number == std::floor(number)
        && std::abs(number) <= static_cast<double>(std::numeric_limits<int>::max());
    if (!isInteger) {
        reject(key, u"%1 has to be a whole number"_s.arg(key));
        return std::nullopt;
    }
    return static_cast<int>(number);
}

std::optional<double> ObjectReader::optionalNumber(const QString &key)
{
    const QJsonValue value = take(key);
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    if (!value.isDouble())
        reject(key, u"%1 has to be a number"_s.arg(key));
    return value.toDouble();
}

std::optional<QJsonObject> ObjectReader::optionalObject(const QString &key)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return std::nullopt;
    if (!value.isObject())
        reject(key, u"%1 has to be an object"_s.arg(key));
    return value.toObject();
}

Status ObjectReader::finish()
{
    if (m_status && !m_object.isEmpty()) {
        const QString key = m_object.begin().key();
        reject(key.left(60), u"there is no field called “%1” here"_s.arg(key.left(60)));
    }
    return m_status;
}

Result<FriendAnswers> parseAnswers(const QByteArray &body)
{
    const auto object = parseObject(body);
    if (!object)
        return object.error();
    FriendAnswers answers;
    bool hasAnswers = false;
    for (auto it = object->begin(); it != object->end(); ++it) {
        if (it.key() == u"allow_quotes") {
            if (!it.value().isBool())
                return unprocessable(it.key(), u"allow_quotes has to be true or false"_s);
            answers.allowQuotes = it.value().toBool();
            continue;
        }
        if (it.key() != u"answers")
            return unprocessable(it.key().left(60), u"there is no field called “%1” here"_s.arg(it.key().left(60)));
        if (!it.value().isObject())
            return unprocessable(u"answers"_s, u"answers has to be an object of texts"_s);
        hasAnswers = true;
        const QJsonObject given = it.value().toObject();
        answers.answers.reserve(static_cast<size_t>(given.size()));
        for (auto answer = given.begin(); answer != given.end(); ++answer) {
            if (!answer.value().isString())
                return unprocessable(u"answers."_s + answer.key().left(60), u"an answer has to be a text"_s);
            answers.answers.push_back({answer.key(), answer.value().toString()});
        }
    }
    if (!hasAnswers)
        return unprocessable(u"answers"_s, u"answers is missing"_s);
    return answers;
}

Result<qint64> queryInteger(const Request &request, QByteArrayView name, qint64 fallback, qint64 low, qint64 high)
{
    const auto given = request.queryValue(name);
    if (!given)
        return fallback;
    bool isNumber = false;
    const qint64 value = given->toLongLong(&isNumber);
    if (isNumber && value >= low && value <= high)
        return value;
    const QString field = QString::fromLatin1(name);
    return Error{ErrorCode::InvalidArgument,
                 u"%1 has to be a whole number from %2 to %3"_s.arg(field).arg(low).arg(high), field};
}

} // namespace remirai
