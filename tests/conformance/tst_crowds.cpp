// SPDX-License-Identifier: GPL-3.0-or-later
// Commands that come in crowds run together on PostgreSQL, one by one on SQLite, and end the same way.
#include "core/services/surveys.h"
#include "tests/conformance/store.h"

#include <QSemaphore>
#include <set>

using namespace remirai;

namespace {

constexpr int kPatienceMs = 10'000;
constexpr Statement kInsert{"INSERT INTO counters (name, value) VALUES (?, 1)"};

int together = 0; // the writer's thread counts; the test reads when it has stopped
int alone = 0;

// Null is refused by the database itself.
Status insert(Transaction &tx, const QString &name)
{
    const auto inserted = tx.database().run(kInsert, {name.isNull() ? Bind(nullptr) : Bind(name)});
    return inserted ? Status() : Status(inserted.error());
}

Status insertAlone(Transaction &tx, const QString &name)
{
    ++alone;
    return insert(tx, name);
}

Result<std::vector<Status>> insertTogether(Transaction &tx, std::span<const QString *const> names)
{
    ++together;
    for (const QString *name : names) {
        if (const Status inserted = insert(tx, *name); !inserted)
            return inserted.error();
    }
    return std::vector<Status>(names.size());
}

constexpr Crowd<QString> kInserts{insertAlone, insertTogether};

} // namespace

class TestCrowds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void run_data();
    void run();
    void everyTextFitsInAnArray_data();
    void everyTextFitsInAnArray();

private:
    // Posts what `post` does to a writer that is held meanwhile, so that it all waits together.
    template <typename Post> void postTogether(const DatabaseUrl &url, Environment &environment, Post &&post);

    Backends m_backends;
};

template <typename Post> void TestCrowds::postTogether(const DatabaseUrl &url, Environment &environment, Post &&post)
{
    QSemaphore entered;
    QSemaphore open;
    WriterOptions options;
    options.url = url;
    options.maxBatchMs = 60'000; // by count alone, however slow the machine is
    Writer writer(options, environment);
    QVERIFY(writer.start().ok());
    writer.post(
        [&](Transaction &) -> Status {
            entered.release();
            (void)open.tryAcquire(1, kPatienceMs);
            return {};
        },
        [](Status &&) {});
    QVERIFY(entered.tryAcquire(1, kPatienceMs));
    post(writer);
    open.release();
    writer.stop(); // when all is done
}

void TestCrowds::run_data()
{
    QTest::addColumn<QString>("backend");
    QTest::addColumn<int>("bad");
    for (const char *backend : {"sqlite", "postgres"}) {
        QTest::addRow("%s, all are good", backend) << QString::fromLatin1(backend) << -1;
        QTest::addRow("%s, one fails", backend) << QString::fromLatin1(backend) << 13;
    }
}

// One that fails must not fail the others, and what was written before it must not be there twice.
void TestCrowds::run()
{
    QFETCH(const int, bad);
    REMIRAI_OPEN_STORE(store);
    together = alone = 0;
    std::set<int> saved;
    postTogether(*backendUrl, store.environment(), [&](Writer &writer) {
        for (int i = 0; i < 20; ++i) {
            const QString name = i == bad ? QString() : QStringLiteral("n%1").arg(i);
            writer.postOneOf(kInserts, name, [&saved, i](Status &&status) {
                if (status)
                    saved.insert(i);
            });
        }
    });
    const auto counters = loadCounters(store.reader()).value();
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(saved.contains(i), i != bad);
        QCOMPARE(counters.contains("n" + std::to_string(i)), i != bad);
    }
    const bool postgres = store.reader().backend() == Backend::Postgres;
    QCOMPARE(together, postgres ? 1 : 0);
    QCOMPARE(alone, postgres && bad < 0 ? 0 : 20);
}

void TestCrowds::everyTextFitsInAnArray_data()
{
    QTest::addColumn<QString>("backend");
    QTest::newRow("postgres") << QStringLiteral("postgres");
}

void TestCrowds::everyTextFitsInAnArray()
{
    REMIRAI_OPEN_STORE(store);
    const SurveyId survey = surveysOf(store.reader(), store.newOwner(0), 1).value().front().id;
    const QStringList texts{
        QStringLiteral("\"quoted\", a \\ and {braces}"), QStringLiteral("NULL"),   QString(),
        QStringLiteral("two\nlines\tand ' one"),         QStringLiteral("ü 漢 😀"), QStringLiteral("\\\"")};
    std::vector<NewResponse> responses;
    for (int i = 0; i < texts.size(); ++i)
        responses.push_back({0, i, answersToJson({{QStringLiteral("q1"), texts[i]}})});
    const auto areNew = store.write([&](Transaction &tx) -> Result<std::vector<bool>> {
        for (NewResponse &response : responses)
            response.surveySeq = lockOpenSurvey(tx, survey).value().value();
        return insertResponses(tx, responses);
    });
    QVERIFY2(areNew.ok(), areNew ? "" : qPrintable(areNew.error().message));
    QCOMPARE(areNew.value(), std::vector<bool>(responses.size(), true));
    const auto kept = sampleResponses(store.reader(), survey, 100).value();
    QCOMPARE(kept.size(), size_t(texts.size()));
    for (int i = 0; i < texts.size(); ++i)
        QCOMPARE(kept[size_t(i)].answers.at(0).text, texts[i]);
}

QTEST_GUILESS_MAIN(TestCrowds)
#include "tst_crowds.moc"
