// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/configfolder.h"

namespace remirai {

using namespace Qt::StringLiterals;

// The rules that join several keys, and the places on disk.
class TestConfigRules : public QObject
{
    Q_OBJECT

private:
    std::optional<ConfigFolder> m_folder;

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void crossChecks_data()
    {
        QTest::addColumn<QString>("settings"); // key=value, comma separated
        QTest::addColumn<QString>("says"); // part of the message; empty = accepted
        const auto row = [](const char *name, const QString &settings, const QString &says = {}) {
            QTest::newRow(name) << settings << says;
        };
        row("local sign-in beyond loopback", u"server.listen=0.0.0.0:80"_s,
            u"auth.local (default): local sign-in lets anybody in as anybody, so it is refused while server.listen "
            "(--listen) is beyond loopback; set auth.local = false"_s);
        row("Google sign-in beyond loopback", u"server.listen=0.0.0.0:80;auth.local=false"_s);
        row("loopback, IPv6", u"server.listen=[::1]:80"_s);
        row("loopback by name", u"server.listen=localhost:80"_s);
        row("SQS beyond loopback", u"sqs.listen=0.0.0.0:9324"_s,
            u"sqs.listen (--sqs-listen): without credentials anybody could read and empty the queues, so it is refused "
            "beyond loopback; set sqs.credentials_file"_s);
        row("SQS beyond loopback with credentials", u"sqs.listen=0.0.0.0:9324;sqs.credentials_file=keys"_s);
        row("no SQS", u"sqs.listen="_s);
        row("SQS without a port", u"sqs.listen=127.0.0.1"_s, u"an empty text turns the SQS endpoint off"_s);
        row("no region", u"sqs.region=Mars!"_s, u"“Mars!” is no region"_s);
        row("no account", u"sqs.account=12"_s, u"is no account of twelve digits"_s);
        row("no port", u"server.listen=127.0.0.1"_s, u"“127.0.0.1” is not ADDRESS:PORT"_s);
        row("port too high", u"server.listen=127.0.0.1:70000"_s, u"is not ADDRESS:PORT"_s);
        row("lease shorter than a call", u"llm.timeout=200s"_s,
            u"queue.visibility_timeout (default) is 3 min, shorter than llm.timeout (--timeout) of 3 min 20 s"_s);
        row("lease as long as a call", u"image.timeout=180s"_s);
        row("slots the wrong way round", u"workers.min_slots=200"_s,
            u"workers.min_slots (--min_slots) is 200, above workers.max_slots (default) of 100"_s);
        row("one queue for both", u"queue.image_generation_queue_name=persona-generation-queue"_s,
            u"the two steps need a queue each"_s);
        row("no queue name", u"queue.image_generation_queue_name=a b"_s, u"“a b” is no queue name"_s);
        row("open worker endpoint", u"workers.endpoint=tcp://0.0.0.0:5570"_s, u"set workers.server_key_file"_s);
        row("worker endpoint with keys", u"workers.endpoint=tcp://0.0.0.0:5570;workers.server_key_file=k"_s);
        row("no endpoint", u"workers.endpoint=udp://127.0.0.1:5570"_s, u"is no endpoint; write ipc://"_s);
        row("no model", u"llm.provider=openai"_s, u"llm.model (default): name the model"_s);
        row("password in a flag", u"database.url=postgresql://u:p@h/n"_s,
            u"everybody on this machine can read a password on a command line"_s);
        row("PostgreSQL", u"database.url=postgresql://u@h/n"_s);
        row("no database", u"database.url=mysql://h/n"_s, u"unknown kind of database"_s);
        row("no picture size", u"image.size=512"_s, u"“512” is not WIDTHxHEIGHT"_s);
        row("no proxy", u"server.trusted_proxies=everyone"_s, u"server.trusted_proxies (--trusted_proxies)"_s);
        row("no address", u"server.public_url=remirai.example"_s, u"is not an http or https address"_s);
    }
    void crossChecks()
    {
        QFETCH(QString, settings);
        QFETCH(QString, says);
        ConfigRequest asked = m_folder->request();
        for (const QString &setting : settings.split(u';'))
            asked.flags.emplace_back(setting.section(u'=', 0, 0), setting.section(u'=', 1));
        const auto loaded = loadConfig(asked);
        const QString message = loaded ? QString() : loaded.error().message;
        QVERIFY2(says.isEmpty() ? message.isEmpty() : message.contains(says), qPrintable(message));
    }

    void passwordInAnOpenFile()
    {
        m_folder->write(u"remirai.toml"_s, "[database]\nurl = \"postgresql://u:p@h/n\"\n", 0644);
        auto loaded = loadConfig(m_folder->request());
        QVERIFY(!loaded);
        QVERIFY2(loaded.error().message.endsWith(u"others can read the password in it; run: chmod 600 '%1'"_s.arg(
                     m_folder->path(u"remirai.toml"_s))),
                 qPrintable(loaded.error().message));
        m_folder->setMode(u"remirai.toml"_s, 0600);
        QVERIFY(loadConfig(m_folder->request()));
    }

    void publicUrlOfAServerThatListensEverywhere()
    {
        ConfigRequest asked = m_folder->request();
        asked.flags = {{u"server.listen"_s, u"0.0.0.0:80"_s}, {u"auth.local"_s, u"false"_s}};
        QCOMPARE(valueOf(loadConfig(asked), u"server.public_url"_s), u"\"http://127.0.0.1:80\""_s);
        asked.flags.emplace_back(u"server.public_url"_s, u"https://remirai.example/"_s);
        QCOMPARE(valueOf(loadConfig(asked), u"server.public_url"_s), u"\"https://remirai.example\""_s);
    }

    void dataDirectoryIsPrivate()
    {
        const QString made = m_folder->path(u"deep/er/data"_s);
        QVERIFY(prepareDataDir(made));
        struct stat info
        { };
        QCOMPARE(::stat(QFile::encodeName(made).constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t(0700));
        QVERIFY(prepareDataDir(made)); // again
        QCOMPARE(::chmod(QFile::encodeName(made).constData(), 0750), 0);
        const Status open = prepareDataDir(made);
        QVERIFY(!open);
        QCOMPARE(open.error().message, u"others can look into the data directory; run: chmod 700 '%1'"_s.arg(made));
    }
    void dataDirectoryThatIsAFile()
    {
        m_folder->write(u"file"_s, "x");
        const Status status = prepareDataDir(m_folder->path(u"file"_s));
        QVERIFY(!status);
        QVERIFY2(status.error().message.contains(u"is not a folder"_s), qPrintable(status.error().message));
    }
};

} // namespace remirai

QTEST_GUILESS_MAIN(remirai::TestConfigRules)
#include "tst_configrules.moc"
