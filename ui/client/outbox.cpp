// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/outbox.h"

#include <QPointer>
#include <algorithm>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t kKeptFinished = 20;

Result<QJsonObject> anyObject(const QJsonObject &object)
{
    return object;
}

// Whether the command may or may not have run: then only its repetition, with the same key, tells.
bool mayTryAgain(const Error &error)
{
    return error.code == ErrorCode::Unavailable || error.code == ErrorCode::Timeout
        || error.code == ErrorCode::RateLimited;
}

} // namespace

QString toString(SendState state)
{
    switch (state) {
    case SendState::Waiting:
        return u"waits for the server"_s;
    case SendState::Sending:
        return u"on its way"_s;
    case SendState::Held:
        return u"held: still wanted?"_s;
    case SendState::Done:
        return u"done"_s;
    case SendState::Refused:
        return u"refused"_s;
    }
    Q_UNREACHABLE();
}

Outbox::Outbox(ApiClient &client, Environment &environment, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_environment(environment)
{ }

void Outbox::submit(const QString &label, ApiRequest request, QObject *context, Answered answered)
{
    if (static_cast<size_t>(openCount()) >= kMaxEntries) {
        answered(Error{ErrorCode::RateLimited, u"%1 actions wait already; discard some first"_s.arg(kMaxEntries), {}});
        return;
    }
    OutboxEntry entry;
    entry.key = m_environment.newUuid().toString();
    entry.label = label;
    entry.madeAtMs = m_environment.nowMs();
    request.idempotencyKey = entry.key.toLatin1();
    entry.request = std::move(request);
    const QString key = entry.key;
    const QPointer<QObject> alive(context);
    m_callbacks[key] = [alive, answered = std::move(answered)](const Result<QJsonObject> &answer) {
        if (alive)
            answered(answer);
    };
    m_entries.push_back(std::move(entry));
    Q_EMIT changed();
    sendNext();
}

void Outbox::sendNext()
{
    const auto is = [](SendState state) { return [state](const OutboxEntry &entry) { return entry.state == state; }; };
    if (std::any_of(m_entries.begin(), m_entries.end(), is(SendState::Sending)))
        return;
    const auto next = std::find_if(m_entries.begin(), m_entries.end(), is(SendState::Waiting));
    if (next == m_entries.end())
        return;
    next->state = SendState::Sending;
    m_client.send<QJsonObject>(next->request, this, anyObject,
                               [this, key = next->key](Result<QJsonObject> &&answer) { settle(key, answer); });
    Q_EMIT changed();
}

void Outbox::settle(const QString &key, const Result<QJsonObject> &answer)
{
    OutboxEntry *entry = find(key);
    if (!entry)
        return;
    entry->error = answer ? QString() : answer.error().message;
    if (!answer && mayTryAgain(answer.error())) {
        entry->state = SendState::Waiting;
        Q_EMIT changed();
        return;
    }
    entry->state = answer ? SendState::Done : SendState::Refused;
    const QString label = entry->label;
    const QString error = entry->error;
    auto callback = m_callbacks.extract(key);
    trim();
    Q_EMIT changed();
    Q_EMIT finished(label, error);
    if (callback)
        callback.mapped()(answer);
    sendNext();
}

void Outbox::sendWaiting()
{
    const qint64 now = m_environment.nowMs();
    bool held = false;
    for (OutboxEntry &entry : m_entries) {
        if (entry.state == SendState::Waiting && now - entry.madeAtMs > kHoldAfterMs) {
            entry.state = SendState::Held;
            held = true;
        }
    }
    if (held)
        Q_EMIT changed();
    sendNext();
}

void Outbox::release(const QString &key)
{
    OutboxEntry *entry = find(key);
    if (!entry || entry->state != SendState::Held)
        return;
    entry->madeAtMs = m_environment.nowMs();
    entry->state = SendState::Waiting;
    Q_EMIT changed();
    sendNext();
}

void Outbox::discard(const QString &key)
{
    // What is on its way may have run already; only what waits can still be taken back.
    const auto gone = std::erase_if(
        m_entries, [&](const OutboxEntry &entry) { return entry.key == key && entry.state != SendState::Sending; });
    if (gone == 0)
        return;
    m_callbacks.erase(key);
    Q_EMIT changed();
}

void Outbox::clear()
{
    m_entries.clear();
    m_callbacks.clear();
    Q_EMIT changed();
}

int Outbox::openCount() const
{
    return static_cast<int>(
        std::count_if(m_entries.begin(), m_entries.end(), [](const OutboxEntry &entry) { return entry.isOpen(); }));
}

OutboxEntry *Outbox::find(const QString &key)
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const OutboxEntry &entry) { return entry.key == key; });
    return found == m_entries.end() ? nullptr : &*found;
}

void Outbox::trim()
{
    auto finished = m_entries.size() - static_cast<size_t>(openCount());
    std::erase_if(m_entries, [&](const OutboxEntry &entry) { return !entry.isOpen() && finished-- > kKeptFinished; });
}

} // namespace remirai::ui
