// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config/loadconfig.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

namespace remirai {

// A working directory, with a data directory in it, for one test of the configuration.
struct ConfigFolder
{
    ConfigFolder() { QDir().mkpath(path(QStringLiteral("data"))); }

    QString path(const QString &name) const { return folder.filePath(name); }

    void write(const QString &name, const QByteArray &text, mode_t mode = 0600) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        setMode(name, mode);
    }
    void setMode(const QString &name, mode_t mode) const
    {
        QCOMPARE(::chmod(QFile::encodeName(path(name)).constData(), mode), 0);
    }

    ConfigRequest request() const
    {
        ConfigRequest made;
        made.workingDirectory = folder.path();
        made.dataDir = path(QStringLiteral("data"));
        return made;
    }

    QTemporaryDir folder;
};

// The value of a key as remirai.toml would have it, or what was wrong.
inline QString valueOf(const Result<LoadedConfig> &loaded, const QString &key)
{
    return loaded ? currentText(loaded->config, *findKey(key)) : loaded.error().message;
}

} // namespace remirai
