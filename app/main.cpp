// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commandline.h"

#include <QCoreApplication>
#include <cstdlib>
#include <sys/stat.h>

int main(int argc, char *argv[])
{
    ::setenv("QT_NO_GLIB", "1", 1); // GLib's event loop costs every thread, and brings nothing here
    ::umask(077); // what we write is nobody else's to read
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("remirai"));
    QCoreApplication::setApplicationVersion(QStringLiteral(REMIRAI_VERSION));
    return remirai::runCommandLine(argc, argv);
}
