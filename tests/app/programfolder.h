// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

namespace remirai {

// What the program came to, as a shell sees it.
struct Outcome
{
    int code = -1; // -1 = it did not end by itself
    QString out;
    QString err;
};

// Runs `remirai` in a folder of the test's own, with nothing of the user's environment.
struct ProgramFolder
{
    ProgramFolder()
    {
        for (const char *name : {"PATH", "LSAN_OPTIONS", "ASAN_OPTIONS", "TSAN_OPTIONS"}) {
            if (qEnvironmentVariableIsSet(name))
                environment.insert(QString::fromLatin1(name), qEnvironmentVariable(name));
        }
        environment.insert(QStringLiteral("HOME"), folder.path());
    }

    QString path(const QString &name) const { return folder.filePath(name); }

    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    mode_t modeOf(const QString &name) const
    {
        struct stat info
        { };
        ::stat(QFile::encodeName(path(name)).constData(), &info);
        return info.st_mode & 0777;
    }

    void prepare(QProcess &process, const QStringList &arguments) const
    {
        process.setProgram(QStringLiteral(REMIRAI_PROGRAM));
        process.setArguments(arguments);
        process.setWorkingDirectory(folder.path());
        process.setProcessEnvironment(environment);
    }

    Outcome run(const QStringList &arguments) const
    {
        QProcess process;
        prepare(process, arguments);
        process.start(QIODevice::ReadOnly);
        if (!process.waitForFinished(60'000))
            return {};
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
    }

    QTemporaryDir folder;
    QProcessEnvironment environment;
};

} // namespace remirai
