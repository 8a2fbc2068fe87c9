// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/saga/settlement.h"
#include "core/services/monitor.h"
#include "core/services/questionsets.h"
#include "core/services/writer.h"
#include "core/work/autoscaler.h"
#include "core/work/curve.h"
#include "core/work/mailbox.h"
#include "core/work/pipes.h"
#include "core/work/workerregistry.h"

#include <atomic>
#include <memory>
#include <thread>

namespace remirai {

struct DispatcherOptions
{
    QStringList endpoints; // all bound to one socket: inproc:// for the embedded host, ipc://, tcp://
    CurveKeys keys; // for tcp:// beyond loopback; empty = loopback only
    qint64 heartbeatMs = 1'000;
    int liveness = 5; // heartbeats without a sign before a worker counts as dead
    qint64 lookEveryMs = 200; // for due messages that nobody announced (delays, backoff, other servers)
    std::map<StepName, qint64> timeoutMs; // of one call
    std::map<StepName, ScalingPolicy> scaling;
};

// Moves work between the queues and the workers: claims due messages for free slots, sends them, settles what comes
// back. It decides nothing about sagas and holds nothing that matters: whatever it forgets, a lease brings back.
// Bounded by credit: it never claims more than workers have free slots, nor than the autoscaler allows.
//
// A thread of its own with its own socket and read connection. Everything public may be called from any thread.
class Dispatcher
{
public:
    Dispatcher(DispatcherOptions options, Pipes &pipes, const DatabaseUrl &url, const SagaSetup &setup,
               const QuestionSets &questions, Writer &writer, Monitor &monitor, Environment &environment);
    ~Dispatcher();

    Status start(); // endpoints are bound when it returns
    // Claims nothing any more, waits at most `graceMs` for what is out, gives the rest back, ends. Idempotent.
    void stop(qint64 graceMs);
    // There may be work: look now instead of at the next turn.
    void nudge()
    {
        m_inbox.ring();
        m_nudged = true;
    }

    // Gives the worker of that name no new job; what it has runs to its end. Or gives it jobs again. Kept until this
    // server ends; a name that is not there is ignored.
    void setDraining(const QString &worker, bool draining) { m_inbox.post(DrainOrder{worker, draining}); }

    std::shared_ptr<const WorkersView> view() const { return m_view.load(); }

private:
    struct Claimed
    {
        QByteArray route;
        StepName step;
        int asked = 0;
        qint64 postedAtMs = 0; // steady
        Result<std::vector<StepJob>> jobs;
    };
    // A worker's answer on its way to the writer.
    struct Answer
    {
        Settlement settlement;
        qint64 claimedAtMs = -1; // steady, when its slot was taken; -1 = unknown
    };
    struct SettledNews
    {
        std::shared_ptr<Answer> answer; // null for a message given back
        Result<Settled> result;
    };
    struct DrainOrder
    {
        QString worker;
        bool draining = false;
    };
    using News = std::variant<Claimed, SettledNews, DrainOrder>;
    struct StepLook
    {
        bool claiming = false;
        qint64 nextLookMs = 0; // steady
    };

    void loop();
    void receiveAll();
    void handle(const QByteArray &route, const Packet &packet);
    void handleReply(Worker &worker, const StepReply &reply);
    void takeNews();
    void handleClaimed(Claimed &claimed);
    void handleSettled(SettledNews &settled);
    std::optional<StepTask> taskOf(const StepJob &job);
    Result<QByteArray> inputOf(const StepJob &job);
    void postSettle(std::shared_ptr<Answer> answer);
    void giveBackNow(const ReceiptHandle &receipt, Spend spend);
    void claimFor(StepName step);
    bool isDue(StepName step);
    void checkWorkers();
    void scale();
    void publish();
    qint64 waitMs() const;
    void endLeases(const std::vector<Errand> &errands, Spend spend);
    bool isQuiet();

    // Constant after construction.
    const DispatcherOptions m_options;
    Pipes &m_pipes;
    const DatabaseUrl m_url;
    const SagaSetup m_setup;
    const QuestionSets &m_questions;
    Writer &m_writer;
    Monitor &m_monitor;
    Environment &m_environment;

    // The dispatcher's thread only.
    std::unique_ptr<zmq::socket_t> m_socket;
    std::unique_ptr<Database> m_database;
    WorkerRegistry m_registry;
    Autoscaler m_scaler;
    std::map<StepName, StepLook> m_looks;
    std::vector<std::shared_ptr<Answer>> m_unsettled; // to be tried again
    qint64 m_lastTickMs = 0;

    // Shared. The inbox outlives us in the completions that the writer holds.
    std::shared_ptr<Mailbox<News>> m_news = std::make_shared<Mailbox<News>>();
    Mailbox<News> &m_inbox = *m_news;
    std::atomic<int> m_pending{0}; // commands at the writer
    std::atomic<bool> m_nudged{false};
    std::atomic<qint64> m_stopAtMs{-1}; // steady; -1 = running
    std::atomic<std::shared_ptr<const WorkersView>> m_view{std::make_shared<const WorkersView>()};
    std::thread m_thread;
};

} // namespace remirai
