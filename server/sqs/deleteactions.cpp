// SPDX-License-Identifier: GPL-3.0-or-later
// DeleteMessage and DeleteMessageBatch.
#include "server/sqs/actions.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

SqsError invalidHandle(const QString &text)
{
    return {SqsFault::ReceiptHandleIsInvalid,
            u"The input receipt handle \"%1\" is not a valid receipt handle."_s.arg(text.left(256))};
}

Checked<ReceiptSealer::Opened> readHandle(SqsThread &thread, const QJsonObject &members, const Queue &queue)
{
    const auto text = requiredText(members, u"ReceiptHandle"_s);
    if (!text)
        return text.error();
    const auto opened = thread.receipts().open(text->toLatin1());
    if (!opened || opened->queueId != queue.id)
        return invalidHandle(*text);
    return *opened;
}

// To delete what is gone already is a success. A saga that waited for the message fails, rather than waiting for ever.
Status deleteOne(Transaction &tx, const Queue &queue, const ReceiptSealer::Opened &handle)
{
    const auto removed = remove(tx, queue, handle.receipt.messageSeq, handle.message);
    if (!removed)
        return removed.error();
    if (!*removed || (*removed)->isNull())
        return {};
    return failPurged(tx, {**removed});
}

} // namespace

Checked<SqsWork> deleteMessage(SqsThread &thread, const SqsCall &call, const Queue &known)
{
    const auto receipt = readHandle(thread, call.input, known);
    if (!receipt)
        return receipt.error();
    return SqsWork([receipt = *receipt](Transaction &tx, const Queue &queue) -> Result<SqsDone> {
        if (const Status deleted = deleteOne(tx, queue, receipt); !deleted)
            return deleted.error();
        return doneWith();
    });
}

Checked<SqsWork> deleteMessageBatch(SqsThread &thread, const SqsCall &call, const Queue &known)
{
    const auto members = batchEntries(call);
    if (!members)
        return members.error();
    std::vector<ReceiptSealer::Opened> receipts;
    QJsonArray successful;
    QJsonArray failed;
    for (const QJsonValue &member : *members) {
        const QJsonObject entry = member.toObject();
        const QString id = entryId(entry);
        const auto receipt = readHandle(thread, entry, known);
        if (!receipt) {
            failed.append(failedEntry(id, receipt.error()));
            continue;
        }
        receipts.push_back(*receipt);
        successful.append(QJsonObject{{u"Id"_s, id}});
    }
    QJsonObject answer;
    if (!successful.isEmpty())
        answer.insert(u"Successful"_s, successful);
    if (!failed.isEmpty())
        answer.insert(u"Failed"_s, failed);
    return SqsWork([receipts = std::move(receipts), answer](Transaction &tx, const Queue &queue) -> Result<SqsDone> {
        for (const ReceiptSealer::Opened &receipt : receipts) {
            if (const Status deleted = deleteOne(tx, queue, receipt); !deleted)
                return deleted.error();
        }
        return doneWith(answer);
    });
}

} // namespace remirai
