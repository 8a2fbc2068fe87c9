// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/configfolder.h"

namespace remirai {

using namespace Qt::StringLiterals;

// A working directory and a data directory of its own for every case.
class TestConfig : public QObject
{
    Q_OBJECT

private:
    std::optional<ConfigFolder> m_folder;

    static Variables variables(const std::vector<std::pair<QString, QString>> &pairs)
    {
        Variables made;
        for (const auto &[name, value] : pairs)
            made[name] = {value, name};
        return made;
    }

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void everyKeyHasItsDefault_data()
    {
        QTest::addColumn<QString>("value");
        const auto row = [](const char *key, const char *value) { QTest::newRow(key) << QString::fromUtf8(value); };
        row("server.listen", "\"127.0.0.1:8080\"");
        row("server.public_url", "\"http://127.0.0.1:8080\"");
        row("server.http_threads", "2");
        row("server.max_body", "\"64KiB\"");
        row("server.client_rate", "50");
        row("server.client_burst", "200");
        row("server.trusted_proxies", "[]");
        row("database.url", "\"sqlite:remirai.db\"");
        row("queue.persona_generation_queue_name", "\"persona-generation-queue\"");
        row("queue.image_generation_queue_name", "\"image-generation-queue\"");
        row("queue.retention", "\"4d\"");
        row("queue.visibility_timeout", "\"180s\"");
        row("queue.max_receive_count", "5");
        row("workers.min_slots", "10");
        row("workers.max_slots", "100");
        row("workers.target_wait", "\"30s\"");
        row("workers.endpoint", "\"\"");
        row("workers.server_key_file", "\"\"");
        row("workers.authorized_keys_file", "\"\"");
        for (const std::string table : {"llm", "image"}) {
            row((table + ".provider").c_str(), "\"local\"");
            row((table + ".base_url").c_str(), "\"\"");
            row((table + ".model").c_str(), "\"\"");
            row((table + ".api_key_file").c_str(), "\"\"");
            row((table + ".requests_per_minute").c_str(), "0");
        }
        row("llm.timeout", "\"60s\"");
        row("image.timeout", "\"120s\"");
        row("image.size", "\"512x512\"");
        row("local.latency", "\"0s\"");
        row("local.failure_rate", "0");
        row("sqs.listen", "\"127.0.0.1:9324\"");
        row("sqs.credentials_file", "\"\"");
        row("sqs.region", "\"us-east-1\"");
        row("sqs.account", "\"000000000000\"");
        row("auth.local", "true");
        row("auth.google_client_id", "\"\"");
        row("auth.google_jwks_url", "\"https://www.googleapis.com/oauth2/v3/certs\"");
        row("auth.token_ttl", "\"1d\"");
        row("persona.minimum_responses", "3");
    }
    void everyKeyHasItsDefault()
    {
        QFETCH(QString, value);
        const auto loaded = loadConfig(m_folder->request());
        QCOMPARE(valueOf(loaded, QString::fromLatin1(QTest::currentDataTag())), value);
    }
    void noKeyIsWithoutADefaultAbove()
    {
        for (const ConfigKey &key : configKeys())
            QVERIFY2(!key.example.isEmpty(), qPrintable(key.path));
    }

    void examplesAreValid()
    {
        QByteArray toml;
        QString table;
        for (const ConfigKey &key : configKeys()) {
            if (key.table() != table) {
                table = key.table();
                toml += "[" + table.toLatin1() + "]\n";
            }
            toml += key.name().toLatin1() + " = " + key.example.toUtf8() + "\n";
        }
        m_folder->write(u"remirai.toml"_s, toml);
        const auto loaded = loadConfig(m_folder->request());
        QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().message));
        QCOMPARE(loaded->origins.size(), configKeys().size());
    }

    void precedence_data()
    {
        QTest::addColumn<int>("sources"); // how many of them, from the weakest on
        QTest::addColumn<QString>("listen");
        QTest::addColumn<QString>("origin");
        QTest::newRow("default") << 0 << "\"127.0.0.1:8080\""
                                 << "(default)";
        QTest::newRow("data directory") << 1 << "\"127.0.0.1:1\""
                                        << "data/remirai.toml, line 2, column 1)";
        QTest::newRow("working directory") << 2 << "\"127.0.0.1:2\""
                                           << "/remirai.toml, line 2, column 1)";
        QTest::newRow("--config") << 3 << "\"127.0.0.1:3\""
                                  << "other.toml, line 2, column 1)";
        QTest::newRow(".env") << 4 << "\"127.0.0.1:4\""
                              << ".env, line 1)";
        QTest::newRow("environment") << 5 << "\"127.0.0.1:5\""
                                     << "(REMIRAI_SERVER_LISTEN)";
        QTest::newRow("flag") << 6 << "\"127.0.0.1:6\""
                              << "(--listen)";
    }
    void precedence()
    {
        QFETCH(int, sources);
        QFETCH(QString, listen);
        QFETCH(QString, origin);
        ConfigRequest asked = m_folder->request();
        if (sources >= 1)
            m_folder->write(u"data/remirai.toml"_s, "[server]\nlisten = \"127.0.0.1:1\"\n");
        if (sources >= 2)
            m_folder->write(u"remirai.toml"_s, "[server]\nlisten = \"127.0.0.1:2\"\n");
        if (sources >= 3) {
            m_folder->write(u"other.toml"_s, "[server]\nlisten = \"127.0.0.1:3\"\n");
            asked.configFile = m_folder->path(u"other.toml"_s);
        }
        if (sources >= 4)
            m_folder->write(u".env"_s, "export REMIRAI_SERVER_LISTEN='127.0.0.1:4'  # quoted\n");
        if (sources >= 5)
            asked.environment = variables({{u"REMIRAI_SERVER_LISTEN"_s, u"127.0.0.1:5"_s}});
        if (sources >= 6)
            asked.flags = {{u"server.listen"_s, u"127.0.0.1:6"_s}};
        const auto loaded = loadConfig(asked);
        QCOMPARE(valueOf(loaded, u"server.listen"_s), listen);
        QVERIFY2(loaded->name(u"server.listen"_s).endsWith(origin), qPrintable(loaded->name(u"server.listen"_s)));
        QCOMPARE(valueOf(loaded, u"server.public_url"_s), QString(listen).replace(u"\"127"_s, u"\"http://127"_s));
    }

    void environmentSpellings_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::newRow("integer") << "REMIRAI_WORKERS_MAX_SLOTS"
                                 << " 50 "
                                 << "workers.max_slots"
                                 << "50";
        QTest::newRow("number") << "REMIRAI_LOCAL_FAILURE_RATE"
                                << "0.25"
                                << "local.failure_rate"
                                << "0.25";
        QTest::newRow("flag") << "REMIRAI_AUTH_LOCAL"
                              << "No"
                              << "auth.local"
                              << "false";
        QTest::newRow("duration") << "REMIRAI_LOCAL_LATENCY"
                                  << "1.5s"
                                  << "local.latency"
                                  << "\"1500ms\"";
        QTest::newRow("size") << "REMIRAI_SERVER_MAX_BODY"
                              << "1MiB"
                              << "server.max_body"
                              << "\"1024KiB\"";
        QTest::newRow("list") << "REMIRAI_SERVER_TRUSTED_PROXIES"
                              << "10.0.0.0/8, ::1"
                              << "server.trusted_proxies"
                              << "[\"10.0.0.0/8\", \"::1\"]";
    }
    void environmentSpellings()
    {
        QFETCH(QString, variable);
        QFETCH(QString, text);
        QFETCH(QString, key);
        QFETCH(QString, value);
        ConfigRequest asked = m_folder->request();
        asked.environment = variables({{variable, text}});
        QCOMPARE(valueOf(loadConfig(asked), key), value);
    }

    void mistakesInTheFile_data()
    {
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<QString>("says"); // after the file's name
        const auto row = [](const char *name, const char *toml, const QString &says) {
            QTest::newRow(name) << QByteArray(toml) << says;
        };
        row("unknown key", "[server]\n  lisen = \"a\"\n",
            u", line 2, column 3: unknown key “lisen” in [server]; did you mean “listen”?"_s);
        row("swapped letters", "[workers]\nmin_solts = 1\n",
            u", line 2, column 1: unknown key “min_solts” in [workers]; did you mean “min_slots”?"_s);
        row("key of another table", "[server]\ntoken_ttl = \"1h\"\n",
            u", line 2, column 1: unknown key “token_ttl” in [server]; did you mean “token_ttl” in [auth]?"_s);
        row("nothing near", "[persona]\nfrobnicate = 1\n",
            u", line 2, column 1: unknown key “frobnicate” in [persona]; [persona] knows minimum_responses"_s);
        row("unknown table", "[databse]\nurl = \"\"\n",
            u", line 1, column 2: unknown table [databse]; did you mean [database]?"_s);
        row("outside a table", "listen = \"a\"\n",
            u", line 1, column 1: unknown key “listen” outside any table; did you mean “listen” in [server]?"_s);
        row("wrong type", "[workers]\nmin_slots = \"ten\"\n",
            u", line 2, column 1: workers.min_slots: \"ten\" is not a whole number; write for example 10"_s);
        row("no unit", "[llm]\ntimeout = 60\n",
            u", line 2, column 1: llm.timeout: 60 is not a duration with its unit, in quotes; write for example \"60s\""_s);
        row("wrong unit", "[llm]\ntimeout = \"60x\"\n",
            u", line 2, column 1: llm.timeout: “60x” is not a number with one of the units ns, us, ms, s, m, h, d, w, like “30s”"_s);
        row("out of range", "[local]\nfailure_rate = 2.5\n",
            u", line 2, column 1: local.failure_rate: 2.5 is outside 0 … 1; write for example 0.0"_s);
        row("retention beyond SQS", "[queue]\nretention = \"15d\"\n",
            u", line 2, column 1: queue.retention: 15 d is outside 1 min … 14 d; write for example \"4d\""_s);
        row("no such choice", "[llm]\nprovider = \"opnai\"\n",
            u", line 2, column 1: llm.provider: “opnai” is not one of local, openai; did you mean “openai”?"_s);
        row("a date", "[server]\nlisten = 2026-01-01\n",
            u", line 2, column 1: server.listen is of a kind that no key takes; write for example listen = \"127.0.0.1:8080\""_s);
    }
    void mistakesInTheFile()
    {
        QFETCH(QByteArray, toml);
        QFETCH(QString, says);
        m_folder->write(u"remirai.toml"_s, toml);
        const auto loaded = loadConfig(m_folder->request());
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().message, m_folder->path(u"remirai.toml"_s) + says);
    }

    void brokenToml()
    {
        m_folder->write(u"remirai.toml"_s, "[server]\nlisten = \n");
        const auto loaded = loadConfig(m_folder->request());
        QVERIFY(!loaded);
        QVERIFY2(loaded.error().message.startsWith(m_folder->path(u"remirai.toml, line 2, column "_s)),
                 qPrintable(loaded.error().message));
    }
    void missingFile()
    {
        ConfigRequest asked = m_folder->request();
        asked.configFile = m_folder->path(u"nowhere.toml"_s);
        const auto loaded = loadConfig(asked);
        QVERIFY(!loaded);
        QVERIFY2(loaded.error().message.contains(u"cannot read"_s), qPrintable(loaded.error().message));
    }
    void everyMistakeIsTold()
    {
        m_folder->write(u"remirai.toml"_s, "[server]\nlisen = 1\n[workers]\nmin_slots = 1.5\n");
        const auto loaded = loadConfig(m_folder->request());
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().message.count(u'\n'), 1);
    }

    void mistakesInVariables_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("misspelt") << u"REMIRAI_SERVER_LISTN"_s << u"x"_s
                                  << u"REMIRAI_SERVER_LISTN: no such setting; did you mean REMIRAI_SERVER_LISTEN?"_s;
        QTest::newRow("not a number")
            << u"REMIRAI_WORKERS_MIN_SLOTS"_s << u"few"_s
            << u"REMIRAI_WORKERS_MIN_SLOTS: \"few\" is not a whole number; write for example 10"_s;
        QTest::newRow("not a flag") << u"REMIRAI_AUTH_LOCAL"_s << u"maybe"_s
                                    << u"REMIRAI_AUTH_LOCAL: \"maybe\" is not true or false; write for example true"_s;
    }
    void mistakesInVariables()
    {
        QFETCH(QString, variable);
        QFETCH(QString, text);
        QFETCH(QString, says);
        ConfigRequest asked = m_folder->request();
        asked.environment = variables({{variable, text}});
        const auto loaded = loadConfig(asked);
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().message, says);
    }
    void otherVariablesAreNotOurs()
    {
        ConfigRequest asked = m_folder->request();
        asked.environment = variables({{u"REMIRAI_TOKEN"_s, u"t"_s},
                                       {u"REMIRAI_LLM_API_KEY"_s, u"k"_s},
                                       {u"REMIRAI_JOBS"_s, u"2"_s},
                                       {u"REMIRAI_SERVER"_s, u"http://127.0.0.1:1"_s}});
        QVERIFY(loadConfig(asked));
    }

    void dotEnvFile()
    {
        m_folder->write(u".env"_s, "# comment\n\nOTHER=1\nREMIRAI_LLM_API_KEY=\"secret # not a comment\"\n");
        const auto loaded = loadConfig(m_folder->request());
        QVERIFY(loaded);
        QCOMPARE(loaded->fromDotEnv.size(), size_t(1));
        QCOMPARE(loaded->fromDotEnv.at(u"REMIRAI_LLM_API_KEY"_s).value, u"secret # not a comment"_s);
    }
    void dotEnvMistakes()
    {
        m_folder->write(u".env"_s, "what is this\nREMIRAI_LLM_API_KEY=secret\n", 0644);
        const auto loaded = loadConfig(m_folder->request());
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().message,
                 u"%1, line 1: not of the form NAME=VALUE\n%1, line 2: others can read the secret REMIRAI_LLM_API_KEY; "
                 "run: chmod 600 '%1'"_s.arg(m_folder->path(u".env"_s)));
    }
};

} // namespace remirai

QTEST_GUILESS_MAIN(remirai::TestConfig)
#include "tst_config.moc"
