// SPDX-License-Identifier: GPL-3.0-or-later
// The event dispatcher of HTTP threads against what Qt's own does.
#include "server/http/epolldispatcher.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QThread>
#include <QTimer>
#include <array>
#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>

using namespace remirai;

namespace {

// Runs one function after another in a thread with our dispatcher, and waits for each.
class EpollThread
{
public:
    EpollThread()
    {
        m_thread.setEventDispatcher(new EpollDispatcher); // the thread owns it
        m_context.moveToThread(&m_thread);
        m_thread.start();
    }
    ~EpollThread()
    {
        m_thread.quit();
        m_thread.wait();
    }
    Q_DISABLE_COPY_MOVE(EpollThread)

    // `work` gets a function to call when it is done, perhaps later. False when that takes over ten seconds.
    bool run(const std::function<void(std::function<void()>)> &work)
    {
        auto done = std::make_shared<std::promise<void>>();
        auto future = done->get_future();
        QMetaObject::invokeMethod(&m_context, [work, done] { work([done] { done->set_value(); }); });
        return future.wait_for(std::chrono::seconds(10)) == std::future_status::ready;
    }

    QThread m_thread;
    QObject m_context;
};

struct SocketPair
{
    SocketPair() { ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()); }
    ~SocketPair()
    {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    Q_DISABLE_COPY_MOVE(SocketPair)

    std::array<int, 2> ends{};
};

// Two objects in two threads that post each other events.
class Player : public QObject
{
public:
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        if (--*left > 0)
            QCoreApplication::postEvent(other, new QEvent(QEvent::User));
        else
            finished->set_value();
        return true;
    }

    Player *other = nullptr;
    std::atomic<int> *left = nullptr;
    std::promise<void> *finished = nullptr;
};

} // namespace

class TestEpollDispatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pingPong();
    void manyPosters();
    void timersFireInOrder();
    void timerBookkeeping();
    void nestedLoop();
    void descriptorsAreReused();
    void staleEventsDoNotReachTheNextOwner();
    void bigTransferThroughASmallBuffer();
    void quitWhileIdle();
};

void TestEpollDispatcher::pingPong()
{
    EpollThread a;
    EpollThread b;
    Player first;
    Player second;
    std::atomic<int> left = 100'000;
    std::promise<void> finished;
    first.other = &second;
    second.other = &first;
    first.left = second.left = &left;
    first.finished = second.finished = &finished;
    first.moveToThread(&a.m_thread);
    second.moveToThread(&b.m_thread);
    QCoreApplication::postEvent(&first, new QEvent(QEvent::User));
    QCOMPARE(finished.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
    a.m_thread.quit();
    b.m_thread.quit();
    a.m_thread.wait();
    b.m_thread.wait();
}

void TestEpollDispatcher::manyPosters()
{
    constexpr int kPosts = 20'000;
    EpollThread thread;
    std::atomic<int> received = 0;
    std::vector<std::future<void>> posters;
    for (int i = 0; i < 3; ++i) {
        posters.push_back(std::async(std::launch::async, [&] {
            for (int post = 0; post < kPosts; ++post)
                QMetaObject::invokeMethod(&thread.m_context, [&] { ++received; });
        }));
    }
    posters.clear(); // waits
    QTRY_COMPARE(received.load(), 3 * kPosts);
}

void TestEpollDispatcher::timersFireInOrder()
{
    EpollThread thread;
    std::vector<int> fired;
    QVERIFY(thread.run([&](const std::function<void()> &done) {
        auto *owner = new QObject(&thread.m_context);
        for (const int ms : {30, 10, 20, 0}) {
            QTimer::singleShot(ms, owner, [&fired, ms, done] {
                fired.push_back(ms);
                if (fired.size() == 4)
                    done();
            });
        }
    }));
    QCOMPARE(fired, (std::vector<int>{0, 10, 20, 30}));

    QElapsedTimer elapsed;
    elapsed.start();
    int ticks = 0;
    QVERIFY(thread.run([&](const std::function<void()> &done) {
        auto *timer = new QTimer(&thread.m_context);
        timer->callOnTimeout([&ticks, timer, done] {
            if (++ticks == 20) {
                timer->stop();
                done();
            }
        });
        timer->start(5);
    }));
    QVERIFY(elapsed.elapsed() >= 95);
}

void TestEpollDispatcher::timerBookkeeping()
{
    QObject object;
    TimerQueue queue;
    queue.add(1, 10, Qt::CoarseTimer, &object, 0);
    queue.add(2, 5, Qt::PreciseTimer, &object, 0);
    QCOMPARE(queue.nextDueNs(), 5'000'000);
    QCOMPARE(queue.dueIds(10'000'000), (std::vector<int>{2, 1}));
    QCOMPARE(queue.beginTurn(2, 5'000'000), &object);
    QCOMPARE(queue.beginTurn(2, 5'000'000), nullptr); // is running
    queue.endTurn(2);
    QCOMPARE(queue.remainingNs(2, 6'000'000), 4'000'000);
    QCOMPARE(queue.beginTurn(2, 500'000'000), &object); // late by many turns: one, not a burst
    queue.endTurn(2);
    QCOMPARE(queue.remainingNs(2, 500'000'000), 0);
    QCOMPARE(queue.timersOf(&object).size(), 2);
    QVERIFY(queue.remove(2));
    QVERIFY(!queue.remove(2));
    QVERIFY(queue.removeAllOf(&object));
    QVERIFY(!queue.nextDueNs());
    QVERIFY(!queue.remainingNs(1, 0));
}

void TestEpollDispatcher::nestedLoop()
{
    EpollThread thread;
    int depth = 0;
    QVERIFY(thread.run([&](const std::function<void()> &done) {
        QEventLoop outer;
        QTimer::singleShot(1, &outer, [&] {
            QEventLoop inner;
            QTimer::singleShot(1, &inner, [&] {
                depth = 2;
                inner.quit();
            });
            inner.exec();
            outer.quit();
        });
        outer.exec();
        done();
    }));
    QCOMPARE(depth, 2);
}

void TestEpollDispatcher::descriptorsAreReused()
{
    EpollThread thread;
    std::atomic<int> wrong = 0;
    QVERIFY(thread.run([&](const std::function<void()> &done) {
        auto round = std::make_shared<std::function<void(int)>>();
        *round = [&thread, &wrong, done, round](int left) {
            if (left == 0) {
                QTimer::singleShot(0, &thread.m_context, [round, done] {
                    *round = {}; // it holds itself
                    done();
                });
                return;
            }
            auto pair = std::make_shared<SocketPair>();
            auto *notifier = new QSocketNotifier(pair->ends[0], QSocketNotifier::Read, &thread.m_context);
            QObject::connect(notifier, &QSocketNotifier::activated, &thread.m_context, [=, &wrong]() mutable {
                char byte = 0;
                if (::read(pair->ends[0], &byte, 1) != 1 || byte != char(left))
                    ++wrong;
                notifier->setEnabled(false);
                notifier->deleteLater();
                pair.reset(); // closes: the next round gets the same numbers
                (*round)(left - 1);
            });
            const char byte = char(left);
            (void)!::write(pair->ends[1], &byte, 1);
        };
        (*round)(3'000);
    }));
    QCOMPARE(wrong.load(), 0);
}

// Both ends are ready in one epoll_wait; the first handler closes the second and opens another with the same number.
void TestEpollDispatcher::staleEventsDoNotReachTheNextOwner()
{
    EpollThread thread;
    std::atomic<int> stale = 0;
    QVERIFY(thread.run([&](const std::function<void()> &done) {
        auto pairs = std::make_shared<std::array<std::unique_ptr<SocketPair>, 3>>();
        auto notifiers = std::make_shared<std::array<std::unique_ptr<QSocketNotifier>, 3>>();
        const auto watch = [=, &thread, &stale](size_t index) {
            (*notifiers)[index] = std::make_unique<QSocketNotifier>((*pairs)[index]->ends[0], QSocketNotifier::Read);
            QObject::connect((*notifiers)[index].get(), &QSocketNotifier::activated, &thread.m_context,
                             [&stale, index] { stale += index == 2; });
        };
        (*pairs)[0] = std::make_unique<SocketPair>();
        (*pairs)[1] = std::make_unique<SocketPair>();
        (*notifiers)[0] = std::make_unique<QSocketNotifier>((*pairs)[0]->ends[0], QSocketNotifier::Read);
        QObject::connect((*notifiers)[0].get(), &QSocketNotifier::activated, &thread.m_context, [=] {
            (*notifiers)[0]->setEnabled(false);
            (*notifiers)[1].reset();
            (*pairs)[1].reset();
            (*pairs)[2] = std::make_unique<SocketPair>(); // the lowest free numbers: those of [1]
            watch(2);
            QTimer::singleShot(20, &*(*notifiers)[0], [=] {
                (*notifiers)[2].reset();
                done();
            });
        });
        watch(1); // after [0], as epoll reports in the order of registration
        (void)!::write((*pairs)[0]->ends[1], "x", 1);
        (void)!::write((*pairs)[1]->ends[1], "x", 1);
    }));
    QCOMPARE(stale.load(), 0);
}

void TestEpollDispatcher::bigTransferThroughASmallBuffer()
{
    constexpr qint64 kBytes = 50'000'000;
    EpollThread thread;
    std::atomic<qint64> received = 0;
    QVERIFY(thread.run([&](const std::function<void()> &done) {
        auto *server = new QTcpServer(&thread.m_context);
        server->listen(QHostAddress::LocalHost);
        QObject::connect(server, &QTcpServer::newConnection, server, [=] {
            QTcpSocket *sender = server->nextPendingConnection();
            sender->write(QByteArray(kBytes, 'z')); // leaves in many turns of the write notifier
            sender->disconnectFromHost();
        });
        auto *client = new QTcpSocket(server);
        client->setReadBufferSize(64 * 1'024);
        QObject::connect(client, &QTcpSocket::readyRead, client,
                         [=, &received] { received += client->readAll().size(); });
        QObject::connect(client, &QTcpSocket::disconnected, client, [=, &received] {
            received += client->readAll().size();
            server->deleteLater();
            done();
        });
        client->connectToHost(QHostAddress::LocalHost, server->serverPort());
    }));
    QCOMPARE(received.load(), kBytes);
}

void TestEpollDispatcher::quitWhileIdle()
{
    for (int i = 0; i < 200; ++i) {
        EpollThread thread; // quit() races with the first wait
        if (i % 2)
            thread.run([](const std::function<void()> &done) { done(); });
    }
}

QTEST_GUILESS_MAIN(TestEpollDispatcher)
#include "tst_epolldispatcher.moc"
