// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/postgresfixture.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <csignal>
#include <pwd.h>
#include <unistd.h>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kCommandTimeoutMs = 60'000;
constexpr int kReadyTimeoutMs = 30'000;
constexpr int kStopTimeoutMs = 10'000;

Error unavailable(const QString &message)
{
    return {ErrorCode::Unavailable, message, {}, 0};
}

// Debian keeps the server's programs out of PATH, one folder per version: the newest wins.
QString findBinaries()
{
    const QDir versions(u"/usr/lib/postgresql"_s);
    QString best;
    double bestVersion = 0;
    for (const QString &name : versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString folder = versions.filePath(name % u"/bin"_s);
        const double version = name.toDouble();
        if (version > bestVersion && QFile::exists(folder % u"/initdb"_s)) {
            best = folder;
            bestVersion = version;
        }
    }
    if (!best.isEmpty())
        return best;
    const QString inPath = QStandardPaths::findExecutable(u"initdb"_s);
    return inPath.isEmpty() ? QString() : QFileInfo(inPath).canonicalPath();
}

Status runToEnd(QProcess &process, const QString &what)
{
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start();
    if (!process.waitForFinished(kCommandTimeoutMs) || process.exitStatus() != QProcess::NormalExit
        || process.exitCode() != 0) {
        return unavailable(what % u" failed: "_s % process.errorString() % u"\n"_s
                           % QString::fromUtf8(process.readAll()));
    }
    return {};
}

} // namespace

bool postgresRequired()
{
    const QByteArray value = qgetenv("REMIRAI_REQUIRE_POSTGRES");
    return !value.isEmpty() && value != "0";
}

Result<std::unique_ptr<PostgresFixture>> PostgresFixture::start()
{
    const QString binaries = findBinaries();
    if (binaries.isEmpty())
        return unavailable(u"PostgreSQL is not installed: scripts/packages test installs it"_s);
    QString account;
    if (::geteuid() == 0)
        account = ::getpwnam("postgres") ? u"postgres"_s : u"nobody"_s;
    std::unique_ptr<PostgresFixture> fixture(new PostgresFixture(binaries, account));
    if (const Status made = fixture->initialize(); !made)
        return made.error();
    if (const Status launched = fixture->launch(); !launched)
        return launched.error();
    return fixture;
}

PostgresFixture::PostgresFixture(QString binaries, QString account)
    : m_binaries(std::move(binaries))
    , m_account(std::move(account))
    , m_folder(QDir::tempPath() % u"/remirai-pg-XXXXXX"_s) // a socket's whole path has at most 107 bytes
{ }

PostgresFixture::~PostgresFixture()
{
    stop();
}

QString PostgresFixture::path(const QString &name) const
{
    return m_folder.filePath(name);
}

void PostgresFixture::prepare(QProcess &process, const QString &program, const QStringList &arguments) const
{
    QStringList all;
    if (!m_account.isEmpty())
        all << u"--reuid="_s % m_account << u"--regid="_s % m_account << u"--clear-groups"_s;
    all << u"--pdeathsig=INT"_s << u"--"_s << QDir(m_binaries).filePath(program);
    process.setProgram(u"setpriv"_s);
    process.setArguments(all + arguments);
    process.setWorkingDirectory(m_folder.path()); // ours may be closed to the account
    process.setStandardInputFile(QProcess::nullDevice());
}

Status PostgresFixture::initialize()
{
    if (!m_folder.isValid())
        return unavailable(m_folder.errorString());
    if (!m_account.isEmpty()) {
        const passwd *entry = ::getpwnam(m_account.toLocal8Bit().constData());
        if (!entry || ::chown(QFile::encodeName(m_folder.path()).constData(), entry->pw_uid, entry->pw_gid) != 0)
            return unavailable(u"cannot hand the cluster's folder to "_s % m_account);
    }
    QProcess initdb;
    prepare(initdb, u"initdb"_s,
            {u"--pgdata=data"_s, u"--username=remirai"_s, u"--auth=trust"_s, u"--encoding=UTF8"_s, u"--locale=C"_s,
             u"--no-sync"_s, u"--no-instructions"_s});
    return runToEnd(initdb, u"initdb"_s);
}

Status PostgresFixture::launch()
{
    QStringList arguments{u"-D"_s, u"data"_s, u"-k"_s, m_folder.path()};
    for (const QString &setting :
         {u"listen_addresses="_s, u"fsync=on"_s, u"max_connections=60"_s, u"shared_buffers=64MB"_s,
          u"log_checkpoints=off"_s, u"unix_socket_permissions=0777"_s, u"logging_collector=off"_s}) {
        arguments << u"-c"_s << setting;
    }
    prepare(m_server, u"postgres"_s, arguments);
    m_server.setStandardOutputFile(path(u"server.log"_s));
    m_server.setStandardErrorFile(path(u"server.log"_s), QIODevice::Append);
    m_server.start();
    if (!m_server.waitForStarted())
        return unavailable(u"cannot start postgres: "_s % m_server.errorString());
    return waitUntilReady();
}

// The server writes "ready" as the last line of its pid file, which is what pg_ctl waits for too.
Status PostgresFixture::waitUntilReady()
{
    constexpr int kStepMs = 10;
    for (int waitedMs = 0; waitedMs < kReadyTimeoutMs; waitedMs += kStepMs) {
        QFile pid(path(u"data/postmaster.pid"_s));
        if (pid.open(QIODevice::ReadOnly) && pid.readAll().trimmed().endsWith("ready"))
            return {};
        if (m_server.waitForFinished(kStepMs) || m_server.state() == QProcess::NotRunning)
            break;
    }
    return unavailable(u"postgres did not become ready:\n"_s % log());
}

void PostgresFixture::stop()
{
    if (m_server.state() == QProcess::NotRunning)
        return;
    ::kill(static_cast<pid_t>(m_server.processId()), SIGINT); // "fast": ends sessions, then itself
    if (!m_server.waitForFinished(kStopTimeoutMs)) {
        m_server.kill();
        m_server.waitForFinished(kStopTimeoutMs);
    }
}

Status PostgresFixture::runSql(const QString &sql)
{
    QProcess psql;
    prepare(psql, u"psql"_s,
            {u"-X"_s, u"-q"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-h"_s, m_folder.path(), u"-U"_s, u"remirai"_s, u"-d"_s,
             u"postgres"_s, u"-c"_s, sql});
    return runToEnd(psql, u"psql"_s);
}

Result<QString> PostgresFixture::createDatabase()
{
    const QString name = u"test%1"_s.arg(++m_databases);
    if (const Status made = runSql(u"CREATE DATABASE "_s % name); !made)
        return made.error();
    return QString(u"postgresql://remirai@/"_s % name % u"?host="_s % m_folder.path());
}

Status PostgresFixture::disconnectAll()
{
    return runSql(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                  "AND backend_type = 'client backend'"_s);
}

QString PostgresFixture::socketFolder() const
{
    return m_folder.path();
}

QString PostgresFixture::log() const
{
    QFile file(path(u"server.log"_s));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace remirai
