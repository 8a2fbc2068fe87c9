// SPDX-License-Identifier: GPL-3.0-or-later
// The persona saga through the store: every way in which a step can end, on every backend.
#include "core/services/maintenance.h"
#include "core/storage/mediastore.h"
#include "core/storage/sagastore.h"
#include "tests/conformance/store.h"

using namespace remirai;

namespace {

const StepResult kFailed{AttemptOutcome::Failed, {}, QStringLiteral("server error 500"), 0};
const StepResult kFatal{AttemptOutcome::Fatal, {}, QStringLiteral("refused"), 0};
constexpr qint64 kLeaseMs = 180'000;
constexpr qint64 kLongestBackoffMs = 60'000;

} // namespace

class TestSaga : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fromSurveyToPortrait_data() { Store::addBackendRows(); }
    void fromSurveyToPortrait();
    void waitsForEnoughResponses_data() { Store::addBackendRows(); }
    void waitsForEnoughResponses();
    void twoStartsAtOnceMakeOneSaga_data() { Store::addBackendRows(); }
    void twoStartsAtOnceMakeOneSaga();
    void workerKilledMidStep_data() { Store::addBackendRows(); }
    void workerKilledMidStep();
    void lateAnswerChangesNothing_data() { Store::addBackendRows(); }
    void lateAnswerChangesNothing();
    void failuresSpendAttemptsThenCompensate_data() { Store::addBackendRows(); }
    void failuresSpendAttemptsThenCompensate();
    void lastLeaseEnds_data() { Store::addBackendRows(); }
    void lastLeaseEnds();
    void snoozeSpendsNoAttempt_data() { Store::addBackendRows(); }
    void snoozeSpendsNoAttempt();
    void duplicateDelivery_data() { Store::addBackendRows(); }
    void duplicateDelivery();
    void unreadableBody_data() { Store::addBackendRows(); }
    void unreadableBody();
    void redriveResumesAtTheFailedStep_data() { Store::addBackendRows(); }
    void redriveResumesAtTheFailedStep();
    void retryWorksAfterAPurge_data() { Store::addBackendRows(); }
    void retryWorksAfterAPurge();
    void pausedQueueGivesNoJobs_data() { Store::addBackendRows(); }
    void pausedQueueGivesNoJobs();

private:
    static QString timeline(Store &store, SagaId saga);
    static SagaState stateOf(Store &store, SagaId saga) { return findSaga(store.reader(), saga).value()->state; }

    Backends m_backends;
};

// "synthesis 1 failed, synthesis 2 succeeded"
QString TestSaga::timeline(Store &store, SagaId saga)
{
    QStringList lines;
    const std::vector<Attempt> attempts = attemptsOf(store.reader(), saga).value();
    for (const Attempt &attempt : attempts)
        lines << toString(attempt.step) + u' ' + QString::number(attempt.number) + u' ' + toString(attempt.outcome);
    return lines.join(QStringLiteral(", "));
}

void TestSaga::fromSurveyToPortrait()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    const SagaId saga = store.startSaga(owner);
    QCOMPARE(toString(store.persona(owner).persona.status), QStringLiteral("synthesizing"));
    store.succeed(store.claim(StepName::Synthesis).value());
    QCOMPARE(toString(store.persona(owner).persona.status), QStringLiteral("generating_image"));
    store.environment().advanceMs(5);
    const auto paint = store.claim(StepName::Illustration).value();
    QCOMPARE(paint.message.personaPrompt, QStringLiteral("You are calm."));
    store.succeed(paint);
    const PersonaView view = store.persona(owner);
    QCOMPARE(toString(view.persona.status), QStringLiteral("ready"));
    QCOMPARE(view.persona.prompt, QStringLiteral("You are calm."));
    QCOMPARE(findMedia(store.reader(), view.persona.illustration).value()->bytes, QByteArray("png"));
    QCOMPARE(timeline(store, saga), QStringLiteral("synthesis 1 succeeded, illustration 1 succeeded"));
    QCOMPARE(toString(stateOf(store, saga)), QStringLiteral("completed"));
    QCOMPARE(store.counts(store.setup().synthesis).total() + store.counts(store.setup().illustration).total(), 0);
}

void TestSaga::waitsForEnoughResponses()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(2);
    const auto view = store.write([&](Transaction &tx) { return advancePersona(tx, store.setup(), owner, 3); }).value();
    QCOMPARE(toString(view.persona.status), QStringLiteral("pending"));
    QCOMPARE(view.responsesNeeded, 1);
    const auto started = store.write([&](Transaction &tx) { return startPersona(tx, store.setup(), owner, 3); });
    QVERIFY(started.error().code == ErrorCode::Conflict);
    QVERIFY(!store.claim(StepName::Synthesis));
}

void TestSaga::twoStartsAtOnceMakeOneSaga()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    {
        std::vector<std::jthread> callers;
        for (int i = 0; i < 8; ++i) {
            callers.emplace_back([&] {
                (void)store.write([&](Transaction &tx) { return advancePersona(tx, store.setup(), owner, 3); });
            });
        }
    }
    QCOMPARE(store.counts(store.setup().synthesis).sentTotal, 1);
    QCOMPARE(listSagas(store.reader(), {}).value().size(), size_t(1));
}

void TestSaga::workerKilledMidStep()
{
    REMIRAI_OPEN_STORE(store);
    const SagaId saga = store.startSaga(store.newOwner(3));
    QVERIFY(store.claim(StepName::Synthesis)); // and the worker is never heard of again
    QVERIFY(!store.claim(StepName::Synthesis));
    store.environment().advanceMs(kLeaseMs);
    const auto again = store.claim(StepName::Synthesis).value();
    QCOMPARE(again.attempt, 2);
    store.succeed(again);
    QCOMPARE(timeline(store, saga), QStringLiteral("synthesis 1 lease_ended, synthesis 2 succeeded"));
}

void TestSaga::lateAnswerChangesNothing()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    store.startSaga(owner);
    const auto first = store.claim(StepName::Synthesis).value();
    store.environment().advanceMs(kLeaseMs);
    const auto second = store.claim(StepName::Synthesis).value();
    const StepResult late{AttemptOutcome::Succeeded, QStringLiteral("You are late."), {}, 0};
    QVERIFY(store.settle(first, late) == Settled::Stale);
    store.succeed(second);
    QVERIFY(store.settle(first, late) == Settled::Stale);
    QVERIFY(store.settle(second, late) == Settled::Stale); // its message is gone
    QCOMPARE(store.persona(owner).persona.prompt, QStringLiteral("You are calm."));
    QCOMPARE(store.counts(store.setup().illustration).sentTotal, 1);
    QCOMPARE(loadCounters(store.reader()).value().at(kStaleResultsCounter), 3);
}

void TestSaga::failuresSpendAttemptsThenCompensate()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    const SagaId saga = store.startSaga(owner);
    store.succeed(store.claim(StepName::Synthesis).value());
    for (int attempt = 1; attempt <= 5; ++attempt) {
        const auto job = store.claim(StepName::Illustration).value();
        QCOMPARE(job.attempt, attempt);
        QVERIFY(store.settle(job, kFailed) == Settled::Applied);
        store.environment().advanceMs(kLongestBackoffMs);
    }
    QVERIFY(!store.claim(StepName::Illustration));
    const Persona persona = store.persona(owner).persona;
    QCOMPARE(toString(persona.status), QStringLiteral("failed"));
    QCOMPARE(persona.error, QStringLiteral("server error 500"));
    QVERIFY(persona.prompt.isEmpty()); // compensated
    QCOMPARE(toString(stateOf(store, saga)), QStringLiteral("failed"));
    QCOMPARE(store.counts(store.setup().illustration).deadTotal, 1);
    QCOMPARE(timeline(store, saga).count(QStringLiteral("failed")), 5);
}

void TestSaga::lastLeaseEnds()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    const SagaId saga = store.startSaga(owner);
    for (int attempt = 1; attempt <= 5; ++attempt) {
        QCOMPARE(store.claim(StepName::Synthesis).value().attempt, attempt);
        store.environment().advanceMs(kLeaseMs);
    }
    // No slot asks for work any more: the sweep alone must notice.
    QCOMPARE(store.write([](Transaction &tx) { return sweep(tx); }).value(), 1);
    QCOMPARE(toString(stateOf(store, saga)), QStringLiteral("failed"));
    QCOMPARE(toString(store.persona(owner).persona.status), QStringLiteral("failed"));
    QCOMPARE(store.counts(store.setup().synthesis).deadTotal, 1);
    QCOMPARE(timeline(store, saga).count(QStringLiteral("lease_ended")), 5);
}

void TestSaga::snoozeSpendsNoAttempt()
{
    REMIRAI_OPEN_STORE(store);
    store.startSaga(store.newOwner(3));
    for (int i = 0; i < 12; ++i) {
        const auto job = store.claim(StepName::Synthesis).value();
        QCOMPARE(job.attempt, 1);
        QVERIFY(store.settle(job, {AttemptOutcome::Snoozed, {}, QStringLiteral("429"), 20'000}) == Settled::Applied);
        store.environment().advanceMs(19'999);
        QVERIFY(!store.claim(StepName::Synthesis)); // Retry-After is kept
        store.environment().advanceMs(5'002);
    }
    QCOMPARE(store.counts(store.setup().synthesis).deadTotal, 0);
}

void TestSaga::duplicateDelivery()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    store.startSaga(owner);
    const auto job = store.claim(StepName::Synthesis).value();
    const Queue &queue = store.setup().synthesis;
    const auto sendCopy = [&] {
        return store
            .write([&](Transaction &tx) {
                return send(tx, queue, {encode(job.message), {}, job.message.sagaId, {}});
            })
            .ok();
    };
    QVERIFY(sendCopy());
    const auto copy = store.claim(StepName::Synthesis).value(); // both run: at least once
    store.succeed(job);
    QVERIFY(store.settle(copy, {AttemptOutcome::Succeeded, QStringLiteral("You are twice."), {}, 0})
            == Settled::Duplicate);
    QVERIFY(sendCopy());
    QVERIFY(!store.claim(StepName::Synthesis)); // recorded before: not even run
    QCOMPARE(store.persona(owner).persona.prompt, QStringLiteral("You are calm."));
    QCOMPARE(store.counts(store.setup().illustration).sentTotal, 1);
    QCOMPARE(store.counts(queue).total(), 0);
}

void TestSaga::unreadableBody()
{
    REMIRAI_OPEN_STORE(store);
    const Queue &queue = store.setup().synthesis;
    for (const char *body : {"not json", "{}", "[1]"})
        QVERIFY(store.write([&](Transaction &tx) { return send(tx, queue, {body, {}, {}, {}}); }).ok());
    store.environment().advanceMs(1);
    store.startSaga(store.newOwner(3));
    QVERIFY(store.claim(StepName::Synthesis)); // what cannot be read does not stand in the way
    const auto letters = browseMessages(store.reader(), queue.deadLetterId, {}, 10).value();
    QCOMPARE(letters.size(), size_t(3));
    QVERIFY(letters[0].lastError.contains(QLatin1String("unreadable")));
}

void TestSaga::redriveResumesAtTheFailedStep()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    const SagaId saga = store.startSaga(owner);
    store.succeed(store.claim(StepName::Synthesis).value());
    QVERIFY(store.settle(store.claim(StepName::Illustration).value(), kFatal) == Settled::Applied);
    QCOMPARE(toString(store.persona(owner).persona.status), QStringLiteral("failed"));
    QCOMPARE(store.operate(OperationKind::Redrive, QStringLiteral("image-generation-queue-dlq")).value().done, 1);
    QCOMPARE(toString(store.persona(owner).persona.status), QStringLiteral("generating_image"));
    QCOMPARE(store.persona(owner).persona.prompt, QStringLiteral("You are calm.")); // kept, not written again
    const auto job = store.claim(StepName::Illustration).value();
    QCOMPARE(job.attempt, 1);
    store.succeed(job);
    QCOMPARE(toString(store.persona(owner).persona.status), QStringLiteral("ready"));
    QCOMPARE(timeline(store, saga),
             QStringLiteral("synthesis 1 succeeded, illustration 1 fatal, illustration 2 succeeded"));
}

void TestSaga::retryWorksAfterAPurge()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    const SagaId saga = store.startSaga(owner);
    QCOMPARE(store.operate(OperationKind::Purge, store.setup().synthesis.name).value().done, 1);
    QCOMPARE(toString(store.persona(owner).persona.status), QStringLiteral("failed"));
    const auto retry = [&] {
        return store.write([&](Transaction &tx) { return retryPersona(tx, store.setup(), owner, 3); });
    };
    QCOMPARE(toString(retry().value().persona.status), QStringLiteral("synthesizing"));
    QVERIFY(retry().error().code == ErrorCode::Conflict);
    store.succeed(store.claim(StepName::Synthesis).value());
    QCOMPARE(toString(stateOf(store, saga)), QStringLiteral("running"));
}

void TestSaga::pausedQueueGivesNoJobs()
{
    REMIRAI_OPEN_STORE(store);
    store.startSaga(store.newOwner(3));
    const auto setPaused = [&](bool paused) {
        QueuePatch patch;
        patch.paused = paused;
        return store.write([&](Transaction &tx) { return patchQueue(tx, store.setup().synthesis.name, patch, {}); })
            .ok();
    };
    QVERIFY(setPaused(true));
    QVERIFY(!store.claim(StepName::Synthesis));
    QVERIFY(setPaused(false));
    QVERIFY(store.claim(StepName::Synthesis));
}

QTEST_GUILESS_MAIN(TestSaga)
#include "tst_saga.moc"
