// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/router.h"

#include <QTest>

using namespace remirai;

namespace {

const Handler kNothing = [](Request &&, Reply &&) {};

// "pattern" or "-", then "+" when the method has a handler, then the parameters.
QByteArray found(const Router &router, Method method, QByteArrayView path)
{
    const Router::Match match = router.match(method, path);
    QByteArray text = match.pattern ? *match.pattern : QByteArray("-");
    if (match.handler)
        text.append(" +");
    for (const Slice &slice : match.parameters) {
        if (match.pattern && slice.size > 0)
            text.append(' ').append(slice.in(path).toByteArray());
    }
    return text;
}

} // namespace

class TestRouter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void allow();
    void lists();
};

void TestRouter::matches_data()
{
    QTest::addColumn<Method>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](Method method, const char *path, const char *expected) {
        QTest::addRow("%s %s", toText(method).data(), path) << method << QByteArray(path) << QByteArray(expected);
    };
    row(Method::Get, "/", "/ +");
    row(Method::Get, "/api", "-");
    row(Method::Get, "/surveys", "/surveys +");
    row(Method::Post, "/surveys", "/surveys +");
    row(Method::Delete, "/surveys", "/surveys");
    row(Method::Head, "/surveys", "/surveys +");
    row(Method::Get, "/surveys/", "-");
    row(Method::Get, "/surveys/7", "/surveys/{id} + 7");
    row(Method::Get, "/surveys/7/", "-");
    row(Method::Get, "/surveys/7/responses/8", "/surveys/{id}/responses/{response} + 7 8");
    row(Method::Get, "/surveys/mine", "/surveys/mine +");
    row(Method::Get, "/surveys/mine/responses/8", "/surveys/{id}/responses/{response} + mine 8");
    row(Method::Get, "/surveys/7/other", "-");
    row(Method::Get, "/surveys/7/responses", "-");
    row(Method::Get, "/nowhere", "-");
}

void TestRouter::matches()
{
    Router router;
    router.get("/", kNothing);
    router.get("/surveys", kNothing);
    router.post("/surveys", kNothing);
    router.get("/surveys/{id}", kNothing);
    router.get("/surveys/mine", kNothing);
    router.get("/surveys/{id}/responses/{response}", kNothing);
    QFETCH(Method, method);
    QFETCH(QByteArray, path);
    QTEST(found(router, method, path), "expected");
}

void TestRouter::allow()
{
    Router router;
    router.post("/a", kNothing);
    router.get("/b", kNothing);
    router.remove("/b", kNothing);
    QCOMPARE(*router.match(Method::Get, "/a").allow, "POST, OPTIONS");
    QCOMPARE(*router.match(Method::Put, "/b").allow, "GET, HEAD, DELETE, OPTIONS");
    QVERIFY(!router.match(Method::Put, "/c").allow);
}

void TestRouter::lists()
{
    Router router;
    router.post("/a/{id}", kNothing);
    router.get("/b", kNothing);
    QCOMPARE(router.routes().size(), 2u);
    QCOMPARE(router.routes()[0].method, Method::Post);
    QCOMPARE(router.routes()[0].pattern, "/a/{id}");
}

QTEST_APPLESS_MAIN(TestRouter)
#include "tst_router.moc"
