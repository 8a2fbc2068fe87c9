// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/dispatcher.h"

#include "core/storage/surveystore.h"
#include "core/work/sockets.h"

#include <future>
#include <pthread.h>

namespace remirai {

namespace {

constexpr qint64 kTickMs = 250; // liveness, view
constexpr qint64 kScaleEveryMs = 1'000;
constexpr int kSampledResponses = 500; // of one survey, for one synthesis
// Downstream first: a saga that can finish is worth more than one that can begin.
constexpr StepName kOrder[] = {StepName::Illustration, StepName::Synthesis};

Settlement settlementOf(const StepReply &reply)
{
    return {reply.receipt, reply.sagaId, reply.step, reply.result, reply.picture};
}

} // namespace

Dispatcher::Dispatcher(DispatcherOptions options, Pipes &pipes, const DatabaseUrl &url, const SagaSetup &setup,
                       const QuestionSets &questions, Writer &writer, Monitor &monitor, Environment &environment)
    : m_options(std::move(options))
    , m_pipes(pipes)
    , m_url(url)
    , m_setup(setup)
    , m_questions(questions)
    , m_writer(writer)
    , m_monitor(monitor)
    , m_environment(environment)
    , m_scaler(m_options.scaling)
{ }

Dispatcher::~Dispatcher()
{
    stop(0);
}

Status Dispatcher::start()
{
    for (const QString &endpoint : m_options.endpoints) {
        if (m_options.keys.secretKey.isEmpty() && !isLocalEndpoint(endpoint))
            return Error{ErrorCode::InvalidArgument,
                         QStringLiteral("%1 is open beyond this machine: that needs CURVE keys "
                                        "(workers.server_key_file and workers.authorized_keys_file)")
                             .arg(endpoint),
                         QStringLiteral("workers.endpoint")};
    }
    try {
        m_socket = std::make_unique<zmq::socket_t>(m_pipes.context(), zmq::socket_type::router);
        applyLimits(*m_socket);
        m_socket->set(zmq::sockopt::router_mandatory, 1); // a task for a worker that left is an error, not a silence
        if (!m_options.keys.secretKey.isEmpty()) {
            m_socket->set(zmq::sockopt::curve_server, 1);
            m_socket->set(zmq::sockopt::curve_secretkey, m_options.keys.secretKey.toStdString());
            m_socket->set(zmq::sockopt::zap_domain, std::string("workers"));
        }
        for (const QString &endpoint : m_options.endpoints)
            m_socket->bind(endpoint.toStdString());
    } catch (const zmq::error_t &error) {
        return Error{ErrorCode::Unavailable,
                     QStringLiteral("cannot listen for workers on %1: %2")
                         .arg(m_options.endpoints.join(QStringLiteral(", ")), QString::fromUtf8(error.what())),
                     QStringLiteral("workers.endpoint")};
    }
    std::promise<Status> opened;
    auto ready = opened.get_future();
    m_thread = std::thread([this, &opened] {
        auto database = Database::open(m_url, Access::ReadOnly);
        if (!database) {
            opened.set_value(database.error());
            return;
        }
        m_database = std::move(*database);
        opened.set_value({});
        loop();
        m_database.reset();
        m_socket.reset();
    });
    return ready.get();
}

void Dispatcher::stop(qint64 graceMs)
{
    if (m_stopAtMs < 0)
        m_stopAtMs = m_environment.steadyMs() + graceMs;
    m_inbox.ring();
    if (m_thread.joinable())
        m_thread.join();
}

void Dispatcher::loop()
{
    ::pthread_setname_np(::pthread_self(), "dispatcher");
    publish();
    qint64 lastScaleMs = 0;
    for (;;) {
        waitFor(*m_socket, m_inbox.descriptor(), waitMs());
        receiveAll();
        takeNews();
        const qint64 now = m_environment.steadyMs();
        const bool stopping = m_stopAtMs >= 0;
        if (now - m_lastTickMs >= kTickMs) {
            m_lastTickMs = now;
            checkWorkers();
            publish();
            for (auto &answer : std::exchange(m_unsettled, {}))
                postSettle(std::move(answer));
        }
        if (!stopping && now - lastScaleMs >= kScaleEveryMs) {
            lastScaleMs = now;
            scale();
        }
        if (stopping && isQuiet())
            return;
        if (stopping)
            continue;
        if (m_nudged.exchange(false)) {
            for (auto &[step, look] : m_looks)
                look.nextLookMs = 0;
        }
        for (const StepName step : kOrder)
            claimFor(step);
    }
}

// Whether everything that was out is settled; past the deadline, what is left goes back without spending an attempt.
bool Dispatcher::isQuiet()
{
    if (m_environment.steadyMs() >= m_stopAtMs) {
        std::vector<QByteArray> routes;
        for (const auto &[route, worker] : m_registry.workers())
            routes.push_back(route);
        for (const QByteArray &route : routes)
            endLeases(m_registry.forget(route), Spend::Nothing);
        m_unsettled.clear();
    }
    bool isOut = false;
    for (const auto &[route, worker] : m_registry.workers())
        isOut = isOut || !worker.errands.empty();
    return !isOut && m_pending == 0 && m_unsettled.empty();
}

qint64 Dispatcher::waitMs() const
{
    return m_stopAtMs >= 0 ? 10 : std::min(m_options.lookEveryMs, kTickMs);
}

void Dispatcher::receiveAll()
{
    constexpr int kBudget = 512; // packets before claims and settlements get their turn
    for (int i = 0; i < kBudget; ++i) {
        const auto incoming = receivePacket(*m_socket, true);
        if (!incoming)
            return;
        if (incoming->packet)
            handle(incoming->route, *incoming->packet);
    }
}

void Dispatcher::handle(const QByteArray &route, const Packet &packet)
{
    const qint64 now = m_environment.nowMs();
    const qint64 steady = m_environment.steadyMs();
    if (const auto *hello = std::get_if<Hello>(&packet)) {
        m_registry.welcome(route, *hello, now, steady);
        (void)sendPacket(*m_socket, route, Welcome{m_options.heartbeatMs});
        m_nudged = true;
        return;
    }
    Worker *worker = m_registry.find(route);
    if (!worker) {
        (void)sendPacket(*m_socket, route, Stranger{});
        // Its reply may still count: the receipt decides, not we.
        if (const auto *reply = std::get_if<StepReply>(&packet))
            postSettle(std::make_shared<Answer>(Answer{settlementOf(*reply), -1}));
        return;
    }
    worker->lastHeardMs = now;
    worker->lastHeardSteadyMs = steady;
    if (const auto *reply = std::get_if<StepReply>(&packet)) {
        handleReply(*worker, *reply);
    } else if (std::holds_alternative<Ping>(packet)) {
        (void)sendPacket(*m_socket, route, Pong{});
    } else if (std::holds_alternative<Leaving>(packet)) {
        worker->draining = true;
        if (worker->errands.empty())
            m_registry.forget(route);
    }
}

void Dispatcher::handleReply(Worker &worker, const StepReply &reply)
{
    qint64 claimedAtMs = -1;
    const auto errand = worker.errands.find(reply.receipt.messageSeq);
    if (errand != worker.errands.end() && errand->second.task.receipt == reply.receipt) {
        claimedAtMs = errand->second.claimedAtSteadyMs;
        worker.errands.erase(errand);
    }
    postSettle(std::make_shared<Answer>(Answer{settlementOf(reply), claimedAtMs}));
}

void Dispatcher::postSettle(std::shared_ptr<Answer> answer)
{
    ++m_pending;
    m_writer.post([this, answer](Transaction &tx) { return settle(tx, m_setup, answer->settlement); },
                  [news = m_news, answer](Result<Settled> &&result) {
                      news->post(SettledNews{answer, std::move(result)});
                  });
}

void Dispatcher::takeNews()
{
    for (News &news : m_inbox.takeAll()) {
        if (const auto *order = std::get_if<DrainOrder>(&news)) {
            m_registry.hold(order->worker, order->draining);
            publish();
            continue;
        }
        --m_pending;
        if (auto *claimed = std::get_if<Claimed>(&news))
            handleClaimed(*claimed);
        else
            handleSettled(std::get<SettledNews>(news));
    }
}

void Dispatcher::handleSettled(SettledNews &settled)
{
    if (!settled.result && settled.result.error().code == ErrorCode::Unavailable && settled.answer) {
        m_unsettled.push_back(std::move(settled.answer)); // not saved: the answer is too good to lose
        return;
    }
    m_nudged = true; // it may have sent the next step's message
    if (!settled.answer || settled.answer->claimedAtMs < 0)
        return;
    // What a message costs a slot: from the claim until its settlement is durable, not the call alone.
    if (settled.answer->settlement.result.outcome == AttemptOutcome::Succeeded)
        m_scaler.observe(settled.answer->settlement.step, m_environment.steadyMs() - settled.answer->claimedAtMs);
}

void Dispatcher::handleClaimed(Claimed &claimed)
{
    StepLook &look = m_looks[claimed.step];
    look.claiming = false;
    Worker *worker = m_registry.find(claimed.route);
    m_registry.unreserve(worker, claimed.step, claimed.asked);
    const qint64 now = m_environment.steadyMs();
    if (!claimed.jobs) {
        look.nextLookMs = now + m_options.lookEveryMs;
        return;
    }
    const bool full = static_cast<int>(claimed.jobs->size()) == claimed.asked;
    look.nextLookMs = full ? 0 : now + m_options.lookEveryMs;
    for (const StepJob &job : *claimed.jobs) {
        const bool takes = worker && worker->takesJobs() && m_stopAtMs < 0;
        auto task = takes ? taskOf(job) : std::nullopt;
        if (task && sendPacket(*m_socket, claimed.route, *task)) {
            worker->errands[job.receipt.messageSeq] = {std::move(*task), claimed.postedAtMs, m_environment.nowMs(),
                                                       job.leaseEndsAtMs};
            continue;
        }
        giveBackNow(job.receipt, Spend::Nothing);
        if (task) { // nobody answers to that route any more
            endLeases(m_registry.forget(claimed.route), Spend::Attempt);
            worker = nullptr;
        }
    }
}

// Nothing when its input cannot be read now.
std::optional<StepTask> Dispatcher::taskOf(const StepJob &job)
{
    const auto input = inputOf(job);
    if (!input)
        return std::nullopt;
    const auto timeout = m_options.timeoutMs.find(job.message.step);
    return StepTask{job.receipt,
                    job.message.sagaId,
                    job.message.step,
                    job.attempt,
                    timeout == m_options.timeoutMs.end() ? 60'000 : timeout->second,
                    *input};
}

Result<QByteArray> Dispatcher::inputOf(const StepJob &job)
{
    if (job.message.step == StepName::Illustration)
        return job.message.personaPrompt.toUtf8();
    const auto version = questionSetVersionOf(*m_database, job.message.surveyId);
    if (!version)
        return version.error();
    const QuestionSet *questions = *version ? m_questions.find(**version) : nullptr;
    const auto responses = sampleResponses(*m_database, job.message.surveyId, kSampledResponses);
    if (!responses)
        return responses.error();
    return summaryToJson(summarize(questions ? *questions : m_questions.latest(), *responses));
}

void Dispatcher::giveBackNow(const ReceiptHandle &receipt, Spend spend)
{
    ++m_pending;
    m_writer.post([receipt, spend](Transaction &tx) { return giveBack(tx, receipt, 0, spend, {}); },
                  [news = m_news](Result<bool> &&) {
                      news->post(SettledNews{nullptr, Settled::Stale});
                  });
}

void Dispatcher::endLeases(const std::vector<Errand> &errands, Spend spend)
{
    for (const Errand &errand : errands)
        giveBackNow(errand.task.receipt, spend);
}

void Dispatcher::claimFor(StepName step)
{
    StepLook &look = m_looks[step];
    if (look.claiming || m_environment.steadyMs() < look.nextLookMs)
        return;
    const int budget = m_scaler.slotCount(step) - m_registry.running(step);
    if (budget <= 0)
        return;
    const auto hasCredit = [&](const auto &entry) { return entry.second.freeSlots() > 0 && entry.second.does(step); };
    auto &workers = m_registry.workers();
    const auto best = std::max_element(workers.begin(), workers.end(), [&](const auto &a, const auto &b) {
        return (hasCredit(a) ? a.second.freeSlots() : 0) < (hasCredit(b) ? b.second.freeSlots() : 0);
    });
    if (best == workers.end() || !hasCredit(*best))
        return;
    if (!isDue(step)) {
        look.nextLookMs = m_environment.steadyMs() + m_options.lookEveryMs;
        return;
    }
    const int asked = std::min(budget, best->second.freeSlots());
    m_registry.reserve(best->second, step, asked);
    look.claiming = true;
    ++m_pending;
    const QByteArray route = best->first;
    m_writer.post(
        [this, step, asked, name = best->second.hello.worker](Transaction &tx) {
            return claimJobs(tx, m_setup, step, asked, name);
        },
        [news = m_news, route, step, asked, now = m_environment.steadyMs()](Result<std::vector<StepJob>> &&jobs) {
            news->post(Claimed{route, step, asked, now, std::move(jobs)});
        });
}

// A look without a lock, so that an idle queue costs no commit.
bool Dispatcher::isDue(StepName step)
{
    const auto due = hasDueMessage(*m_database, m_setup.queueOf(step).id, m_environment.nowMs());
    if (!due)
        (void)m_database->reopen();
    return due && *due;
}

void Dispatcher::checkWorkers()
{
    const qint64 deadline = m_environment.steadyMs() - m_options.heartbeatMs * m_options.liveness;
    for (const QByteArray &route : m_registry.silentSince(deadline))
        endLeases(m_registry.forget(route), Spend::Attempt);
}

void Dispatcher::scale()
{
    const auto overview = m_monitor.latest();
    for (const StepName step : kOrder) {
        const QueueView *view = overview ? overview->find(m_setup.queueOf(step).id) : nullptr;
        if (view)
            m_scaler.look(step, view->queue.minSlots, view->queue.maxSlots, m_environment.steadyMs(),
                          view->counts.depth, m_registry.running(step));
    }
}

void Dispatcher::publish()
{
    auto view = std::make_shared<WorkersView>();
    view->atMs = m_environment.nowMs();
    view->workers = m_registry.views();
    for (const StepName step : kOrder)
        view->steps[step] = {m_scaler.slotCount(step), m_registry.running(step), m_scaler.serviceTimeMs(step)};
    m_view = std::shared_ptr<const WorkersView>(std::move(view));
}

} // namespace remirai
