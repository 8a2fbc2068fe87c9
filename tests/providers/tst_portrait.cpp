// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/local/localmodels.h"
#include "core/providers/local/personatext.h"
#include "core/providers/portrait/canvas.h"
#include "core/providers/portrait/pngwriter.h"

#include <QImage>
#include <QSet>
#include <QTest>
#include <thread>

using namespace remirai;

namespace {

QString promptOf(int i)
{
    Traits traits;
    traits.stress = static_cast<Stress>(i % 4);
    traits.social = static_cast<SocialEnergy>(i / 4 % 4);
    traits.humor = static_cast<Humor>(i % 11);
    traits.themes = {static_cast<Theme>(i % 22), static_cast<Theme>((i * 5 + 3) % 22)};
    traits.seed = static_cast<quint64>(i);
    return writePersona(traits);
}

QImage drawn(const Path &path, float opacity = 1)
{
    Canvas canvas;
    canvas.clear({255, 255, 255});
    canvas.fill(path, {0, 0, 0}, opacity);
    PngWriter writer;
    return QImage::fromData(writer.write(canvas));
}

// How much of the picture is covered, in pixels.
double inkOf(const QImage &image)
{
    double ink = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            ink += (255 - qGray(image.pixel(x, y))) / 255.0;
    }
    return ink;
}

} // namespace

class TestPortrait : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shapesCoverTheirArea_data()
    {
        QTest::addColumn<int>("shape");
        QTest::addColumn<double>("area");
        QTest::newRow("square on whole pixels") << 0 << 10'000.0;
        QTest::newRow("square between pixels") << 1 << 100.5 * 100.5;
        QTest::newRow("circle") << 2 << 3.14159 * 100 * 100;
        QTest::newRow("ring") << 3 << 3.14159 * (100 * 100 - 80 * 80);
        QTest::newRow("half outside") << 4 << 3.14159 * 100 * 100 / 2;
        QTest::newRow("flat triangle") << 5 << 400.0 * 3 / 2;
        QTest::newRow("half as opaque") << 6 << 5'000.0;
        QTest::newRow("stroke") << 7 << 200.0 * 10 + 3.14159 * 25;
    }
    void shapesCoverTheirArea()
    {
        QFETCH(int, shape);
        QFETCH(double, area);
        const std::array<Path, 8> paths{
            Path::polygon({{100, 100}, {200, 100}, {200, 200}, {100, 200}}),
            Path::polygon({{100.25F, 100.25F}, {200.75F, 100.25F}, {200.75F, 200.75F}, {100.25F, 200.75F}}),
            Path::ellipse({256, 256}, 100, 100),
            Path::ring({256, 256}, 100, 100, 20),
            Path::ellipse({0, 256}, 100, 100),
            Path::polygon({{50, 300}, {450, 301}, {50, 303}}),
            Path::polygon({{100, 100}, {200, 100}, {200, 200}, {100, 200}}),
            Path::stroke({100, 300}, {200, 300}, {300, 300}, 10)};
        const double ink = inkOf(drawn(paths[static_cast<size_t>(shape)], shape == 6 ? 0.5F : 1));
        QVERIFY2(qAbs(ink - area) < area * 0.02, qPrintable(QStringLiteral("%1 for %2").arg(ink).arg(area)));
    }

    void outsideIsHarmless()
    {
        for (const Path &path : {Path::ellipse({-500, -500}, 100, 100), Path::ellipse({900, 900}, 100, 100), Path()})
            QCOMPARE(inkOf(drawn(path)), 0.0);
        QCOMPARE(inkOf(drawn(Path::ellipse({256, 256}, 5'000, 5'000))), 512.0 * 512.0);
    }

    void fullPaletteTakesTheNearest()
    {
        Canvas canvas;
        canvas.clear({0, 0, 0});
        for (int i = 0; i < 400; ++i)
            canvas.fill(Path::ellipse({static_cast<float>(i % 20 * 26), static_cast<float>(i / 20 * 26)}, 9, 9),
                        {static_cast<quint8>(i * 37), static_cast<quint8>(i * 101), static_cast<quint8>(i * 59)});
        QCOMPARE(canvas.palette().size(), size_t(256));
        PngWriter writer;
        QVERIFY(!QImage::fromData(writer.write(canvas)).isNull());
    }

    void portraitIsAPngOf512()
    {
        LocalImageModel model;
        const QByteArray png = *model.paint(promptOf(1), {});
        QVERIFY(png.startsWith("\x89PNG"));
        const QImage image = QImage::fromData(png);
        QCOMPARE(image.size(), QSize(512, 512));
        QVERIFY(png.size() < 24'000);
    }

    void samePromptSameBytes()
    {
        LocalImageModel model;
        LocalImageModel other;
        const QByteArray first = *model.paint(promptOf(7), {});
        QVERIFY(*model.paint(promptOf(8), {}) != first);
        QCOMPARE(*model.paint(promptOf(7), {}), first);
        QCOMPARE(*other.paint(promptOf(7), {}), first);
    }

    void manyPeopleManyFaces()
    {
        LocalImageModel model;
        QSet<QByteArray> faces;
        for (int i = 0; i < 300; ++i)
            faces.insert(*model.paint(promptOf(i), {}));
        QVERIFY2(faces.size() >= 298, qPrintable(QString::number(faces.size())));
        faces.clear();
        for (int i = 0; i < 50; ++i) // prompts that another model wrote
            faces.insert(*model.paint(QStringLiteral("You are person %1, fond of tea.").arg(i), {}));
        QVERIFY(faces.size() >= 49);
    }

    void manyThreadsPaintAtOnce()
    {
        LocalImageModel model;
        const QByteArray expected = *model.paint(promptOf(3), {});
        std::vector<QByteArray> results(16);
        {
            std::vector<std::jthread> painters;
            for (QByteArray &result : results)
                painters.emplace_back([&] { result = *model.paint(promptOf(3), {}); });
        }
        for (const QByteArray &result : results)
            QCOMPARE(result, expected);
    }
};

QTEST_GUILESS_MAIN(TestPortrait)
#include "tst_portrait.moc"
