// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/ownserver.h"

#include "app/api/apiclient.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTcpServer>
#include <csignal>
#include <sys/prctl.h>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kStopMs = 10'000;
constexpr int kPollMs = 50;
constexpr qint64 kAnswerMs = 2'000;
constexpr qsizetype kLastWords = 2'000;

// Free a moment ago: good enough, and the server says so if somebody was faster.
quint16 freePort()
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : quint16(0);
}

// The user's settings for where a server stands and who may enter do not hold for this one.
QProcessEnvironment childEnvironment(const QString &url)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"REMIRAI_SERVER_PUBLIC_URL"_s, url);
    environment.insert(u"REMIRAI_AUTH_LOCAL"_s, u"true"_s);
    environment.insert(u"REMIRAI_WORKERS_ENDPOINT"_s, QString());
    return environment;
}

} // namespace

Result<std::unique_ptr<OwnServer>> OwnServer::start(const QString &configFile, qint64 deadlineMs)
{
    std::unique_ptr<OwnServer> server(new OwnServer);
    if (const Status launched = server->launch(configFile); !launched)
        return launched.error();
    if (const Status ready = server->waitUntilReady(deadlineMs); !ready)
        return ready.error();
    return server;
}

OwnServer::~OwnServer()
{
    stop();
}

Status OwnServer::launch(const QString &configFile)
{
    if (!m_folder.isValid())
        return Error{ErrorCode::Unavailable, u"cannot make a temporary folder: "_s + m_folder.errorString(), {}};
    const QString address = u"127.0.0.1:%1"_s.arg(freePort());
    m_url = u"http://"_s + address;
    QStringList arguments{u"serve"_s,      u"--data-dir"_s,     dataDir(),         u"--listen"_s,   address,
                          u"--database"_s, u"sqlite:demo.db"_s, u"--sqs-listen"_s, u"127.0.0.1:0"_s};
    if (!configFile.isEmpty())
        arguments << u"--config"_s << configFile;
    m_process.setProcessEnvironment(childEnvironment(m_url));
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setStandardErrorFile(m_folder.filePath(u"stderr"_s));
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); }); // it must not outlive us
    m_process.start(QCoreApplication::applicationFilePath(), arguments);
    if (!m_process.waitForStarted())
        return Error{ErrorCode::Unavailable, u"cannot start a server: "_s + m_process.errorString(), {}};
    return {};
}

Status OwnServer::waitUntilReady(qint64 deadlineMs)
{
    ApiClient client(m_url, {}, kAnswerMs);
    QElapsedTimer clock;
    clock.start();
    while (!client.get(u"/readyz"_s)) {
        if (clock.elapsed() > deadlineMs)
            return Error{ErrorCode::Timeout,
                         u"the server is not ready after %1 s; it said: %2"_s.arg(deadlineMs / 1'000).arg(lastWords()),
                         {}};
        if (m_process.waitForFinished(kPollMs) || m_process.state() == QProcess::NotRunning)
            return Error{ErrorCode::Unavailable, u"the server ended at once; it said: "_s + lastWords(), {}};
    }
    return {};
}

void OwnServer::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (m_process.waitForFinished(kStopMs))
        return;
    m_process.kill();
    m_process.waitForFinished(kStopMs);
}

QString OwnServer::lastWords()
{
    QFile log(m_folder.filePath(u"stderr"_s));
    if (!log.open(QIODevice::ReadOnly))
        return u"nothing"_s;
    const QString text = QString::fromUtf8(log.readAll()).right(kLastWords).trimmed();
    return text.isEmpty() ? u"nothing"_s : text;
}

} // namespace remirai
