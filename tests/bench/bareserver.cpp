// SPDX-License-Identifier: GPL-3.0-or-later
// The baseline of our benchmarks: Qt HttpServer as it is, without limits or database, answering a fixed body on
// GET /bare and POST /bare. `bench_bareserver PORT [BODY]`; runs until it is killed.
#include <QCoreApplication>
#include <QHttpServer>
#include <cstdio>

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    const QCoreApplication application(argc, argv);
    if (argc < 2) {
        std::fputs("usage: bench_bareserver PORT [BODY]\n", stderr);
        return 64;
    }
    const QByteArray body = argc > 2 ? QByteArray(argv[2]) : QByteArrayLiteral(R"({"status":"success"})");
    QHttpServer server;
    const auto answer = [&body](QHttpServerResponder &&responder) {
        responder.write(body, "application/json", QHttpServerResponder::StatusCode::Ok);
    };
    server.route(QStringLiteral("/bare"), QHttpServerRequest::Method::Get, answer);
    server.route(QStringLiteral("/bare"), QHttpServerRequest::Method::Post, answer);
    if (server.listen(QHostAddress::LocalHost, quint16(QByteArray(argv[1]).toUInt())) == 0) {
        std::fputs("cannot listen\n", stderr);
        return 1;
    }
    return QCoreApplication::exec();
}
