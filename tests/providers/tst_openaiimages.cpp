// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/openai/openaimodels.h"
#include "tests/providers/misbehavingserver.h"

#include <QBuffer>
#include <QImage>
#include <QTest>

using namespace remirai;

namespace {

QByteArray pngBytes()
{
    QImage image(40, 30, QImage::Format_RGB32);
    image.fill(Qt::green);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

MisbehavingServer::Handler always(const Served &served)
{
    return [served](const ServedRequest &) { return served; };
}

Served imageByUrl(const QByteArray &url)
{
    return {200, R"({"data":[{"url":")" + url + R"("}]})", {}, Manner::Answer, 0};
}

} // namespace

class TestOpenAiImages : public QObject
{
    Q_OBJECT

    SystemEnvironment m_environment;

    Result<QByteArray> paint(const MisbehavingServer &server, const CallContext &context = {})
    {
        OpenAiImageModel model(OpenAiEndpoint{QStringLiteral("image"), server.url("/v1"), QStringLiteral("test-model"),
                                              "sk-secret", QStringLiteral("512x512")},
                               m_environment);
        return model.paint(QStringLiteral("You are kind."), context);
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
            qunsetenv(name);
    }

    void imagesByBase64()
    {
        MisbehavingServer server(
            always({200, R"({"data":[{"b64_json":")" + pngBytes().toBase64() + R"("}]})", {}, Manner::Answer, 0}));
        const Result<QByteArray> png = paint(server, {"saga:illustration", 5'000, {}});
        QVERIFY(png.ok());
        QCOMPARE(QImage::fromData(*png).size(), QSize(40, 30));
        QCOMPARE(server.requests().at(0).path, QByteArray("/v1/images/generations"));
    }

    void imagesByUrl_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("code"); // -1 = good
        const auto row = [](const char *name, const char *path, int code) {
            QTest::newRow(name) << QByteArray(path) << code;
        };
        row("file", "/file", -1);
        row("redirected once", "/once", -1);
        row("redirected for ever", "/loop", int(ErrorCode::Unprocessable));
        row("redirected to a file", "/scheme", int(ErrorCode::Unprocessable));
        row("redirected to a private host", "/private", int(ErrorCode::Unprocessable));
        row("garbage", "/garbage", int(ErrorCode::Internal));
        row("expired", "/expired", int(ErrorCode::Unavailable));
        row("huge", "/huge", int(ErrorCode::Internal));
    }
    void imagesByUrl()
    {
        QFETCH(QByteArray, path);
        QFETCH(int, code);
        QByteArray base;
        const auto redirect = [](const QByteArray &to) {
            return Served{302, {}, {"Location: " + to}, Manner::Answer, 0};
        };
        MisbehavingServer server([&](const ServedRequest &request) -> Served {
            if (request.path == "/v1/images/generations")
                return imageByUrl(base + path);
            if (request.path == "/once")
                return redirect("/file");
            if (request.path == "/loop")
                return redirect("/loop");
            if (request.path == "/scheme")
                return redirect("file:///etc/passwd");
            if (request.path == "/private")
                return redirect(QByteArray(base).replace("127.0.0.1", "localhost") + "/file");
            if (request.path == "/expired")
                return {403, "expired", {}, Manner::Answer, 0};
            if (request.path == "/huge")
                return {200, QByteArray(17 << 20, 'x'), {}, Manner::Answer, 0};
            return {200,
                    request.path == "/file" ? pngBytes() : QByteArray("\x89PNG\r\n\x1a\nbroken"),
                    {},
                    Manner::Answer,
                    0};
        });
        base = server.url({});
        const Result<QByteArray> png = paint(server, {{}, 10'000, {}});
        QCOMPARE(png.ok() ? -1 : int(png.error().code), code);
        const QList<ServedRequest> requests = server.requests();
        for (qsizetype i = 1; i < requests.size(); ++i)
            QVERIFY(!requests[i].head.contains("sk-secret"));
    }

    void imageUrlsOfOtherSchemesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("url");
        for (const char *url : {"file:///etc/passwd", "ftp://127.0.0.1/x", "data:image/png;base64,AAAA", "gopher://x/",
                                "//host/x", "http://"})
            QTest::newRow(url) << QByteArray(url);
    }
    void imageUrlsOfOtherSchemesAreRefused()
    {
        QFETCH(QByteArray, url);
        MisbehavingServer server(always(imageByUrl(url)));
        QCOMPARE(paint(server, {{}, 5'000, {}}).error().code, ErrorCode::Unprocessable);
    }
};

QTEST_GUILESS_MAIN(TestOpenAiImages)
#include "tst_openaiimages.moc"
