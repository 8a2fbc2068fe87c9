// SPDX-License-Identifier: GPL-3.0-or-later
// A private PostgreSQL cluster with an empty database for a benchmark: prints its URL, and ends when its input does.
#include "tests/support/postgresfixture.h"

#include <QCoreApplication>
#include <cstdio>

using namespace remirai;

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const auto cluster = PostgresFixture::start();
    const auto url = cluster ? (*cluster)->createDatabase() : Result<QString>(cluster.error());
    if (!url) {
        std::fprintf(stderr, "bench_postgres: %s\n", qPrintable(url.error().message));
        return 1;
    }
    std::printf("%s\n", qPrintable(*url));
    std::fflush(stdout);
    while (std::getchar() != EOF) { }
    return 0;
}
