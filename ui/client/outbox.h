// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "ui/client/apiclient.h"

#include <map>

namespace remirai::ui {

enum class SendState {
    Waiting, // for the server to come back
    Sending,
    Held, // waited so long that somebody must say whether it still makes sense
    Done,
    Refused, // the server said no
};
QString toString(SendState state);

// A command on its way.
struct OutboxEntry
{
    QString key; // the Idempotency-Key: sending it twice runs it once
    QString label; // "Pause persona-generation-queue"
    ApiRequest request;
    SendState state = SendState::Waiting;
    qint64 madeAtMs = 0;
    QString error;

    bool isOpen() const { return state != SendState::Done && state != SendState::Refused; }
    bool operator==(const OutboxEntry &other) const
    {
        return key == other.key && state == other.state && error == other.error;
    }
};
inline QString keyOf(const OutboxEntry &entry)
{
    return entry.key;
}

// Commands to the server. With the server away they wait here, in their order, for everybody to see, and go out when it
// is back; those older than kHoldAfterMs wait for a person, as the world has moved on. Lives in the GUI thread; its
// content ends with the program.
class Outbox : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 kHoldAfterMs = 10 * 60'000;
    static constexpr size_t kMaxEntries = 200;
    using Answered = std::function<void(const Result<QJsonObject> &)>;

    Outbox(ApiClient &client, Environment &environment, QObject *parent = nullptr);

    // `answered` comes once, when the server has decided, while `context` lives. Refused at once when the outbox is
    // full.
    void submit(const QString &label, ApiRequest request, QObject *context, Answered answered);
    void sendWaiting(); // the server is back
    void release(const QString &key); // send a held one after all
    void discard(const QString &key);
    void clear(); // another server

    const std::vector<OutboxEntry> &entries() const { return m_entries; }
    int openCount() const;

Q_SIGNALS:
    void changed();
    void finished(const QString &label, const QString &error); // error empty = done

private:
    OutboxEntry *find(const QString &key);
    void sendNext(); // one at a time, so that they arrive in their order
    void settle(const QString &key, const Result<QJsonObject> &answer);
    void trim();

    ApiClient &m_client;
    Environment &m_environment;
    std::vector<OutboxEntry> m_entries; // oldest first
    std::map<QString, Answered> m_callbacks;
};

} // namespace remirai::ui
