// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/readconnection.h"
#include "server/http/reply.h"
#include "server/http/request.h"
#include "server/sqs/receipts.h"
#include "server/sqs/sigv4.h"
#include "server/sqs/sqscall.h"
#include "server/sqs/sqscontext.h"
#include "server/sqs/waitingroom.h"

#include <QSocketNotifier>

namespace remirai {

struct SqsAction;

// What one HTTP thread of the endpoint works with, and the way of a call through it: read → verify → find the queue →
// may they? → answer from the read connection, or give the writer a command. Belongs to that thread.
class SqsThread
{
public:
    explicit SqsThread(SqsShared &everybodys);
    ~SqsThread();

    void handle(Request &&request, Reply &&reply);

    const SqsContext &context() const { return m_shared.context; }
    SqsShared &shared() { return m_shared; }
    const std::shared_ptr<SqsInbox> &inbox() const { return m_inbox; }
    WaitingRoom &room() { return m_room; }
    ReceiptSealer &receipts() { return m_receipts; }
    RequestRecorder &recorder() { return m_recorder; }

    // Refuses when so many commands wait for the writer that one more would not be answered in time.
    std::optional<SqsError> overload() const;

    Checked<Queue> queueNamed(const SqsCall &call, const QString &name);
    // Whether the caller may do to the queue what the action does; AccessDenied otherwise.
    std::optional<SqsError> forbids(const SqsCall &call, const SqsAction &action, qint64 queueId) const;

    // query: (Database &) -> Result<T>, on this thread's read connection.
    template <typename Query> auto read(Query &&query) -> std::invoke_result_t<Query, Database &>
    {
        return m_reader.query(std::forward<Query>(query));
    }

private:
    std::optional<SqsError> identify(SqsCall &call, const Request &request);
    void perform(SqsCall &&call, Reply &&reply);
    void command(const SqsAction &action, SqsCall &&call, const Queue &queue, Reply &&reply);
    void openMail();

    SqsShared &m_shared;
    std::shared_ptr<SqsInbox> m_inbox;
    QSocketNotifier m_mail;
    ReadConnection m_reader;
    SignatureVerifier m_verifier;
    ReceiptSealer m_receipts;
    RequestRecorder m_recorder;
    WaitingRoom m_room;
};

} // namespace remirai
