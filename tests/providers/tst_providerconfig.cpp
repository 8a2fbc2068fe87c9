// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/models.h"
#include "core/providers/secret.h"
#include "tests/providers/handenvironment.h"
#include "tests/providers/summaries.h"

#include <QTemporaryDir>
#include <QTest>

using namespace remirai;

namespace {

QString written(const QTemporaryDir &folder, const QByteArray &content, QFile::Permissions permissions)
{
    const QString path = folder.filePath(QStringLiteral("key"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.setPermissions(permissions))
        return {};
    return path;
}

constexpr QFile::Permissions kOwnerOnly = QFile::ReadOwner | QFile::WriteOwner;

ProviderConfig remote()
{
    ProviderConfig config;
    config.llm.provider = config.image.provider = QStringLiteral("openai");
    config.llm.model = config.image.model = QStringLiteral("m");
    return config;
}

} // namespace

class TestProviderConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        qunsetenv("REMIRAI_LLM_API_KEY");
        qunsetenv("REMIRAI_IMAGE_API_KEY");
    }

    void localModelsWorkOutOfTheBox()
    {
        HandEnvironment environment;
        const Result<Models> models = makeModels({}, environment);
        QVERIFY(models.ok());
        const Result<QString> prompt = models->language->synthesize(summaryOf({}), {});
        QVERIFY(prompt.ok());
        QVERIFY(models->image->paint(*prompt, {}).ok());
        QCOMPARE(models->languageGate->health().succeeded, 1);
        QCOMPARE(models->imageGate->health().provider, QStringLiteral("local"));
    }

    void failingLocalModelsAreSeenFailing()
    {
        HandEnvironment environment;
        ProviderConfig config;
        config.localFailureRate = 1;
        const Result<Models> models = makeModels(config, environment);
        for (int i = 0; i < 40; ++i)
            QCOMPARE(models->language->synthesize(summaryOf({}), {}).error().code, ErrorCode::Unavailable);
    }

    void wrongFieldsAreNamed_data()
    {
        QTest::addColumn<QString>("field");
        for (const char *field :
             {"llm.provider", "image.provider", "llm.model", "llm.base_url", "image.base_url", "llm.timeout",
              "llm.requests_per_minute", "image.size", "local.latency", "local.failure_rate", "llm.api_key_file"})
            QTest::newRow(field) << QString::fromLatin1(field);
    }
    void wrongFieldsAreNamed()
    {
        QFETCH(QString, field);
        ProviderConfig config = remote();
        const std::map<QString, std::function<void()>> mistakes{
            {QStringLiteral("llm.provider"), [&] { config.llm.provider = QStringLiteral("openia"); }},
            {QStringLiteral("image.provider"), [&] { config.image.provider.clear(); }},
            {QStringLiteral("llm.model"), [&] { config.llm.model = QStringLiteral(" "); }},
            {QStringLiteral("llm.base_url"), [&] { config.llm.baseUrl = QStringLiteral("file:///etc/passwd"); }},
            {QStringLiteral("image.base_url"),
             [&] { config.image.baseUrl = QStringLiteral("https://user:pass@host/v1"); }},
            {QStringLiteral("llm.timeout"), [&] { config.llm.timeoutMs = 0; }},
            {QStringLiteral("llm.requests_per_minute"), [&] { config.llm.requestsPerMinute = -1; }},
            {QStringLiteral("image.size"), [&] { config.image.size = QStringLiteral("big"); }},
            {QStringLiteral("local.latency"), [&] { config.localLatencyMs = -1; }},
            {QStringLiteral("local.failure_rate"), [&] { config.localFailureRate = 1.5; }},
            {QStringLiteral("llm.api_key_file"), [&] { config.llm.apiKeyFile = QStringLiteral("/nonexistent/key"); }},
        };
        HandEnvironment environment;
        QVERIFY(makeModels(config, environment).ok());
        mistakes.at(field)();
        const Result<Models> models = makeModels(config, environment);
        QVERIFY(!models.ok());
        QCOMPARE(models.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(models.error().field, field);
        QVERIFY(!models.error().message.isEmpty());
    }

    void keyFilesMustBePrivate_data()
    {
        QTest::addColumn<int>("extra");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("0600") << 0 << true;
        QTest::newRow("group reads") << int(QFile::ReadGroup) << false;
        QTest::newRow("others read") << int(QFile::ReadOther) << false;
        QTest::newRow("others write") << int(QFile::WriteOther) << false;
    }
    void keyFilesMustBePrivate()
    {
        QFETCH(int, extra);
        QFETCH(bool, accepted);
        const QTemporaryDir folder;
        const QString path = written(folder, "sk-secret\n", kOwnerOnly | QFile::Permissions(extra));
        const Result<QByteArray> secret = readSecret("REMIRAI_LLM_API_KEY", path, QStringLiteral("llm.api_key_file"));
        QCOMPARE(secret.ok(), accepted);
        if (accepted) {
            QCOMPARE(*secret, QByteArray("sk-secret"));
        } else {
            QVERIFY(secret.error().message.contains(u"chmod 600"));
            QVERIFY(!secret.error().message.contains(u"sk-secret"));
        }
    }

    void environmentWinsOverTheFile()
    {
        const QTemporaryDir folder;
        const QString path = written(folder, "from-file", kOwnerOnly);
        qputenv("REMIRAI_LLM_API_KEY", "from-environment");
        QCOMPARE(*readSecret("REMIRAI_LLM_API_KEY", path, {}), QByteArray("from-environment"));
        QVERIFY(readSecret("REMIRAI_IMAGE_API_KEY", {}, {})->isEmpty());
    }

    void brokenKeysAreRefused()
    {
        const QTemporaryDir folder;
        QVERIFY(!readSecret("REMIRAI_LLM_API_KEY", written(folder, "\n\n", kOwnerOnly), {}));
        QVERIFY(!readSecret("REMIRAI_LLM_API_KEY", folder.path(), {}));
        const QString longest = written(folder, QByteArray(4'096, 'k') + '\n', kOwnerOnly);
        QCOMPARE(readSecret("REMIRAI_LLM_API_KEY", longest, {})->size(), 4'096);
        const auto tooLong = readSecret("REMIRAI_LLM_API_KEY", written(folder, QByteArray(4'097, 'k'), kOwnerOnly), {});
        QVERIFY(!tooLong && tooLong.error().message.contains(u"longer than 4096"));
        qputenv("REMIRAI_LLM_API_KEY", "key\r\nX-Evil: 1");
        QVERIFY(!readSecret("REMIRAI_LLM_API_KEY", {}, {}));
    }
};

QTEST_GUILESS_MAIN(TestProviderConfig)
#include "tst_providerconfig.moc"
