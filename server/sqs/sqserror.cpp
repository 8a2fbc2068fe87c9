// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sqs/sqserror.h"

#include "server/http/problem.h"

namespace remirai {

namespace {

struct Spelling
{
    SqsFault fault;
    const char *jsonType;
    const char *queryCode;
    int status;
    bool inHeader; // x-amzn-query-error, as the real service sends it
};

#define SQS "com.amazonaws.sqs#"
#define CORAL "com.amazon.coral.service#"
#define SIMPLE "AWS.SimpleQueueService."

// In the order of the enum.
constexpr Spelling kSpellings[] = {
    {SqsFault::QueueDoesNotExist, SQS "QueueDoesNotExist", SIMPLE "NonExistentQueue", 400, true},
    {SqsFault::QueueNameExists, SQS "QueueNameExists", "QueueAlreadyExists", 400, true},
    {SqsFault::ReceiptHandleIsInvalid, SQS "ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", 400, true},
    {SqsFault::InvalidParameterValue, CORAL "InvalidParameterValueException", "InvalidParameterValue", 400, true},
    {SqsFault::MissingParameter, CORAL "MissingRequiredParameterException", "MissingParameter", 400, true},
    {SqsFault::EmptyBatchRequest, SQS "EmptyBatchRequest", SIMPLE "EmptyBatchRequest", 400, true},
    {SqsFault::BatchEntryIdsNotDistinct, SQS "BatchEntryIdsNotDistinct", SIMPLE "BatchEntryIdsNotDistinct", 400, true},
    {SqsFault::TooManyEntriesInBatchRequest, SQS "TooManyEntriesInBatchRequest", SIMPLE "TooManyEntriesInBatchRequest",
     400, true},
    {SqsFault::InvalidBatchEntryId, SQS "InvalidBatchEntryId", SIMPLE "InvalidBatchEntryId", 400, true},
    {SqsFault::BatchRequestTooLong, SQS "BatchRequestTooLong", SIMPLE "BatchRequestTooLong", 400, true},
    {SqsFault::InvalidMessageContents, SQS "InvalidMessageContents", "InvalidMessageContents", 400, true},
    {SqsFault::InvalidAttributeName, SQS "InvalidAttributeName", "InvalidAttributeName", 400, true},
    {SqsFault::InvalidAttributeValue, SQS "InvalidAttributeValue", "InvalidAttributeValue", 400, true},
    {SqsFault::OverLimit, SQS "OverLimit", "OverLimit", 403, true},
    {SqsFault::UnsupportedOperation, SQS "UnsupportedOperation", SIMPLE "UnsupportedOperation", 400, true},
    {SqsFault::ResourceNotFound, SQS "ResourceNotFoundException", "ResourceNotFoundException", 404, true},
    {SqsFault::InvalidAction, CORAL "UnknownOperationException", "InvalidAction", 400, false},
    {SqsFault::MalformedInput, CORAL "SerializationException", "MalformedInput", 400, false},
    {SqsFault::AccessDenied, CORAL "AccessDeniedException", "AccessDenied", 403, true},
    {SqsFault::MissingAuthenticationToken, CORAL "MissingAuthenticationTokenException", "MissingAuthenticationToken",
     403, false},
    {SqsFault::IncompleteSignature, CORAL "IncompleteSignatureException", "IncompleteSignature", 400, false},
    {SqsFault::InvalidClientTokenId, CORAL "UnrecognizedClientException", "InvalidClientTokenId", 403, false},
    {SqsFault::SignatureDoesNotMatch, CORAL "InvalidSignatureException", "SignatureDoesNotMatch", 403, false},
    {SqsFault::ServiceUnavailable, CORAL "ServiceUnavailableException", "ServiceUnavailable", 503, false},
    {SqsFault::InternalFailure, CORAL "InternalFailure", "InternalFailure", 500, false},
};

#undef SQS
#undef CORAL
#undef SIMPLE

const Spelling &spellingOf(SqsFault fault)
{
    return kSpellings[static_cast<size_t>(fault)];
}

} // namespace

QByteArray SqsError::queryCode() const
{
    return spellingOf(fault).queryCode;
}

QByteArray SqsError::jsonType() const
{
    return spellingOf(fault).jsonType;
}

int SqsError::status() const
{
    return spellingOf(fault).status;
}

bool SqsError::hasQueryHeader() const
{
    return spellingOf(fault).inHeader;
}

SqsError queueDoesNotExist()
{
    return {SqsFault::QueueDoesNotExist, QStringLiteral("The specified queue does not exist.")};
}

SqsError missingParameter(const QString &name)
{
    return {SqsFault::MissingParameter, QStringLiteral("The request must contain the parameter %1.").arg(name)};
}

SqsError invalidParameter(const QString &name, const QString &value, const QString &reason)
{
    return {SqsFault::InvalidParameterValue,
            QStringLiteral("Value %1 for parameter %2 is invalid. Reason: %3").arg(value.left(256), name, reason)};
}

SqsError fromError(const Error &error, QByteArrayView requestId)
{
    switch (error.code) {
    case ErrorCode::Unavailable:
    case ErrorCode::RateLimited:
    case ErrorCode::Timeout:
        return {SqsFault::ServiceUnavailable, forClient(error, requestId).message};
    case ErrorCode::InvalidArgument:
    case ErrorCode::Unprocessable:
    case ErrorCode::TooLarge:
        return {SqsFault::InvalidParameterValue, error.message};
    case ErrorCode::Unauthenticated:
    case ErrorCode::Forbidden:
        return {SqsFault::AccessDenied, error.message};
    case ErrorCode::NotFound:
    case ErrorCode::Gone:
    case ErrorCode::Conflict:
    case ErrorCode::Internal:
        break;
    }
    return {SqsFault::InternalFailure, forClient({ErrorCode::Internal, error.message, {}}, requestId).message};
}

} // namespace remirai
