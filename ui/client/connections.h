// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "core/domain/role.h"

#include <QByteArray>
#include <QString>
#include <QUrl>
#include <vector>

namespace remirai::ui {

// A server that the desktop knows.
struct Connection
{
    QString name;
    QUrl url;
    QByteArray token; // secret

    bool operator==(const Connection &) const = default;
};

// The servers one knows and their tokens, in a file that nobody else can read (mode 0600): tokens are worth what their
// role may do.
class ConnectionStore
{
public:
    explicit ConnectionStore(QString file)
        : m_file(std::move(file))
    { }

    // Empty when there is no file. Forbidden when others can read it.
    Result<std::vector<Connection>> load() const;
    Status save(const std::vector<Connection> &connections) const;
    const QString &file() const { return m_file; }

private:
    const QString m_file;
};

// An http(s) address of a server, or what is wrong with the text.
Result<QUrl> serverUrl(const QString &text);
// The role that a token claims; the server decides, this only spares a click. Owner when it tells nothing.
Role claimedRole(const QByteArray &token);

} // namespace remirai::ui
