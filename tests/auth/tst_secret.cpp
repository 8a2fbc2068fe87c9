// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/fingerprint.h"
#include "server/auth/secret.h"
#include "tests/support/testenvironment.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>
#include <thread>

namespace remirai {

class TestSecret : public QObject
{
    Q_OBJECT

private:
    TestEnvironment m_environment;

    static Secret secretOf(quint8 byte)
    {
        Digest bytes{};
        bytes.fill(byte);
        return Secret(bytes);
    }

private Q_SLOTS:
    // RFC 4231, test case 2 and, for a key longer than a block, 6.
    void hmacKnowsTheStandard()
    {
        HmacSha256 jefe("Jefe");
        const QByteArray expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        QCOMPARE(asBytes(jefe.compute({"what do ya ", "want for nothing?"})).toByteArray().toHex(), expected);
        QCOMPARE(asBytes(jefe.compute({"what do ya want for nothing?"})).toByteArray().toHex(), expected);
        HmacSha256 longKey(QByteArray(131, '\xaa'));
        QCOMPARE(
            asBytes(longKey.compute({"Test Using Larger Than Block-Size Key - Hash Key First"})).toByteArray().toHex(),
            QByteArray("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
    }

    void constantTimeEquality()
    {
        QVERIFY(constantTimeEquals("same", "same"));
        QVERIFY(constantTimeEquals("", ""));
        QVERIFY(!constantTimeEquals("same", "sama"));
        QVERIFY(!constantTimeEquals("same", "same!"));
    }

    void secretIsMadeOnceAndKept()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("server.secret"));
        const auto made = Secret::loadOrCreate(path, m_environment);
        QVERIFY(made);
        const auto again = Secret::loadOrCreate(path, m_environment);
        QVERIFY(again);
        QCOMPARE(again->bytes().toByteArray(), made->bytes().toByteArray());
        struct stat info
        { };
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &info), 0);
        QCOMPARE(info.st_mode & 07777, 0600U);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{QStringLiteral("server.secret")});
    }

    void manyMakersAgree()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("server.secret"));
        constexpr size_t kMakers = 8;
        std::vector<QByteArray> found(kMakers);
        {
            std::vector<std::jthread> makers;
            for (QByteArray &mine : found) {
                makers.emplace_back([&] {
                    const auto secret = Secret::loadOrCreate(path, m_environment);
                    mine = secret ? secret->bytes().toByteArray() : QByteArray();
                });
            }
        }
        QCOMPARE(found.front().size(), Secret::kBytes);
        for (const QByteArray &other : found)
            QCOMPARE(other, found.front());
    }

    void badFilesAreRefused_data()
    {
        QTest::addColumn<uint>("mode");
        QTest::addColumn<int>("size");
        QTest::addColumn<ErrorCode>("expected");
        QTest::addColumn<QString>("mention");
        QTest::newRow("group may read") << 0640U << 32 << ErrorCode::Forbidden << QStringLiteral("chmod 600");
        QTest::newRow("world may write") << 0602U << 32 << ErrorCode::Forbidden << QStringLiteral("chmod 600");
        QTest::newRow("short") << 0600U << 31 << ErrorCode::InvalidArgument << QStringLiteral("31 bytes");
        QTest::newRow("long") << 0600U << 33 << ErrorCode::InvalidArgument << QStringLiteral("33 bytes");
        QTest::newRow("empty") << 0600U << 0 << ErrorCode::InvalidArgument << QStringLiteral("0 bytes");
    }

    void badFilesAreRefused()
    {
        QFETCH(uint, mode);
        QFETCH(int, size);
        QFETCH(ErrorCode, expected);
        QFETCH(QString, mention);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("server.secret"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(size, 'x'));
        file.close();
        QCOMPARE(::chmod(QFile::encodeName(path).constData(), mode), 0);
        const auto secret = Secret::loadOrCreate(path, m_environment);
        QVERIFY(!secret);
        QCOMPARE(secret.error().code, expected);
        QVERIFY2(secret.error().message.contains(mention), qPrintable(secret.error().message));
    }

    void linksAndMissingFoldersAreRefused()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("target"));
        QVERIFY(Secret::loadOrCreate(target, m_environment));
        const QString link = folder.filePath(QStringLiteral("link"));
        QVERIFY(QFile::link(target, link));
        QVERIFY(!Secret::loadOrCreate(link, m_environment));
        QVERIFY(!Secret::loadOrCreate(folder.filePath(QStringLiteral("no/such/folder")), m_environment));
    }

    void derivedKeysDiffer()
    {
        const Secret secret = secretOf(1);
        QCOMPARE(secret.derive("a").bytes().toByteArray(), secret.derive("a").bytes().toByteArray());
        QVERIFY(secret.derive("a").bytes() != secret.derive("b").bytes());
        QVERIFY(secret.derive("a").bytes() != secretOf(2).derive("a").bytes());
    }

    void fingerprintTellsFriendsApart_data()
    {
        QTest::addColumn<int>("survey");
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<QByteArray>("agent");
        QTest::addColumn<QByteArray>("cookie");
        QTest::addColumn<bool>("same");
        const QByteArray address = "192.0.2.1";
        QTest::newRow("same friend") << 1 << address << QByteArray("agent") << QByteArray("cookie") << true;
        QTest::newRow("other survey") << 2 << address << QByteArray("agent") << QByteArray("cookie") << false;
        QTest::newRow("other address") << 1 << QByteArray("192.0.2.2") << QByteArray("agent") << QByteArray("cookie")
                                       << false;
        QTest::newRow("other agent") << 1 << address << QByteArray("agenu") << QByteArray("cookie") << false;
        QTest::newRow("other cookie") << 1 << address << QByteArray("agent") << QByteArray("cookif") << false;
        QTest::newRow("shifted border") << 1 << address << QByteArray("agentc") << QByteArray("ookie") << false;
        QTest::newRow("no cookie") << 1 << address << QByteArray("agentcookie") << QByteArray() << false;
    }

    void fingerprintTellsFriendsApart()
    {
        QFETCH(int, survey);
        QFETCH(QByteArray, address);
        QFETCH(QByteArray, agent);
        QFETCH(QByteArray, cookie);
        QFETCH(bool, same);
        const auto id = [](int last) {
            SurveyId made;
            made.uuid.bytes[15] = static_cast<quint8>(last);
            return made;
        };
        Fingerprint fingerprint(secretOf(1));
        const QByteArray reference = fingerprint.of(id(1), "192.0.2.1", "agent", "cookie");
        QCOMPARE(reference.size(), Fingerprint::kBytes);
        QCOMPARE(fingerprint.of(id(survey), address, agent, cookie) == reference, same);
        QVERIFY(Fingerprint(secretOf(2)).of(id(survey), address, agent, cookie) != reference);
    }

    void fingerprintSpeed()
    {
        Fingerprint fingerprint(secretOf(1));
        const QByteArray agent(110, 'a');
        QBENCHMARK
        {
            fingerprint.of(SurveyId{}, "203.0.113.77", agent, "0123456789abcdef0123456789abcdef");
        }
    }
};

} // namespace remirai

QTEST_GUILESS_MAIN(remirai::TestSecret)
#include "tst_secret.moc"
