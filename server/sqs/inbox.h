// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace remirai {

class SqsThread;

// Where other threads (the writer, above all) leave work for one thread of the endpoint. One wake-up for whatever a
// commit brings; outlives its thread, so what comes too late is dropped with the replies it holds. Thread-safe unless
// said otherwise.
class SqsInbox
{
public:
    SqsInbox();
    ~SqsInbox();
    SqsInbox(const SqsInbox &) = delete;
    SqsInbox &operator=(const SqsInbox &) = delete;

    struct Parcel
    {
        virtual ~Parcel() = default;
        virtual void open(SqsThread &thread) = 0;
    };
    // work: (SqsThread &) -> void, run in the thread that owns the inbox; may be move-only.
    template <typename Work> void post(Work work)
    {
        struct WorkParcel final : Parcel
        {
            explicit WorkParcel(Work &&w)
                : work(std::move(w))
            { }
            void open(SqsThread &thread) override { work(thread); }
            Work work;
        };
        put(std::make_unique<WorkParcel>(std::move(work)));
    }

    // How many long polls are under way; who announces arrivals looks here first.
    std::atomic<int> waiting{0};

    // The owner's thread: readable whenever there is something to take.
    int wakeDescriptor() const { return m_wake; }
    std::vector<std::unique_ptr<Parcel>> takeAll();
    void close();

private:
    void put(std::unique_ptr<Parcel> parcel);

    std::mutex m_mutex;
    bool m_closed = false;
    std::vector<std::unique_ptr<Parcel>> m_parcels;
    const int m_wake; // eventfd
};

// All inboxes of the endpoint. Thread-safe.
class SqsInboxes
{
public:
    std::shared_ptr<SqsInbox> add();
    void remove(const std::shared_ptr<SqsInbox> &inbox);

    // So many messages have become visible in that queue: long polls are served.
    void announce(qint64 queueId, int messages);
    // Every long poll is answered now, and none waits any more.
    void endWaiting();

private:
    std::mutex m_mutex;
    std::vector<std::shared_ptr<SqsInbox>> m_inboxes;
};

} // namespace remirai
