// SPDX-License-Identifier: GPL-3.0-or-later
// Fills a database for a benchmark, through the same commands as the server.
//   bench_seed personas DATABASE-URL COUNT    owners with three responses each, their sagas begun
//   bench_seed responses DATABASE-URL COUNT   answers to one survey; prints its id
//   bench_seed messages DATABASE-URL COUNT    messages of 200 bytes in a queue of their own
//   bench_seed arrivals DATABASE-URL COUNT    personas beside a running server, 450 a second: 2,250 events a second
#include "core/queue/queuesetup.h"
#include "core/services/personas.h"
#include "core/services/surveys.h"
#include "core/services/writer.h"
#include "core/storage/migrations.h"
#include "core/storage/userstore.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QThread>
#include <cstdio>
#include <limits>

using namespace remirai;

namespace {

constexpr int kBatch = 500;
constexpr char kAnswers[] = R"({"q1":"Very funny","q2":"Calm","q3":"Introverted","q4":"their laugh"})";
constexpr int kArrivalBatch = 45;
constexpr int kArrivalStepMs = 100;
constexpr int kFirstArrival = 10'000'000; // behind everybody who was seeded

Result<SagaSetup> sagaQueues(Transaction &tx)
{
    QueueSettings settings;
    settings.visibilityTimeoutMs = 180'000;
    settings.minSlots = 10;
    settings.maxSlots = 100;
    const auto synthesis = ensureQueue(tx, QStringLiteral("persona-generation-queue"), settings);
    if (!synthesis)
        return synthesis.error();
    const auto illustration = ensureQueue(tx, QStringLiteral("image-generation-queue"), settings);
    if (!illustration)
        return illustration.error();
    return SagaSetup{*synthesis, *illustration, {}};
}

// An owner whose survey has three responses.
Result<UserId> addOwner(Transaction &tx, int number)
{
    static const char *const kStress[] = {"Calm", "Anxious", "Energetic", "Withdrawn"};
    static const char *const kSocial[] = {"Very Introverted", "Introverted", "Extroverted", "Very Extroverted"};
    const auto user = findOrCreateUser(tx, QStringLiteral("bench%1@example.org").arg(number), QStringLiteral("Bench"));
    if (!user)
        return user.error();
    const auto survey = createSurvey(tx, user->id, 1);
    if (!survey)
        return survey.error();
    for (int i = 0; i < 3; ++i) {
        const QByteArray answers = QByteArray(R"({"q1":"dry and quick","q2":")") + kStress[(number + i) % 4]
            + R"(","q3":")" + kSocial[(number / 4 + i) % 4] + R"(","q4":"their laugh, number )"
            + QByteArray::number(number) + R"("})";
        if (const Status stored = submitResponse(tx, {survey->id, i + 1, answers}); !stored)
            return stored.error();
    }
    return user->id;
}

template <typename Add> Status addAll(Writer &writer, int count, Add add)
{
    for (int from = 0; from < count; from += kBatch) {
        const Status added = writer.call([&](Transaction &tx) -> Status {
            for (int i = from; i < std::min(count, from + kBatch); ++i) {
                if (const Status one = add(tx, i); !one)
                    return one;
            }
            return {};
        });
        if (!added)
            return added;
    }
    return {};
}

// Over all fingerprints, as friends are, but in their order, which is the quickest.
Status addResponses(Writer &writer, int count)
{
    const auto survey = writer.call([](Transaction &tx) -> Result<Survey> {
        const auto owner = findOrCreateUser(tx, QStringLiteral("viral@example.org"), QStringLiteral("Viral"));
        if (!owner)
            return owner.error();
        return createSurvey(tx, owner->id, 1);
    });
    if (!survey)
        return survey.error();
    std::puts(qPrintable(survey->id.toString()));
    const quint64 step = std::numeric_limits<quint64>::max() / quint64(std::max(1, count));
    return addAll(writer, count, [&](Transaction &tx, int i) {
        const quint64 fingerprint = quint64(std::numeric_limits<qint64>::min()) + quint64(i) * step;
        return submitResponse(tx, {survey->id, qint64(fingerprint), QByteArray(kAnswers)});
    });
}

Status addPersonas(Writer &writer, const SagaSetup &setup, int first, int count)
{
    std::vector<UserId> owners;
    const Status added = addAll(writer, count, [&](Transaction &tx, int i) -> Status {
        const auto owner = addOwner(tx, first + i);
        if (!owner)
            return owner.error();
        owners.push_back(*owner);
        return {};
    });
    if (!added)
        return added;
    return addAll(writer, count, [&](Transaction &tx, int i) -> Status {
        const auto view = advancePersona(tx, setup, owners[size_t(i)], 3);
        return view ? Status() : Status(view.error());
    });
}

Status addArrivals(Writer &writer, const SagaSetup &setup, int count)
{
    QElapsedTimer clock;
    clock.start();
    for (int done = 0; done < count; done += kArrivalBatch) {
        const qint64 due = qint64(done) / kArrivalBatch * kArrivalStepMs;
        if (const qint64 early = due - clock.elapsed(); early > 0)
            QThread::msleep(static_cast<unsigned long>(early));
        if (const Status added = addPersonas(writer, setup, kFirstArrival + done, kArrivalBatch); !added)
            return added;
    }
    return {};
}

Status fill(const QByteArray &what, const DatabaseUrl &url, int count)
{
    SystemEnvironment environment;
    {
        auto database = Database::open(url, Access::ReadWrite);
        if (!database)
            return database.error();
        if (const auto migrated = migrate(**database, environment.nowMs()); !migrated)
            return migrated.error();
    }
    Writer writer({url, 20'000, 1'000, {}}, environment);
    if (const Status started = writer.start(); !started)
        return started;
    if (what == "responses")
        return addResponses(writer, count);
    if (what != "messages") {
        const auto setup = writer.call(sagaQueues);
        if (!setup)
            return setup.error();
        return what == "arrivals" ? addArrivals(writer, *setup, count) : addPersonas(writer, *setup, 0, count);
    }
    const auto queue =
        writer.call([](Transaction &tx) { return ensureQueue(tx, QStringLiteral("bench-queue"), QueueSettings()); });
    if (!queue)
        return queue.error();
    return addAll(writer, count, [&](Transaction &tx, int) -> Status {
        const auto sent = send(tx, *queue, {QByteArray(200, 'x'), {}, {}, {}});
        return sent ? Status() : Status(sent.error());
    });
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc != 4) {
        std::fputs("usage: bench_seed personas|responses|messages|arrivals DATABASE-URL COUNT\n", stderr);
        return 2;
    }
    const auto url = parseDatabaseUrl(QString::fromLocal8Bit(argv[2]), QDir::currentPath());
    const Status filled = url ? fill(argv[1], *url, std::atoi(argv[3])) : Status(url.error());
    if (!filled)
        std::fprintf(stderr, "%s\n", qPrintable(filled.error().message));
    return filled ? 0 : 1;
}
