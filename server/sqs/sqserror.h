// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QByteArray>
#include <QString>
#include <variant>

namespace remirai {

// What SQS can answer instead of a result, under the names of its JSON protocol. sqserror.cpp has the table of their
// other spellings.
enum class SqsFault {
    QueueDoesNotExist,
    QueueNameExists,
    ReceiptHandleIsInvalid,
    InvalidParameterValue,
    MissingParameter,
    EmptyBatchRequest,
    BatchEntryIdsNotDistinct,
    TooManyEntriesInBatchRequest,
    InvalidBatchEntryId,
    BatchRequestTooLong,
    InvalidMessageContents,
    InvalidAttributeName,
    InvalidAttributeValue,
    OverLimit,
    UnsupportedOperation,
    ResourceNotFound,
    InvalidAction,
    MalformedInput,
    AccessDenied,
    MissingAuthenticationToken,
    IncompleteSignature,
    InvalidClientTokenId,
    SignatureDoesNotMatch,
    ServiceUnavailable,
    InternalFailure,
};

struct SqsError
{
    SqsFault fault = SqsFault::InternalFailure;
    QString message; // a sentence for a person

    // How each protocol spells it.
    QByteArray queryCode() const; // "AWS.SimpleQueueService.NonExistentQueue"
    QByteArray jsonType() const; // "com.amazonaws.sqs#QueueDoesNotExist"
    int status() const; // of HTTP
    bool isSendersFault() const { return status() < 500; }
    // Whether the JSON protocol names the query code too, in x-amzn-query-error.
    bool hasQueryHeader() const;
};

// A value or an SqsError: what a client is told. Errors of our own parts (a database away) are Results until they are
// translated by fromError().
template <typename T> class [[nodiscard]] Checked
{
public:
    Checked(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    { }
    Checked(SqsError error)
        : m_state(std::in_place_index<1>, std::move(error))
    { }

    explicit operator bool() const { return m_state.index() == 0; }
    const T &operator*() const { return std::get<0>(m_state); }
    T &operator*() { return std::get<0>(m_state); }
    const T *operator->() const { return &std::get<0>(m_state); }
    T *operator->() { return &std::get<0>(m_state); }
    const SqsError &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, SqsError> m_state;
};

// The errors that more than one action has, with the sentences of the real service.
SqsError queueDoesNotExist();
SqsError missingParameter(const QString &name);
SqsError invalidParameter(const QString &name, const QString &value, const QString &reason);
// Masks what forClient() masks, and what no client of SQS knows a name for; both are logged with the request's id.
SqsError fromError(const Error &error, QByteArrayView requestId);

} // namespace remirai
