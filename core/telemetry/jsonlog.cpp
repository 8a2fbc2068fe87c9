// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/jsonlog.h"

#include "core/domain/clock.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <atomic>
#include <unistd.h>

namespace remirai {

namespace {

// Qt's handler is a bare function, so what it needs has to lie here.
std::atomic<Environment *> g_environment = nullptr;

QString levelText(QtMsgType level)
{
    switch (level) {
    case QtDebugMsg:
        return QStringLiteral("debug");
    case QtInfoMsg:
        return QStringLiteral("info");
    case QtWarningMsg:
        return QStringLiteral("warning");
    case QtCriticalMsg:
        return QStringLiteral("error");
    case QtFatalMsg:
        return QStringLiteral("fatal");
    }
    return QStringLiteral("unknown");
}

void writeLine(QtMsgType level, const QMessageLogContext &context, const QString &message)
{
    Environment *environment = g_environment.load();
    const QByteArray line = logLine(environment ? environment->nowMs() : 0, level,
                                    QString::fromUtf8(context.category ? context.category : "default"), message);
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.constData(), static_cast<size_t>(line.size()));
}

} // namespace

QString redacted(const QString &text)
{
    static const QRegularExpression secret(
        QStringLiteral(
            R"((?<=bearer )\S+|eyJ[\w-]+\.[\w-]+\.[\w-]*|\bsk-[\w-]{8,}|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)|(?<=password=)[^\s&]+)"),
        QRegularExpression::CaseInsensitiveOption);
    QString clean = text;
    return clean.replace(secret, QStringLiteral("***"));
}

QByteArray logLine(qint64 nowMs, QtMsgType level, const QString &category, const QString &message)
{
    const QJsonObject line{{QStringLiteral("time"), rfc3339(nowMs)},
                           {QStringLiteral("level"), levelText(level)},
                           {QStringLiteral("category"), category},
                           {QStringLiteral("message"), redacted(message)}};
    return QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
}

JsonLog::JsonLog(Environment &environment)
{
    g_environment = &environment;
    m_before = qInstallMessageHandler(writeLine);
}

JsonLog::~JsonLog()
{
    qInstallMessageHandler(m_before);
    g_environment = nullptr;
}

} // namespace remirai
