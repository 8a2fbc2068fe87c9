// SPDX-License-Identifier: GPL-3.0-or-later
// What a statement binds comes back the same, and a statement that failed runs again, on every backend.
#include "tests/conformance/store.h"

#include <algorithm>
#include <limits>

using namespace remirai;

namespace {

constexpr Statement kInsert{"INSERT INTO things (n, words, data) VALUES (?, ?, ?)"};
constexpr Statement kFind{"SELECT n, words, data FROM things"};
constexpr Statement kRaise{"UPDATE things SET n = n + ? WHERE n > ? RETURNING n"};

} // namespace

class TestBinds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_database.reset(); }

    void integers_data() { Store::addBackendRows(); }
    void integers();
    void texts_data() { Store::addBackendRows(); }
    void texts();
    void bytes_data() { Store::addBackendRows(); }
    void bytes();
    void ids_data() { Store::addBackendRows(); }
    void ids();
    void nothing_data() { Store::addBackendRows(); }
    void nothing();
    void countsWhatItChanged_data() { Store::addBackendRows(); }
    void countsWhatItChanged();
    void runsAgainAfterAFailure_data() { Store::addBackendRows(); }
    void runsAgainAfterAFailure();
    void refusesAnotherNumberOfValues_data() { Store::addBackendRows(); }
    void refusesAnotherNumberOfValues();
    void saysWhatIsNoSql_data() { Store::addBackendRows(); }
    void saysWhatIsNoSql();
    void outlivesAChangeOfTheSchema_data() { Store::addBackendRows(); }
    void outlivesAChangeOfTheSchema();

private:
    void insert(Bind n, Bind words, Bind data) { QVERIFY(m_database->run(kInsert, {n, words, data}).ok()); }
    // What `look` makes of the first row.
    template <typename Look> auto read(Look look) { return m_database->first(kFind, {}, look).value().value(); }

    Backends m_backends;
    std::unique_ptr<Database> m_database; // with an empty table of things
};

void TestBinds::init()
{
    QFETCH(QString, backend);
    const auto url = m_backends.create(backend);
    REMIRAI_NEED_POSTGRES(url);
    m_database = Database::open(*url, Access::ReadWrite).value();
    QVERIFY(m_database
                ->execute(url->backend == Backend::Sqlite
                              ? QStringLiteral("CREATE TABLE things (n INTEGER UNIQUE, words TEXT, data BLOB) STRICT")
                              : QStringLiteral("CREATE TABLE things (n BIGINT UNIQUE, words TEXT, data BYTEA)"))
                .ok());
}

void TestBinds::integers()
{
    for (const qint64 n : {qint64(0), std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max()}) {
        insert(n, nullptr, nullptr);
        const auto found = m_database->all(kFind, {}, [](const Row &row) { return row.integer(0); }).value();
        QVERIFY(std::find(found.begin(), found.end(), n) != found.end());
    }
}

// Several in one statement, so that none is gone before it has run.
void TestBinds::texts()
{
    static constexpr Statement kEcho{"SELECT CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT)"};
    const QString text = QStringLiteral("é 🙂 'quoted' \"twice\" \\ %1\n") + QString(1000, u'ü');
    const Binds binds{text, QString(), Bind::Utf8{text.toUtf8()}, Bind::Utf8{}};
    int rows = 0;
    const Status read = m_database->forEach(kEcho, binds, [&](const Row &row) {
        ++rows;
        QCOMPARE(row.text(0), text);
        QCOMPARE(row.utf8(0), text.toUtf8());
        QVERIFY(!row.isNull(1)); // a null QString is an empty text
        QCOMPARE(row.text(1), QString());
        QCOMPARE(row.text(2), text);
        QCOMPARE(row.utf8(2), text.toUtf8());
        QVERIFY(!row.isNull(3));
        QCOMPARE(row.utf8(3), QByteArray());
    });
    QVERIFY(read.ok());
    QCOMPARE(rows, 1);
    insert(1, Bind::Utf8{"\xef\xbb\xbf after a byte order mark"}, nullptr);
    QCOMPARE(this->read([](const Row &row) { return row.utf8(1); }), QByteArray(" after a byte order mark"));
}

void TestBinds::bytes()
{
    const QByteArray all("\0\xff\x80'\"\\x00\n", 9);
    insert(1, nullptr, all);
    QCOMPARE(read([](const Row &row) { return row.bytes(2); }), all);
    QVERIFY(m_database->execute(QStringLiteral("DELETE FROM things")).ok());
    insert(1, nullptr, QByteArray());
    QVERIFY(!read([](const Row &row) { return row.isNull(2); })); // a null QByteArray is an empty BLOB
    QCOMPARE(read([](const Row &row) { return row.bytes(2); }), QByteArray());
}

void TestBinds::ids()
{
    TestEnvironment environment;
    const auto id = environment.newId<SagaId>();
    insert(1, nullptr, id);
    QVERIFY(read([](const Row &row) { return row.id<SagaId>(2); }) == id);
    QCOMPARE(read([](const Row &row) { return row.bytes(2); }), id.toBytes());
    QVERIFY(m_database->execute(QStringLiteral("DELETE FROM things")).ok());
    insert(1, nullptr, QByteArray(15, 'x'));
    QVERIFY(read([](const Row &row) { return row.uuid(2); }).isNull());
}

void TestBinds::nothing()
{
    insert(std::optional<qint64>(), nullptr, std::optional<QByteArray>());
    for (const int column : {0, 1, 2})
        QVERIFY(read([column](const Row &row) { return row.isNull(column); }));
    QCOMPARE(read([](const Row &row) { return row.integer(0); }), 0);
    QVERIFY(read([](const Row &row) { return row.text(1); }).isNull());
    QVERIFY(read([](const Row &row) { return row.utf8(1); }).isNull());
    QVERIFY(read([](const Row &row) { return row.bytes(2); }).isNull());
    QVERIFY(read([](const Row &row) { return row.uuid(2); }).isNull());
    QVERIFY(m_database->execute(QStringLiteral("DELETE FROM things")).ok());
    insert(std::optional<qint64>(4), std::optional<QString>(QStringLiteral("four")), nullptr);
    QCOMPARE(read([](const Row &row) { return row.integer(0); }), 4);
    QCOMPARE(read([](const Row &row) { return row.text(1); }), QStringLiteral("four"));
}

void TestBinds::countsWhatItChanged()
{
    for (const int n : {10, 20, 30})
        insert(n, nullptr, nullptr);
    QCOMPARE(m_database->run(kRaise, {1, 15}).value(), 2);
    QCOMPARE(m_database->run(kRaise, {1, 100}).value(), 0);
    const auto raised = m_database->all(kRaise, {5, 15}, [](const Row &row) { return row.integer(0); }).value();
    QCOMPARE(raised.size(), size_t(2));
    QCOMPARE(raised[0] + raised[1], 26 + 36);
}

void TestBinds::runsAgainAfterAFailure()
{
    insert(1, nullptr, nullptr);
    const auto refused = m_database->run(kInsert, {1, QStringLiteral("again"), nullptr});
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().code == ErrorCode::Conflict);
    QVERIFY(refused.error().isPrivate);
    QVERIFY2(refused.error().message.contains(QLatin1String("INSERT INTO things")),
             qPrintable(refused.error().message));
    insert(2, nullptr, nullptr);
    QCOMPARE(m_database->all(kFind, {}, [](const Row &row) { return row.integer(0); }).value().size(), size_t(2));
}

void TestBinds::refusesAnotherNumberOfValues()
{
    insert(1, QStringLiteral("first"), nullptr); // whose values must not stand in for those of the next
    const auto isRefused = [this](Binds binds) {
        const auto refused = m_database->run(kInsert, binds);
        return !refused.ok() && refused.error().code == ErrorCode::Internal;
    };
    QVERIFY(isRefused({}));
    QVERIFY(isRefused({2}));
    QVERIFY(isRefused({2, nullptr}));
    QVERIFY(isRefused({2, nullptr, nullptr, nullptr}));
    insert(2, nullptr, nullptr);
}

void TestBinds::saysWhatIsNoSql()
{
    static constexpr Statement kNoSql{"SELEKT 1"};
    for (int i = 0; i < 2; ++i) { // also when it is asked for again
        const auto refused = m_database->run(kNoSql);
        QVERIFY(!refused.ok());
        QVERIFY(refused.error().code == ErrorCode::Internal);
        QVERIFY2(refused.error().message.contains(QLatin1String("SELEKT")), qPrintable(refused.error().message));
    }
}

void TestBinds::outlivesAChangeOfTheSchema()
{
    insert(1, nullptr, nullptr);
    QCOMPARE(read([](const Row &row) { return row.integer(0); }), 1);
    QVERIFY(m_database->execute(QStringLiteral("ALTER TABLE things ADD COLUMN more TEXT")).ok());
    QCOMPARE(read([](const Row &row) { return row.integer(0); }), 1);
    insert(2, nullptr, nullptr);
}

QTEST_GUILESS_MAIN(TestBinds)
#include "tst_binds.moc"
