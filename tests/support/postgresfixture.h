// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

namespace remirai {

// A PostgreSQL cluster of the test's own, on a Unix socket in a temporary folder, with fsync on and the one superuser
// `remirai`. Start one per test program (initTestCase; it takes about two seconds) and take a fresh database per test.
// The server dies with the test's main thread, however that ends. Use it from the thread that started it.
class PostgresFixture
{
public:
    // Unavailable when no server is installed: use REMIRAI_NEED_POSTGRES on the result.
    // Where the test runs as root, the server runs as `postgres` or `nobody`, since it refuses root.
    static Result<std::unique_ptr<PostgresFixture>> start();
    ~PostgresFixture();
    PostgresFixture(const PostgresFixture &) = delete;
    PostgresFixture &operator=(const PostgresFixture &) = delete;

    // A new empty database: "postgresql://remirai@/test1?host=/folder/of/the/socket".
    Result<QString> createDatabase();

    // The folder of the socket, for a libpq `host=`.
    QString socketFolder() const;
    // What the server has logged, for a failure's message.
    QString log() const;
    // Ends every session but stays up, as a failover or an administrator does: clients see a torn connection.
    Status disconnectAll();

private:
    PostgresFixture(QString binaries, QString account);
    Status initialize();
    Status launch();
    Status waitUntilReady();
    void stop();
    Status runSql(const QString &sql);
    QString path(const QString &name) const;
    // `program` with its arguments, as the server's account and with the signal it gets when our thread ends.
    void prepare(QProcess &process, const QString &program, const QStringList &arguments) const;

    const QString m_binaries; // folder of initdb, postgres and psql
    const QString m_account; // empty = as we are
    QTemporaryDir m_folder;
    QProcess m_server;
    int m_databases = 0;
};

// Whether a missing PostgreSQL fails a test instead of skipping it (REMIRAI_REQUIRE_POSTGRES, set by scripts/test).
bool postgresRequired();

} // namespace remirai

// In a test function or data row: goes on when `result` is ok; else fails where PostgreSQL is required, skips
// elsewhere.
#define REMIRAI_NEED_POSTGRES(result)                                                                                  \
    do {                                                                                                               \
        if (!(result)) {                                                                                               \
            if (remirai::postgresRequired())                                                                           \
                QFAIL(qPrintable((result).error().message));                                                           \
            QSKIP(qPrintable((result).error().message));                                                               \
        }                                                                                                              \
    } while (false)
