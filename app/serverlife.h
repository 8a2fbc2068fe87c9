// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "core/domain/result.h"

#include <QSet>
#include <QString>

namespace remirai {

// Who this server is among those that had this data directory, and which of those are no more. Each has a file under a
// random name and holds it locked until its process ends, however that comes. Nothing else would prove it: containers
// repeat host names, and each has a process 1. A server whose file is not here is unknown, and nothing is said of it.
// Belongs to one thread.
class ServerLife
{
public:
    // Finds out who is no more, and begins to live. Unavailable when the folder takes no locked file.
    static Result<ServerLife> begin(const QString &dataDir, Environment &environment);
    ServerLife(ServerLife &&other) noexcept;
    ServerLife(const ServerLife &) = delete;
    ServerLife &operator=(const ServerLife &) = delete;
    ServerLife &operator=(ServerLife &&) = delete;
    ~ServerLife(); // the next one to begin finds that we are no more

    // The name of this server's embedded workers, for operators to read and for endedWorker() of a later server.
    QString workerName() const;
    // Whether that was an embedded worker of a server that had ended when we began.
    bool endedWorker(const QString &name) const;

private:
    ServerLife(QString id, int file, QSet<QString> ended);

    QString m_id;
    int m_file;
    QSet<QString> m_ended;
};

} // namespace remirai
