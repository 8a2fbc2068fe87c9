// SPDX-License-Identifier: GPL-3.0-or-later
// ChangeMessageVisibility and its batch.
#include "server/sqs/actions.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

struct Change
{
    QString id; // of the entry
    QString handle; // as the client wrote it
    ReceiptHandle receipt;
    qint64 visibilityMs = 0;
};

Checked<Change> readChange(SqsThread &thread, const QJsonObject &members, const Queue &queue)
{
    const auto text = requiredText(members, u"ReceiptHandle"_s);
    if (!text)
        return text.error();
    const auto seconds = optionalNumber(members, u"VisibilityTimeout"_s, 0, kMaxVisibilityMs / 1'000,
                                        u"VisibilityTimeout must be an integer between 0 and 43200."_s);
    if (!seconds)
        return seconds.error();
    if (!*seconds)
        return missingParameter(u"VisibilityTimeout"_s);
    const auto opened = thread.receipts().open(text->toLatin1());
    if (!opened || opened->queueId != queue.id)
        return SqsError{SqsFault::ReceiptHandleIsInvalid,
                        u"The input receipt handle \"%1\" is not a valid receipt handle."_s.arg(text->left(256))};
    return Change{entryId(members), *text, opened->receipt, **seconds * 1'000};
}

// Whether it was done: only the latest receipt decides when its message is seen again.
Result<std::optional<SqsError>> apply(Transaction &tx, const Queue &queue, const Change &change, SqsDone &done)
{
    const auto changed = changeVisibility(tx, change.receipt, change.visibilityMs);
    if (!changed)
        return changed.error();
    if (!*changed)
        return std::optional(invalidParameter(u"ReceiptHandle"_s, change.handle,
                                              u"Message does not exist or is not available for visibility timeout "
                                              "change."_s));
    if (change.visibilityMs == 0) {
        done.arrivedIn = queue.id;
        ++done.arrived;
    }
    return std::optional<SqsError>();
}

} // namespace

Checked<SqsWork> changeMessageVisibility(SqsThread &thread, const SqsCall &call, const Queue &known)
{
    auto change = readChange(thread, call.input, known);
    if (!change)
        return change.error();
    return SqsWork([change = *change](Transaction &tx, const Queue &queue) -> Result<SqsDone> {
        SqsDone done;
        const auto refusal = apply(tx, queue, change, done);
        if (!refusal)
            return refusal.error();
        return *refusal ? refused(**refusal) : done;
    });
}

Checked<SqsWork> changeMessageVisibilityBatch(SqsThread &thread, const SqsCall &call, const Queue &known)
{
    const auto members = batchEntries(call);
    if (!members)
        return members.error();
    std::vector<Change> changes;
    QJsonArray failed;
    for (const QJsonValue &member : *members) {
        auto change = readChange(thread, member.toObject(), known);
        if (change)
            changes.push_back(std::move(*change));
        else
            failed.append(failedEntry(entryId(member.toObject()), change.error()));
    }
    return SqsWork([changes = std::move(changes), failed](Transaction &tx, const Queue &queue) -> Result<SqsDone> {
        SqsDone done;
        QJsonArray successful;
        QJsonArray allFailed = failed;
        for (const Change &change : changes) {
            const auto refusal = apply(tx, queue, change, done);
            if (!refusal)
                return refusal.error();
            if (*refusal)
                allFailed.append(failedEntry(change.id, **refusal));
            else
                successful.append(QJsonObject{{u"Id"_s, change.id}});
        }
        QJsonObject answer;
        if (!successful.isEmpty())
            answer.insert(u"Successful"_s, successful);
        if (!allFailed.isEmpty())
            answer.insert(u"Failed"_s, allFailed);
        done.answer = answer;
        return done;
    });
}

} // namespace remirai
