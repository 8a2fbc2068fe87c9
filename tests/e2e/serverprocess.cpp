// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/serverprocess.h"

#include "tests/e2e/simpleclient.h"

#include <QFile>
#include <QTcpServer>
#include <QTest>

namespace remirai {

namespace {

constexpr int kStartMs = 20'000;
constexpr int kStopMs = 20'000;

quint16 freePort()
{
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost, 0);
    return probe.serverPort();
}

} // namespace

ServerProcess::ServerProcess(const QString &dataDir, const QByteArray &config)
    : m_dataDir(dataDir)
    , m_port(freePort())
{
    QFile file(dataDir + QStringLiteral("/test.toml"));
    if (!file.open(QIODevice::WriteOnly) || file.write(config) != config.size())
        qFatal("cannot write the configuration");
    m_process.setProgram(QStringLiteral(REMIRAI_EXECUTABLE));
    m_process.setArguments({QStringLiteral("serve"), QStringLiteral("--config"), file.fileName(),
                            QStringLiteral("--data-dir"), dataDir, QStringLiteral("--listen"),
                            QStringLiteral("127.0.0.1:%1").arg(m_port), QStringLiteral("--sqs-listen"),
                            QStringLiteral("127.0.0.1:0")});
    m_process.setStandardOutputFile(dataDir + QStringLiteral("/server.log"), QIODevice::Append);
    m_process.setStandardErrorFile(dataDir + QStringLiteral("/server.log"), QIODevice::Append);
}

ServerProcess::~ServerProcess()
{
    kill();
}

bool ServerProcess::start()
{
    m_process.start();
    if (!m_process.waitForStarted())
        return false;
    return QTest::qWaitFor(
        [&] {
            SimpleClient client(m_port);
            const auto answer = client.send("GET", "/readyz");
            return answer && answer->status == 200;
        },
        kStartMs);
}

void ServerProcess::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

std::optional<int> ServerProcess::terminate()
{
    m_process.terminate();
    if (!m_process.waitForFinished(kStopMs) || m_process.exitStatus() != QProcess::NormalExit)
        return std::nullopt;
    return m_process.exitCode();
}

QString ServerProcess::log() const
{
    QFile file(m_dataDir + QStringLiteral("/server.log"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace remirai
