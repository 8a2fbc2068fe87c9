// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "core/providers/model.h"
#include "core/work/curve.h"
#include "core/work/mailbox.h"
#include "core/work/packets.h"
#include "core/work/pipes.h"

#include <QThreadPool>
#include <atomic>
#include <deque>
#include <memory>
#include <set>
#include <thread>

namespace remirai {

struct WorkerHostOptions
{
    QString endpoint; // of the dispatcher: inproc://, ipc://, tcp://
    QString name; // shown to operators
    int slotCount = 10;
    std::vector<StepName> steps{StepName::Synthesis, StepName::Illustration};
    // CURVE for tcp://: the server's public key, and ours. Both or neither.
    QByteArray serverKey;
    CurveKeys keys;
    qint64 firstReconnectMs = 1'000; // doubled at each failure
    qint64 longestReconnectMs = 32'000;
    int liveness = 5; // heartbeats without a sign from the dispatcher before we connect anew
};

// Carries out steps for a dispatcher, `slotCount` at once, each one blocking call on a pool thread. It holds no
// database connection: a task carries all that a step needs, the reply all that it made. It survives the dispatcher:
// when that falls silent it connects anew under a new identity and says Hello again; replies that wait go out then, and
// count if their receipts still do.
class WorkerHost
{
public:
    WorkerHost(WorkerHostOptions options, Pipes &pipes, LanguageModel &language, ImageModel &image,
               Environment &environment);
    ~WorkerHost(); // stop(0)

    Status start();
    // No new task, running ones finish, then it ends by itself. Any thread.
    void beginDrain();
    bool isDone() const { return m_done; } // drained, or stopped
    // Drains for at most `graceMs`, then interrupts the running calls; they go back without spending an attempt.
    // Idempotent.
    void stop(qint64 graceMs);

private:
    void loop();
    void turn();
    void connectAnew();
    void receiveAll();
    void handle(const Packet &packet);
    void startTask(const StepTask &task);
    void sendWaiting();
    void beat();
    bool isSilent() const;

    // Constant after construction.
    const WorkerHostOptions m_options;
    Pipes &m_pipes;
    LanguageModel &m_language;
    ImageModel &m_image;
    Environment &m_environment;

    // The loop's thread only.
    std::unique_ptr<zmq::socket_t> m_socket;
    bool m_registered = false;
    bool m_saidLeaving = false;
    qint64 m_heartbeatMs = 500; // until Welcome says
    qint64 m_lastHeardMs = 0; // steady
    qint64 m_lastBeatMs = 0;
    qint64 m_reconnectMs = 0;
    std::deque<StepReply> m_waiting; // replies not yet handed over
    std::set<std::pair<qint64, qint64>> m_current; // receipts being carried out, against doubled tasks

    // Shared.
    Mailbox<StepReply> m_replies; // pool threads → loop
    int m_running = 0;
    std::atomic<bool> m_draining{false};
    std::atomic<bool> m_done{false};
    std::stop_source m_interrupt;
    QThreadPool m_pool;
    std::thread m_thread;
};

} // namespace remirai
