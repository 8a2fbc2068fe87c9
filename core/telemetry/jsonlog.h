// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"

#include <QByteArray>
#include <QString>

namespace remirai {

// One line of the log: {"time":…,"level":"warning","category":"remirai.http","message":…}. Pure.
QByteArray logLine(qint64 nowMs, QtMsgType level, const QString &category, const QString &message);

// The text with what looks like a secret taken out: bearer tokens, JWTs, API keys, passwords in URLs. A net under those
// who log, not a licence to log secrets. Pure.
QString redacted(const QString &text);

// While it lives, every Qt message (qDebug … qFatal, QLoggingCategory) becomes a JSON line on stderr, written with one
// call so that lines of several threads never mix. At most one at a time; `environment` must outlive it.
class JsonLog
{
public:
    explicit JsonLog(Environment &environment);
    ~JsonLog();
    Q_DISABLE_COPY_MOVE(JsonLog)

private:
    QtMessageHandler m_before;
};

} // namespace remirai
