// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <optional>

namespace remirai {

// `remirai serve` as a child process over a data folder, on one loopback port that stays the same over restarts.
class ServerProcess
{
public:
    // `config` is the text of a remirai.toml.
    ServerProcess(const QString &dataDir, const QByteArray &config);
    ~ServerProcess(); // kills

    bool start(); // and waits until it is ready
    void kill(); // SIGKILL, waits for the end
    std::optional<int> terminate(); // SIGTERM; the exit code, nothing when it did not end in time

    quint16 port() const { return m_port; }
    QString log() const;

private:
    const QString m_dataDir;
    quint16 m_port = 0;
    QProcess m_process;
};

} // namespace remirai
