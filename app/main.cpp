// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commandline.h"

#include <QCoreApplication>
#include <cstdlib>
#include <malloc.h>
#include <sys/stat.h>

int main(int argc, char *argv[])
{
    ::setenv("QT_NO_GLIB", "1", 1); // GLib's event loop costs every thread, and brings nothing here
    // glibc grows and trims the heaps of threads in small steps, which cost the writer a fifth of its time.
    ::mallopt(M_TRIM_THRESHOLD, 64 << 20);
    ::mallopt(M_TOP_PAD, 4 << 20);
    ::mallopt(M_MMAP_THRESHOLD, 16 << 20);
    ::umask(077); // what we write is nobody else's to read
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("remirai"));
    QCoreApplication::setApplicationVersion(QStringLiteral(REMIRAI_VERSION));
    return remirai::runCommandLine(argc, argv);
}
