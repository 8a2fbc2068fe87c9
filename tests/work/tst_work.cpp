// SPDX-License-Identifier: GPL-3.0-or-later
// Dispatcher and workers over real sockets.
#include "core/work/sockets.h"
#include "core/work/zaphandler.h"
#include "tests/work/workfixture.h"

#include <QTest>
#include <condition_variable>

using namespace remirai;

namespace {

const QString kInproc = QStringLiteral("inproc://workers");

// Holds callers until it is opened, or their call is interrupted.
class Gate
{
public:
    void open()
    {
        const std::lock_guard guard(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }
    Status pass(const std::stop_token &stop)
    {
        std::unique_lock lock(m_mutex);
        if (m_changed.wait(lock, stop, [this] { return m_open; }))
            return {};
        return Error{ErrorCode::Unavailable, QStringLiteral("interrupted"), {}};
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_open = false;
};

// A worker made of a bare socket, to misbehave with.
class BareWorker
{
public:
    BareWorker(Pipes &pipes, const QString &endpoint)
        : m_socket(pipes.context(), zmq::socket_type::dealer)
    {
        applyLimits(m_socket);
        m_socket.connect(endpoint.toStdString());
    }
    void hello()
    {
        say(Hello{QStringLiteral("bare"), QStringLiteral("0"), 1, {StepName::Synthesis, StepName::Illustration}});
    }
    void say(const Packet &packet) { QVERIFY(sendPacket(m_socket, {}, packet)); }
    void sayBytes(const QByteArray &bytes)
    {
        m_socket.send(zmq::buffer(bytes.constData(), static_cast<size_t>(bytes.size())));
    }
    // Says Hello, which is a sign of life too, and tells whether a task has come.
    bool waitsForTask()
    {
        hello();
        while (const auto incoming = receivePacket(m_socket, false)) {
            if (incoming->packet && std::holds_alternative<StepTask>(*incoming->packet))
                m_task = std::get<StepTask>(*incoming->packet);
        }
        return !m_task;
    }
    const StepTask &task() const { return *m_task; }

private:
    zmq::socket_t m_socket;
    std::optional<StepTask> m_task;
};

StepReply success(const StepTask &task)
{
    return {task.receipt,
            task.sagaId,
            task.step,
            {AttemptOutcome::Succeeded, QStringLiteral("You are bare."), {}, 0},
            "png"};
}

} // namespace

class TestWork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carriesSagasThrough_data();
    void carriesSagasThrough();
    void curveLetsOnlyKnownWorkersIn();
    void refusesToListenToTheWorldWithoutKeys();
    void silentWorkerLosesItsLease();
    void lateAnswerIsStale();
    void workerSurvivesADispatcherRestart();
    void drainFinishesWhatRuns();
    void anOperatorDrainsAndResumes();
    void aVanishedWorkerStandsInNobodysWay();
    void neverMoreThanTheSlotsAllowed();
    void pausedQueueStartsNothing();
    void stopGivesBackWithoutSpendingAnAttempt();
    void nonsenseIsIgnored();
    void viewTellsWhoDoesWhat();
};

void TestWork::carriesSagasThrough_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::newRow("inproc") << kInproc;
    QTest::newRow("ipc") << QStringLiteral("ipc://%1/w.sock");
    QTest::newRow("tcp") << QStringLiteral("tcp://127.0.0.1:25571");
}

void TestWork::carriesSagasThrough()
{
    QFETCH(QString, endpoint);
    WorkFixture fixture;
    endpoint = endpoint.contains(u'%') ? endpoint.arg(fixture.path({})) : endpoint;
    const auto dispatcher = fixture.startDispatcher(endpoint);
    const auto host = fixture.startHost(endpoint);
    for (int i = 0; i < 30; ++i)
        fixture.startSaga();
    dispatcher->nudge();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.readyCount(), 30, 20'000);
    QCOMPARE(fixture.models().calls.load(), 60);
    host->stop(1'000);
    dispatcher->stop(1'000);
}

void TestWork::curveLetsOnlyKnownWorkersIn()
{
    WorkFixture fixture;
    const QString endpoint = QStringLiteral("tcp://127.0.0.1:25572");
    const auto server = loadOrCreateCurveKeys(fixture.path(QStringLiteral("server"))).value();
    const auto known = loadOrCreateCurveKeys(fixture.path(QStringLiteral("known"))).value();
    const auto unknown = loadOrCreateCurveKeys(fixture.path(QStringLiteral("unknown"))).value();
    ZapHandler zap(fixture.pipes(), {known.publicKey});
    QVERIFY(zap.start().ok());
    const auto dispatcher = fixture.startDispatcher(endpoint, 10, server);
    const auto connect = [&](const CurveKeys &keys) {
        WorkerHostOptions options = fixture.hostOptions(endpoint);
        options.serverKey = server.publicKey;
        options.keys = keys;
        auto host = std::make_unique<WorkerHost>(options, fixture.pipes(), fixture.models(), fixture.models(),
                                                 fixture.environment());
        return host->start() ? std::move(host) : nullptr;
    };
    const auto stranger = connect(unknown);
    const UserId owner = fixture.startSaga();
    QTRY_VERIFY_WITH_TIMEOUT(zap.refusedCount() > 0, 10'000);
    QVERIFY(dispatcher->view()->workers.empty());
    QCOMPARE(fixture.statusOf(owner), QStringLiteral("synthesizing"));
    const auto host = connect(known);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.statusOf(owner), QStringLiteral("ready"), 10'000);
    host->stop(1'000);
    stranger->stop(0);
    dispatcher->stop(1'000);
}

void TestWork::refusesToListenToTheWorldWithoutKeys()
{
    WorkFixture fixture;
    WorkerHost host(fixture.hostOptions(QStringLiteral("tcp://192.0.2.1:5570")), fixture.pipes(), fixture.models(),
                    fixture.models(), fixture.environment());
    QCOMPARE(host.start().error().field, QStringLiteral("connect"));
}

void TestWork::silentWorkerLosesItsLease()
{
    WorkFixture fixture;
    const auto dispatcher = fixture.startDispatcher(kInproc);
    BareWorker bare(fixture.pipes(), kInproc);
    const UserId owner = fixture.startSaga();
    QTRY_VERIFY(!bare.waitsForTask());
    QTRY_VERIFY(dispatcher->view()->workers.empty()); // it never beats: forgotten, its lease ended long before 180 s
    const auto host = fixture.startHost(kInproc);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.statusOf(owner), QStringLiteral("ready"), 10'000);
    host->stop(1'000);
    dispatcher->stop(1'000);
}

void TestWork::lateAnswerIsStale()
{
    WorkFixture fixture;
    const auto dispatcher = fixture.startDispatcher(kInproc);
    BareWorker bare(fixture.pipes(), kInproc);
    const UserId owner = fixture.startSaga();
    QTRY_VERIFY(!bare.waitsForTask());
    QTRY_VERIFY(dispatcher->view()->workers.empty());
    const auto host = fixture.startHost(kInproc);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.statusOf(owner), QStringLiteral("ready"), 10'000);
    bare.say(success(bare.task()));
    QTRY_COMPARE(fixture.staleResults(), 1);
    host->stop(1'000);
    dispatcher->stop(1'000);
}

void TestWork::workerSurvivesADispatcherRestart()
{
    WorkFixture fixture;
    const QString endpoint = QStringLiteral("ipc://") + fixture.path(QStringLiteral("w.sock"));
    auto dispatcher = fixture.startDispatcher(endpoint);
    const auto host = fixture.startHost(endpoint);
    QTRY_COMPARE(dispatcher->view()->workers.size(), size_t(1));
    dispatcher->stop(0);
    dispatcher = fixture.startDispatcher(endpoint);
    const UserId owner = fixture.startSaga();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.statusOf(owner), QStringLiteral("ready"), 10'000);
    host->stop(1'000);
    dispatcher->stop(1'000);
}

void TestWork::anOperatorDrainsAndResumes()
{
    WorkFixture fixture;
    const auto dispatcher = fixture.startDispatcher(kInproc);
    const auto host = fixture.startHost(kInproc);
    QTRY_COMPARE(dispatcher->view()->workers.size(), size_t(1));
    const QString name = dispatcher->view()->workers[0].id;
    dispatcher->setDraining(name, true);
    QTRY_VERIFY(dispatcher->view()->workers[0].draining);
    QCOMPARE(dispatcher->view()->capacity(), 0);
    const UserId owner = fixture.startSaga();
    BareWorker other(fixture.pipes(), kInproc); // takes what the drained one does not
    QTRY_VERIFY(!other.waitsForTask());
    QCOMPARE(fixture.models().calls.load(), 0);
    QTRY_COMPARE(dispatcher->view()->workers.size(), size_t(1)); // silent, so its message is due again
    dispatcher->setDraining(name, false);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.statusOf(owner), QStringLiteral("ready"), 10'000);
    host->stop(1'000);
    dispatcher->stop(1'000);
}

// Its route is dead long before its silence tells, and it has more free slots than anybody.
void TestWork::aVanishedWorkerStandsInNobodysWay()
{
    WorkFixture fixture;
    fixture.heartbeatMs = 5'000; // silence would tell after 25 s
    const auto dispatcher = fixture.startDispatcher(kInproc);
    {
        BareWorker bare(fixture.pipes(), kInproc);
        bare.say(Hello{QStringLiteral("bare"), QStringLiteral("0"), 50, {StepName::Synthesis, StepName::Illustration}});
        QTRY_COMPARE(dispatcher->view()->workers.size(), size_t(1));
    }
    const auto host = fixture.startHost(kInproc);
    QTRY_COMPARE(dispatcher->view()->workers.size(), size_t(2));
    const UserId owner = fixture.startSaga();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.statusOf(owner), QStringLiteral("ready"), 5'000);
    QTRY_COMPARE(dispatcher->view()->workers.size(), size_t(1));
    host->stop(1'000);
    dispatcher->stop(1'000);
}

void TestWork::drainFinishesWhatRuns()
{
    WorkFixture fixture;
    Gate gate;
    fixture.models().onSynthesize = [&](const CallContext &context) -> Result<QString> {
        if (const Status passed = gate.pass(context.stop); !passed)
            return passed.error();
        return QStringLiteral("You are patient.");
    };
    const auto dispatcher = fixture.startDispatcher(kInproc);
    const auto host = fixture.startHost(kInproc);
    const UserId owner = fixture.startSaga();
    QTRY_COMPARE(fixture.models().running.load(), 1);
    host->beginDrain();
    QTRY_VERIFY(!dispatcher->view()->workers.empty() && dispatcher->view()->workers[0].draining);
    const UserId later = fixture.startSaga();
    gate.open();
    QTRY_VERIFY_WITH_TIMEOUT(host->isDone(), 10'000);
    QTRY_COMPARE(fixture.statusOf(owner), QStringLiteral("generating_image")); // its running step was kept
    QCOMPARE(fixture.statusOf(later), QStringLiteral("synthesizing"));
    QCOMPARE(fixture.models().calls.load(), 1); // and no other began
    const auto next = fixture.startHost(kInproc);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.readyCount(), 2, 10'000);
    next->stop(1'000);
    dispatcher->stop(1'000);
}

void TestWork::neverMoreThanTheSlotsAllowed()
{
    WorkFixture fixture;
    const auto dispatcher = fixture.startDispatcher(kInproc, 3);
    Gate gate;
    fixture.models().onSynthesize = [&](const CallContext &context) -> Result<QString> {
        if (const Status passed = gate.pass(context.stop); !passed)
            return passed.error();
        return QStringLiteral("You are one of three.");
    };
    const auto host = fixture.startHost(kInproc, 20);
    for (int i = 0; i < 12; ++i)
        fixture.startSaga();
    QTRY_COMPARE(fixture.models().running.load(), 3);
    gate.open();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.readyCount(), 12, 10'000);
    QVERIFY(fixture.models().mostRunning <= 6); // three a step
    host->stop(1'000);
    dispatcher->stop(1'000);
}

void TestWork::pausedQueueStartsNothing()
{
    WorkFixture fixture;
    const auto dispatcher = fixture.startDispatcher(kInproc);
    QVERIFY(fixture.setPaused(StepName::Illustration, true).ok());
    const auto host = fixture.startHost(kInproc);
    const UserId owner = fixture.startSaga();
    QTRY_COMPARE(fixture.statusOf(owner), QStringLiteral("generating_image"));
    QCOMPARE(fixture.models().calls.load(), 1);
    QVERIFY(fixture.setPaused(StepName::Illustration, false).ok());
    QTRY_COMPARE_WITH_TIMEOUT(fixture.statusOf(owner), QStringLiteral("ready"), 10'000);
    host->stop(1'000);
    dispatcher->stop(1'000);
}

void TestWork::stopGivesBackWithoutSpendingAnAttempt()
{
    WorkFixture fixture;
    fixture.heartbeatMs = 1'000; // a busy machine must not make the worker look dead, which does cost an attempt
    Gate gate; // stays shut
    fixture.models().onSynthesize = [&](const CallContext &context) -> Result<QString> {
        return gate.pass(context.stop).error();
    };
    const auto dispatcher = fixture.startDispatcher(kInproc);
    const auto host = fixture.startHost(kInproc);
    fixture.startSaga();
    QTRY_COMPARE(fixture.models().running.load(), 1);
    host->stop(0);
    dispatcher->stop(2'000);
    QCOMPARE(fixture.receiveCount(QStringLiteral("persona-generation-queue")), 0);
}

void TestWork::nonsenseIsIgnored()
{
    WorkFixture fixture;
    const auto dispatcher = fixture.startDispatcher(kInproc);
    BareWorker bare(fixture.pipes(), kInproc);
    bare.sayBytes("junk");
    bare.sayBytes({});
    bare.say(Welcome{5});
    bare.say(success({{99, 99}, SagaId{}, StepName::Synthesis, 1, 0, {}})); // never claimed
    QTRY_COMPARE(fixture.staleResults(), 1);
    const auto host = fixture.startHost(kInproc);
    const UserId owner = fixture.startSaga();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.statusOf(owner), QStringLiteral("ready"), 10'000);
    host->stop(1'000);
    dispatcher->stop(1'000);
}

void TestWork::viewTellsWhoDoesWhat()
{
    WorkFixture fixture;
    Gate gate;
    fixture.models().onPaint = [&](const CallContext &context) -> Result<QByteArray> {
        if (const Status passed = gate.pass(context.stop); !passed)
            return passed.error();
        return QByteArray("png");
    };
    const auto dispatcher = fixture.startDispatcher(kInproc);
    const auto host = fixture.startHost(kInproc, 7);
    fixture.startSaga();
    QTRY_VERIFY(!dispatcher->view()->workers.empty() && !dispatcher->view()->workers[0].running.empty()
                && dispatcher->view()->workers[0].running[0].step == StepName::Illustration);
    const auto view = dispatcher->view();
    QCOMPARE(view->capacity(), 7);
    QCOMPARE(view->workers[0].id, QStringLiteral("host"));
    QCOMPARE(view->steps.at(StepName::Illustration).running, 1);
    gate.open();
    QTRY_COMPARE(fixture.readyCount(), 1);
    host->stop(1'000);
    dispatcher->stop(1'000);
}

QTEST_GUILESS_MAIN(TestWork)
#include "tst_work.moc"
