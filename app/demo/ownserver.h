// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"

#include <QProcess>
#include <QTemporaryDir>
#include <memory>

namespace remirai {

// A `remirai serve` of our own: a child process on a free loopback port, over a temporary data directory that goes with
// it. Nothing of the user's database is touched; model settings of the configuration apply.
class OwnServer
{
public:
    // Starts it and waits until it is ready. Unavailable with what it said when it does not get there.
    static Result<std::unique_ptr<OwnServer>> start(const QString &configFile, qint64 deadlineMs = 30'000);
    ~OwnServer(); // stop()
    OwnServer(const OwnServer &) = delete;
    OwnServer &operator=(const OwnServer &) = delete;

    const QString &url() const { return m_url; }
    QString dataDir() const { return m_folder.filePath(QStringLiteral("data")); }

    // SIGTERM, and after ten seconds SIGKILL. Idempotent.
    void stop();

private:
    OwnServer() = default;
    Status launch(const QString &configFile);
    Status waitUntilReady(qint64 deadlineMs);
    QString lastWords();

    QTemporaryDir m_folder;
    QString m_url;
    QProcess m_process;
};

} // namespace remirai
