// SPDX-License-Identifier: GPL-3.0-or-later
// What an owner publishes and takes back, on every backend.
#include "core/services/chats.h"
#include "core/services/deletion.h"
#include "core/services/progress.h"
#include "core/storage/eventstore.h"
#include "core/storage/idempotencystore.h"
#include "core/storage/mediastore.h"
#include "core/storage/personastore.h"
#include "core/storage/sagastore.h"
#include "tests/conformance/store.h"

#include <QFile>

using namespace remirai;

namespace {

const QString kSecret = QStringLiteral("You are the keeper of kingfisher secrets.");

// In the database's file or its log.
bool holds(const QString &path, const QString &text)
{
    for (const QString &name : {path, QString(path + QStringLiteral("-wal"))}) {
        QFile file(name);
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text.toUtf8()))
            return true;
    }
    return false;
}

Survey surveyOf(Store &store, UserId owner)
{
    return surveysOf(store.reader(), owner, 1).value().front();
}

} // namespace

class TestDeletion : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingGoes_data() { Store::addBackendRows(); }
    void everythingGoes();
    void aRunningSagaChangesNothing_data() { Store::addBackendRows(); }
    void aRunningSagaChangesNothing();
    void aLetterOfAFailedSagaGoes_data() { Store::addBackendRows(); }
    void aLetterOfAFailedSagaGoes();
    void anotherSurveyKeepsThePersona_data() { Store::addBackendRows(); }
    void anotherSurveyKeepsThePersona();
    void aLongChat_data() { Store::addBackendRows(); }
    void aLongChat();
    void manySagas_data() { Store::addBackendRows(); }
    void manySagas();
    void manyResponses_data() { Store::addBackendRows(); }
    void manyResponses();
    void othersMayNot_data() { Store::addBackendRows(); }
    void othersMayNot();
    void publishing_data() { Store::addBackendRows(); }
    void publishing();
    void progress_data() { Store::addBackendRows(); }
    void progress();
    void chatWithADeletedPersona_data() { Store::addBackendRows(); }
    void chatWithADeletedPersona();
    void nothingStaysInTheFile();

private:
    static void makeReady(Store &store, UserId owner);
    static qint64 counter(Store &store, const std::string &name);

    Backends m_backends;
};

void TestDeletion::makeReady(Store &store, UserId owner)
{
    store.startSaga(owner);
    for (const StepName step : {StepName::Synthesis, StepName::Illustration})
        QVERIFY(store.settle(store.claim(step).value(), {AttemptOutcome::Succeeded, kSecret, {}, 0})
                == Settled::Applied);
}

qint64 TestDeletion::counter(Store &store, const std::string &name)
{
    const auto counters = loadCounters(store.reader()).value();
    const auto found = counters.find(name);
    return found == counters.end() ? 0 : found->second;
}

void TestDeletion::everythingGoes()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    makeReady(store, owner);
    const Persona persona = store.persona(owner).persona;
    const SurveyId survey = surveyOf(store, owner).id;
    const SagaId saga = latestSagaOf(store.reader(), persona.id).value()->id;
    QVERIFY(store.write(
        [&](Transaction &tx) { return storeExchange(tx, persona.id, QStringLiteral("hi"), QStringLiteral("hello")); }));
    const QString scope = owner.toString() + QStringLiteral(" POST /api/v1/personas/me");
    QVERIFY(store.write([&](Transaction &tx) {
        return rememberAnswer(tx, scope, QStringLiteral("k"), {"hash", 202, "prompt"});
    }));

    QVERIFY(deleteSurvey(store.writer(), survey, owner));
    QVERIFY(!findSurvey(store.reader(), survey).value());
    QVERIFY(!findPersona(store.reader(), persona.id).value());
    QVERIFY(!findSaga(store.reader(), saga).value());
    QVERIFY(attemptsOf(store.reader(), saga).value().empty());
    QVERIFY(!outputOf(store.reader(), saga, StepName::Synthesis).value());
    QVERIFY(!findMedia(store.reader(), persona.illustration).value());
    QVERIFY(chatHistory(store.reader(), persona.id, 0, 10).value().empty());
    QVERIFY(!findAnswer(store.reader(), scope, QStringLiteral("k")).value());
    QVERIFY(sampleResponses(store.reader(), survey, 10).value().empty());
    const auto events = eventsAbout(store.reader(), saga.toString(), 100).value();
    QVERIFY(!events.empty());
    for (const StoredEvent &event : events)
        QCOMPARE(event.payload, QByteArray("{}"));
    QCOMPARE(counter(store, personaCounter(PersonaStatus::Ready)), 0);
    QCOMPARE(counter(store, sagaCounter(SagaState::Completed)), 0);
    QVERIFY(deleteSurvey(store.writer(), survey, owner).error().code == ErrorCode::NotFound);

    const UserId next = store.newOwner(3); // and life goes on
    makeReady(store, next);
    QCOMPARE(toString(store.persona(next).persona.status), QStringLiteral("ready"));
}

void TestDeletion::aRunningSagaChangesNothing()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    store.startSaga(owner);
    const StepJob job = store.claim(StepName::Synthesis).value();
    QVERIFY(deleteSurvey(store.writer(), surveyOf(store, owner).id, owner));
    QVERIFY(store.settle(job, {AttemptOutcome::Succeeded, kSecret, {}, 0}) == Settled::Stale);
    QVERIFY(!personaOf(store.reader(), owner).value());
    QVERIFY(!store.claim(StepName::Illustration));
    QCOMPARE(store.counts(store.setup().synthesis).total(), 0);
    QCOMPARE(store.counts(store.setup().illustration).sentTotal, 0);
    QCOMPARE(counter(store, sagaCounter(SagaState::Running)), 0);
    QCOMPARE(counter(store, personaCounter(PersonaStatus::Synthesizing)), 0);
}

void TestDeletion::aLetterOfAFailedSagaGoes()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    store.startSaga(owner);
    const StepJob job = store.claim(StepName::Synthesis).value();
    QVERIFY(store.settle(job, {AttemptOutcome::Fatal, {}, kSecret, 0}) == Settled::Applied); // a provider quotes us
    const Queue letters = findQueue(store.reader(), store.setup().synthesis.deadLetterId).value().value();
    QCOMPARE(store.counts(letters).total(), 1);
    QVERIFY(deleteSurvey(store.writer(), surveyOf(store, owner).id, owner));
    QCOMPARE(store.counts(letters).total(), 0);
    QCOMPARE(counter(store, sagaCounter(SagaState::Failed)), 0);
    const auto events = eventsAfter(store.reader(), 0, 1'000).value();
    QVERIFY(std::any_of(events.begin(), events.end(), [](const auto &event) { return event.kind == u"message.dead"; }));
    for (const StoredEvent &event : events)
        QVERIFY2(!event.payload.contains(kSecret.toUtf8()), qPrintable(event.kind));
}

void TestDeletion::anotherSurveyKeepsThePersona()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    makeReady(store, owner);
    const SurveyId first = surveyOf(store, owner).id;
    const Survey second = store.write([&](Transaction &tx) { return createSurvey(tx, owner, 1); }).value();
    for (int i = 0; i < 4; ++i)
        QVERIFY(store.write([&](Transaction &tx) { return submitResponse(tx, {second.id, i, R"({"q1":"kind"})"}); }));
    store.environment().advanceMs(5);
    QVERIFY(store.write([&](Transaction &tx) { return startPersona(tx, store.setup(), owner, 3); }));
    QVERIFY(deleteSurvey(store.writer(), first, owner));
    QCOMPARE(toString(store.persona(owner).persona.status), QStringLiteral("synthesizing"));
    for (const StepName step : {StepName::Synthesis, StepName::Illustration})
        store.succeed(store.claim(step).value());
    QCOMPARE(toString(store.persona(owner).persona.status), QStringLiteral("ready"));
}

// More than one bite of the chat: the persona is still found by the next one.
void TestDeletion::aLongChat()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    makeReady(store, owner);
    const PersonaId persona = store.persona(owner).persona.id;
    QVERIFY(store.write([&](Transaction &tx) -> Status {
        for (int i = 0; i < 2'600; ++i) {
            const Status stored = storeExchange(tx, persona, QStringLiteral("hi"), QStringLiteral("hello"));
            if (!stored)
                return stored;
        }
        return {};
    }));
    QVERIFY(deleteSurvey(store.writer(), surveyOf(store, owner).id, owner));
    QVERIFY(!findPersona(store.reader(), persona).value());
}

// A persona with a longer past than one bite, whose oldest saga is of another survey.
void TestDeletion::manySagas()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    makeReady(store, owner);
    const PersonaId persona = store.persona(owner).persona.id;
    const Survey second = store.write([&](Transaction &tx) { return createSurvey(tx, owner, 1); }).value();
    store.environment().advanceMs(1);
    QVERIFY(store.write([&](Transaction &tx) -> Status {
        for (int i = 0; i < 100; ++i) {
            Saga saga = *latestSagaOf(tx.database(), persona).value();
            saga.id = tx.environment().newId<SagaId>();
            saga.surveyId = second.id;
            if (const Status inserted = insertSaga(tx, saga); !inserted)
                return inserted;
            if (const Status ended = saveSaga(tx, saga); !ended) // completed, as the one it is a copy of
                return ended;
        }
        return {};
    }));
    QVERIFY(deleteSurvey(store.writer(), second.id, owner));
    QVERIFY(!findPersona(store.reader(), persona).value());
}

void TestDeletion::manyResponses()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(0);
    const SurveyId survey = surveyOf(store, owner).id;
    const Status filled = store.write([&](Transaction &tx) -> Status {
        for (int i = 0; i < 5'001; ++i) {
            if (const Status stored = submitResponse(tx, {survey, i, R"({"q1":"dry"})"}); !stored)
                return stored;
        }
        return {};
    });
    QVERIFY(filled);
    QVERIFY(deleteSurvey(store.writer(), survey, owner)); // more than one bite
    QVERIFY(!findSurvey(store.reader(), survey).value());
}

void TestDeletion::othersMayNot()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    const UserId other = store.newOwner(0);
    const SurveyId survey = surveyOf(store, owner).id;
    QVERIFY(deleteSurvey(store.writer(), survey, other).error().code == ErrorCode::NotFound);
    QCOMPARE(findSurvey(store.reader(), survey).value()->closedAtMs, 0);
}

void TestDeletion::publishing()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    const auto publish = [&] {
        return store.write([&](Transaction &tx) { return publishPersona(tx, store.setup(), owner, 3); });
    };
    QVERIFY(publish().error().code == ErrorCode::Conflict);
    makeReady(store, owner);
    QCOMPARE(store.persona(owner).persona.publishedAtMs, 0); // nothing is public by itself
    QVERIFY(publish().value().persona.publishedAtMs > 0);
    QVERIFY(publish().ok());
    QVERIFY(store.persona(owner).persona.publishedAtMs > 0);
    QVERIFY(store.write([&](Transaction &tx) { return unpublishPersona(tx, store.setup(), owner, 3); }));
    QCOMPARE(store.persona(owner).persona.publishedAtMs, 0);
    QVERIFY(publish().ok());
    QVERIFY(store.write([&](Transaction &tx) { return startPersona(tx, store.setup(), owner, 3); }));
    QCOMPARE(store.persona(owner).persona.publishedAtMs, 0); // a new one has to be looked at first
}

void TestDeletion::progress()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    const auto look = [&] {
        return progressOf(store.reader(), store.persona(owner).persona, store.setup(), nullptr,
                          store.environment().nowMs())
            .value();
    };
    store.startSaga(owner);
    QVERIFY(look().stage == Stage::Queued && look().step == StepName::Synthesis);
    OverviewReader reader;
    const auto waitNow = [&] {
        const auto overview = reader.read(store.reader(), store.environment()).value();
        return progressOf(store.reader(), store.persona(owner).persona, store.setup(), overview.get(),
                          store.environment().nowMs())
            .value()
            .expectedWaitMs;
    };
    QVERIFY(waitNow() == std::optional<qint64>(0)); // workers are at rest
    store.environment().advanceMs(10'000);
    QVERIFY(!waitNow()); // nobody comes to take it
    const StepJob job = store.claim(StepName::Synthesis).value();
    QVERIFY(look().stage == Stage::Working);
    QVERIFY(store.settle(job, {AttemptOutcome::Failed, {}, QStringLiteral("server error 500"), 0}) == Settled::Applied);
    QVERIFY(look().stage == Stage::Retrying);
    store.environment().advanceMs(60'000);
    store.succeed(store.claim(StepName::Synthesis).value());
    QVERIFY(look().stage == Stage::Queued && look().step == StepName::Illustration);
    store.environment().advanceMs(5);
    store.succeed(store.claim(StepName::Illustration).value());
    QVERIFY(look().stage == Stage::Ready);
    QCOMPARE(lookAgainAfterMs(look()), 0);
    QCOMPARE(lookAgainAfterMs({Stage::Queued, StepName::Synthesis, 0}), 2'000);
    QCOMPARE(lookAgainAfterMs({Stage::Queued, StepName::Synthesis, 100'000}), 25'000);
    QCOMPARE(lookAgainAfterMs({Stage::Queued, StepName::Synthesis, 3'600'000}), 60'000);
}

void TestDeletion::chatWithADeletedPersona()
{
    REMIRAI_OPEN_STORE(store);
    const UserId owner = store.newOwner(3);
    makeReady(store, owner);
    const PersonaId persona = store.persona(owner).persona.id;
    QVERIFY(deleteSurvey(store.writer(), surveyOf(store, owner).id, owner));
    const Status late = store.write(
        [&](Transaction &tx) { return storeExchange(tx, persona, QStringLiteral("hi"), QStringLiteral("hello")); });
    QVERIFY(late.error().code == ErrorCode::Conflict);
    QVERIFY(late.error().message.contains(QStringLiteral("deleted")));
}

void TestDeletion::nothingStaysInTheFile()
{
    const auto url = m_backends.create(QStringLiteral("sqlite"));
    auto opened = Store::open(*url);
    QVERIFY(opened.ok());
    {
        const UserId owner = (*opened)->newOwner(3);
        makeReady(**opened, owner);
        QVERIFY(holds(url->path, kSecret));
        QVERIFY(deleteSurvey((*opened)->writer(), surveyOf(**opened, owner).id, owner));
    }
    opened->reset(); // the last connection folds the log into the file
    QVERIFY(!holds(url->path, kSecret));
}

QTEST_GUILESS_MAIN(TestDeletion)
#include "tst_deletion.moc"
