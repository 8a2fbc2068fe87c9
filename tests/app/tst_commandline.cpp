// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/connect.h"
#include "server/auth/tokenservice.h"
#include "tests/app/cannedserver.h"
#include "tests/app/programfolder.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <csignal>

namespace remirai {

using namespace Qt::StringLiterals;

// The program as a shell sees it: exit codes, and what goes to which stream.
class TestCommandLine : public QObject
{
    Q_OBJECT

private:
    std::optional<ProgramFolder> m_folder;

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void version()
    {
        const Outcome outcome = m_folder->run({u"--version"_s});
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.out, u"remirai "_s + QStringLiteral(REMIRAI_VERSION) + u'\n');
        QCOMPARE(outcome.err, QString());
        QCOMPARE(m_folder->run({u"doctor"_s, u"--version"_s}).out, outcome.out);
    }

    void help_data()
    {
        QTest::addColumn<QStringList>("command");
        for (const char *name :
             {"serve", "worker", "demo", "simulate", "queue", "saga", "token create", "doctor", "queue redrive"})
            QTest::newRow(name) << QString::fromLatin1(name).split(u' ');
        QTest::newRow("all") << QStringList();
    }
    void help()
    {
        QFETCH(QStringList, command);
        const Outcome outcome = m_folder->run(command << u"--help"_s);
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.out.contains(u"--"_s), qPrintable(outcome.out));
        QCOMPARE(outcome.err, QString());
    }

    void wrongUse_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *arguments, const char *says) {
            QTest::newRow(arguments) << QString::fromUtf8(arguments) << QString::fromUtf8(says);
        };
        row("", "A subcommand is required");
        row("srve", "there is no command “srve”; did you mean “serve”?");
        row("frobnicate", "there is no command “frobnicate”; the commands are serve, worker");
        row("serve --frob", "--frob");
        row("spike viral", "--target is required");
        row("queue", "A subcommand is required");
        row("queue show", "name is required");
        row("saga show 12", "“12” is not a saga's id");
        row("token create", "--user is required");
        row("token create --user a@b --role king", "--role");
        row("token create --user nobody", "“nobody” is not an e-mail address");
        row("token create --user a@b --ttl 5", "--ttl: “5” is not a number with one of the units");
        row("worker", "--connect is required");
        row("worker --connect nowhere", "--connect: “nowhere” is no endpoint");
        row("worker --connect tcp://127.0.0.1:1 --queue persona-queue", "--queue: there is no queue “persona-queue”");
        row("demo --timeout soon", "--timeout: “soon” is not a number");
        row("serve --listen 127.0.0.1", "“127.0.0.1” is not ADDRESS:PORT");
        row("serve --listen 0.0.0.0:0", "refused while server.listen (--listen) is beyond loopback");
        row("queue list --server nowhere", "“nowhere” is not an address");
    }
    void wrongUse()
    {
        QFETCH(QString, arguments);
        QFETCH(QString, says);
        const Outcome outcome = m_folder->run(arguments.split(u' ', Qt::SkipEmptyParts));
        QVERIFY2(outcome.err.contains(says), qPrintable(outcome.err));
        QCOMPARE(outcome.code, 2);
        QCOMPARE(outcome.out, QString());
    }

    void spikeWantsAServer()
    {
        const Outcome outcome = m_folder->run(
            {u"spike"_s, u"viral-spike"_s, u"--target"_s, u"http://127.0.0.1:1"_s, u"--scale"_s, u"0.001"_s});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.contains(u"http://127.0.0.1:1 does not answer"_s), qPrintable(outcome.err));
    }
    void spikeSparesOthers()
    {
        const Outcome outcome = m_folder->run({u"spike"_s, u"viral-spike"_s, u"--target"_s, u"http://192.0.2.1"_s});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains(u"--yes"_s), qPrintable(outcome.err));
    }
    void simulateIsMounted()
    {
        const Outcome outcome = m_folder->run({u"simulate"_s, u"--list"_s});
        QCOMPARE(outcome.code, 0);
        QVERIFY(!outcome.out.isEmpty());
    }

    void tokenCreate()
    {
        const QStringList arguments{
            u"token"_s,    u"create"_s, u"--user"_s, u"Me@Example.org"_s, u"--role"_s,
            u"operator"_s, u"--ttl"_s,  u"2h"_s,     u"--data-dir"_s,     m_folder->path(u"data"_s)};
        const Outcome outcome = m_folder->run(arguments);
        QCOMPARE(outcome.err, QString());
        QCOMPARE(outcome.code, 0);
        QCOMPARE(m_folder->modeOf(u"data"_s), mode_t(0700));
        for (const QString &file : QDir(m_folder->path(u"data"_s)).entryList(QDir::Files))
            QCOMPARE(m_folder->modeOf(u"data/"_s + file), mode_t(0600));

        SystemEnvironment environment;
        const auto secret = Secret::loadOrCreate(secretFile(m_folder->path(u"data"_s)), environment);
        QVERIFY(secret);
        const TokenService service(*secret, environment);
        const auto principal = service.verify(outcome.out.trimmed().toLatin1());
        QVERIFY(principal);
        QCOMPARE(toString(principal->role), u"operator"_s);
        QCOMPARE(principal->email, u"me@example.org"_s);
        const qint64 leftMs = principal->expiresAtMs - environment.nowMs();
        QVERIFY(leftMs > 7'000'000 && leftMs <= 7'200'000);

        const Outcome again = m_folder->run(arguments + QStringList{u"--json"_s});
        const QJsonObject json = QJsonDocument::fromJson(again.out.toUtf8()).object();
        QCOMPARE(json[u"user_id"_s].toString(), principal->userId.toString()); // the same account
    }

    void doctorOnAFreshMachine()
    {
        m_folder->environment.insert(u"REMIRAI_SERVER_LISTEN"_s, u"127.0.0.1:0"_s);
        const Outcome outcome = m_folder->run({u"doctor"_s});
        QVERIFY2(!outcome.out.contains(u"fail"_s), qPrintable(outcome.out));
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.out.contains(u"will be made at the first start"_s), qPrintable(outcome.out));
        QVERIFY(!QFileInfo::exists(m_folder->path(u".local"_s))); // it looks, and makes nothing
    }
    void doctorWithABrokenConfig()
    {
        m_folder->write(u"remirai.toml"_s, "[server]\nlisen = \"x\"\n");
        const Outcome outcome = m_folder->run({u"doctor"_s});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.out.startsWith(u"fail  configuration"_s), qPrintable(outcome.out));
        QVERIFY2(outcome.out.contains(u"line 2, column 1: unknown key “lisen” in [server]; did you mean “listen”?"_s),
                 qPrintable(outcome.out));
    }
    void doctorFindsTrouble_data()
    {
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<QString>("says");
        QTest::newRow("model away") << QByteArray(
            "[llm]\nprovider = \"openai\"\nmodel = \"m\"\nbase_url = \"http://127.0.0.1:1/v1\"\n")
                                    << u"fail  llm             http://127.0.0.1:1/v1: the connection failed"_s;
        QTest::newRow("no key file") << QByteArray(
            "[image]\nprovider = \"openai\"\nmodel = \"m\"\napi_key_file = \"image.key\"\n")
                                     << u"image.api_key_file: cannot read "_s;
        QTest::newRow("database away") << QByteArray("[database]\nurl = \"postgresql://u@127.0.0.1:1/n\"\n")
                                       << u"fail  database "_s;
    }
    void doctorFindsTrouble()
    {
        QFETCH(QByteArray, toml);
        QFETCH(QString, says);
        m_folder->write(u"remirai.toml"_s, "[server]\nlisten = \"127.0.0.1:0\"\n" + toml);
        const Outcome outcome = m_folder->run({u"doctor"_s});
        QVERIFY2(outcome.out.contains(says), qPrintable(outcome.out));
        QCOMPARE(outcome.code, 1);
    }
    void doctorFindsAPortThatIsTaken()
    {
        const CannedServer other({CannedServer::json("{}", "404 Not Found")});
        m_folder->environment.insert(u"REMIRAI_SERVER_LISTEN"_s, other.url().mid(7));
        const Outcome outcome = m_folder->run({u"doctor"_s, u"--json"_s});
        QCOMPARE(outcome.code, 1);
        QCOMPARE(QJsonDocument::fromJson(outcome.out.toUtf8())[u"healthy"_s].toBool(true), false);
        QVERIFY2(outcome.out.contains(u"choose another port"_s), qPrintable(outcome.out));
    }

    void serveStartsAndStops()
    {
        QProcess process;
        m_folder->prepare(process,
                          {u"serve"_s, u"--data-dir"_s, m_folder->path(u"data"_s), u"--listen"_s, u"127.0.0.1:0"_s});
        process.start(QIODevice::ReadOnly);
        while (!process.canReadLine() && process.waitForReadyRead(30'000)) { }
        const QString greeting = QString::fromUtf8(process.readAllStandardOutput());
        QVERIFY2(greeting.contains(u"is running"_s), process.readAllStandardError().constData());
        QVERIFY2(greeting.contains(u"remirai token create"_s), qPrintable(greeting));
        QVERIFY2(greeting.contains(m_folder->path(u"data"_s)), qPrintable(greeting));
        ::kill(static_cast<pid_t>(process.processId()), SIGHUP); // the terminal went; a server stays
        process.terminate();
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
        for (const QString &file : QDir(m_folder->path(u"data"_s)).entryList(QDir::Files))
            QCOMPARE(m_folder->modeOf(u"data/"_s + file), mode_t(0600));
    }
    void serveSaysWhyItCannot()
    {
        const CannedServer other({CannedServer::json("{}")});
        const Outcome outcome =
            m_folder->run({u"serve"_s, u"--data-dir"_s, m_folder->path(u"data"_s), u"--listen"_s, other.url().mid(7)});
        QCOMPARE(outcome.code, 1);
        QCOMPARE(outcome.out, QString());
        QVERIFY2(outcome.err.startsWith(u"remirai: "_s), qPrintable(outcome.err));
    }
};

} // namespace remirai

QTEST_GUILESS_MAIN(remirai::TestCommandLine)
#include "tst_commandline.moc"
