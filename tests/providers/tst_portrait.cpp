// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/local/localmodels.h"
#include "core/providers/local/personatext.h"
#include "core/providers/portrait/canvas.h"
#include "core/providers/portrait/huffman.h"
#include "core/providers/portrait/pngfile.h"
#include "core/providers/portrait/portrait.h"
#include "core/providers/portrait/rundeflate.h"

#include <QImage>
#include <QSet>
#include <QTest>
#include <QtEndian>
#include <algorithm>
#include <limits>
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
    CoverageCache coverages;
    Canvas canvas(coverages);
    canvas.clear({255, 255, 255});
    canvas.fill(path, {0, 0, 0}, opacity);
    return QImage::fromData(toPng(canvas));
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

    void noPixelIsCoveredTwice_data()
    {
        QTest::addColumn<float>("opacity");
        QTest::newRow("opaque") << 1.0F;
        QTest::newRow("translucent") << 0.4F;
    }
    void noPixelIsCoveredTwice()
    {
        QFETCH(float, opacity);
        Path path = Path::ring({256, 256}, 150, 90, 20);
        path.add(Path::ellipse({300, 300}, 80, 80)).add(Path::polygon({{-20, 200}, {530, 201}, {256, 540}}));
        const Coverage coverage = coverageOf(path, opacity);
        QCOMPARE(coverage.whole.empty(), opacity < 1);
        std::vector<bool> covered(kPictureStride * kPictureSide);
        for (const std::vector<Span> &spans : {coverage.whole, coverage.partial}) {
            for (const Span &span : spans) {
                QVERIFY(span.level > 0 && span.count > 0);
                QVERIFY(span.offset % kPictureStride > 0); // the filter type stands there
                QVERIFY(span.offset % kPictureStride + span.count <= kPictureStride);
                for (quint32 i = 0; i < span.count; ++i) {
                    QVERIFY(!covered[span.offset + i]);
                    covered[span.offset + i] = true;
                }
            }
        }
    }

    void rememberedShapesAreTheSame()
    {
        const auto isSame = [](const std::vector<Span> &a, const std::vector<Span> &b) {
            return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Span &x, const Span &y) {
                return x.offset == y.offset && x.count == y.count && x.level == y.level;
            });
        };
        CoverageCache cache;
        size_t most = 0;
        for (int turn = 0; turn < 2; ++turn) {
            for (int i = 0; i < 1'500; ++i) { // more than it keeps
                const Path path = Path::ellipse({256, 256}, 100 + 0.1F * static_cast<float>(i), 250);
                for (const float opacity : {1.0F, 0.5F}) {
                    const auto kept = cache.coverageOf(path, opacity);
                    const Coverage fresh = coverageOf(path, opacity);
                    QVERIFY(isSame(kept->whole, fresh.whole) && isSame(kept->partial, fresh.partial));
                    QCOMPARE(cache.coverageOf(path, opacity).get(), kept.get());
                }
                most = std::max(most, cache.spans());
            }
        }
        QVERIFY2(most > CoverageCache::kMaxSpans && most < CoverageCache::kMaxSpans + 10'000,
                 qPrintable(QString::number(most)));
    }

    void outsideIsHarmless()
    {
        for (const Path &path : {Path::ellipse({-500, -500}, 100, 100), Path::ellipse({900, 900}, 100, 100), Path()})
            QCOMPARE(inkOf(drawn(path)), 0.0);
        QCOMPARE(inkOf(drawn(Path::ellipse({256, 256}, 5'000, 5'000))), 512.0 * 512.0);
    }

    void runsComeBack_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("one byte") << QByteArray("x");
        QTest::newRow("one long run") << QByteArray(3'000'001, 'x');
        for (const int length : {2, 3, 4, 257, 258, 259, 260, 261, 262, 517, 100'000})
            QTest::addRow("run of %d", length) << QByteArray(length, 'r') + QByteArray("z");
        QByteArray noise;
        for (quint32 i = 0, state = 1; i < 200'000; ++i) {
            state = state * 1'664'525 + 1'013'904'223;
            noise.append(static_cast<char>(state >> 24));
        }
        QTest::newRow("noise") << noise;
        QByteArray skewed; // Fibonacci counts make the deepest trees: codes longer than 15 bits must be cut
        for (int symbol = 0, a = 1, b = 1; symbol < 24; ++symbol) {
            for (int i = 0; i < a; ++i)
                skewed.append(i % 2 ? static_cast<char>(symbol) : 'z');
            b += std::exchange(a, b);
        }
        QTest::newRow("skewed") << skewed;
    }
    void runsComeBack()
    {
        QFETCH(QByteArray, bytes);
        const QByteArray packed =
            runDeflated({reinterpret_cast<const quint8 *>(bytes.constData()), static_cast<size_t>(bytes.size())});
        QByteArray header(4, 0);
        qToBigEndian(static_cast<quint32>(bytes.size()), header.data());
        QCOMPARE(qUncompress(header + packed), bytes);
    }

    void huffmanCodesObeyTheirLimit()
    {
        std::array<quint32, 40> counts{};
        for (size_t i = 0, a = 1, b = 1; i < 30; ++i) {
            counts[i] = static_cast<quint32>(a);
            b += std::exchange(a, b);
        }
        std::array<quint8, 40> lengths{};
        huffmanLengths(counts, 15, lengths);
        quint32 kraft = 0;
        for (size_t i = 0; i < lengths.size(); ++i) {
            QVERIFY(lengths[i] <= 15);
            QCOMPARE(lengths[i] > 0, counts[i] > 0);
            kraft += lengths[i] > 0 ? 1U << (15 - lengths[i]) : 0;
        }
        QCOMPARE(kraft, 1U << 15); // complete: no code is wasted
    }

    void aShapeKeepsItsOwnColour()
    {
        CoverageCache coverages;
        Canvas canvas(coverages);
        canvas.clear({0, 0, 0});
        constexpr Rgb near{100, 100, 100};
        constexpr Rgb nearer{102, 101, 100};
        canvas.fill(Path::polygon({{0, 0}, {200, 0}, {200, 200}, {0, 200}}), near);
        canvas.fill(Path::polygon({{200, 0}, {400, 0}, {400, 200}, {200, 200}}), nearer);
        QVERIFY(canvas.palette()[canvas.row(100)[100]] == near);
        QVERIFY(canvas.palette()[canvas.row(100)[300]] == nearer);
        canvas.fill(Path::polygon({{0, 100}, {200, 100}, {200, 200}, {0, 200}}), {108, 108, 108}, 0.5F);
        QVERIFY((canvas.palette()[canvas.row(150)[100]] == Rgb{104, 104, 104}));
    }

    void fullPaletteTakesTheNearest()
    {
        CoverageCache coverages;
        Canvas canvas(coverages);
        canvas.clear({0, 0, 0});
        for (int i = 0; i < 400; ++i)
            canvas.fill(Path::ellipse({static_cast<float>(i % 20 * 26), static_cast<float>(i / 20 * 26)}, 9, 9),
                        {static_cast<quint8>(i * 37), static_cast<quint8>(i * 101), static_cast<quint8>(i * 59)});
        QCOMPARE(canvas.palette().size(), size_t(256));
        const auto distance = [](Rgb color) { // to that of the last shape
            const int r = color.r - 399 * 37 % 256;
            const int g = color.g - 399 * 101 % 256;
            const int b = color.b - 399 * 59 % 256;
            return r * r + g * g + b * b;
        };
        int nearest = std::numeric_limits<int>::max();
        for (const Rgb color : canvas.palette())
            nearest = std::min(nearest, distance(color));
        QVERIFY(nearest > 0); // its own was not to be had
        QCOMPARE(distance(canvas.palette()[canvas.row(19 * 26)[19 * 26]]), nearest);
        QVERIFY(!QImage::fromData(toPng(canvas)).isNull());
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

    // Above the ears, where hair ends on the face, nothing of the backdrop shows between them.
    void hairLiesOnTheHead_data()
    {
        QTest::addColumn<int>("hair");
        QTest::addColumn<float>("faceWidth");
        for (int hair = 0; hair <= static_cast<int>(Hair::Undercut); ++hair) {
            for (const float width : {88.0F, 96.0F, 104.0F})
                QTest::addRow("hair %d, half a face of %d", hair, static_cast<int>(width)) << hair << width;
        }
    }
    void hairLiesOnTheHead()
    {
        QFETCH(int, hair);
        QFETCH(float, faceWidth);
        Look look = lookOf(Traits());
        look.hair = static_cast<Hair>(hair);
        look.faceWidth = faceWidth;
        CoverageCache coverages;
        Canvas canvas(coverages);
        canvas.clear(look.backdropColor);
        paintHairBehind(canvas, look);
        paintHead(canvas, look);
        paintHairInFront(canvas, look);
        for (int y = 205; y < 232; ++y) {
            const std::span<const quint8> row(canvas.row(y), kPictureSide);
            const auto painted = [](quint8 index) { return index != 0; };
            const auto first = std::find_if(row.begin(), row.end(), painted);
            const auto last = std::find_if(row.rbegin(), row.rend(), painted).base();
            QVERIFY2(std::find(first, last, 0) == last, qPrintable(QStringLiteral("in row %1").arg(y)));
        }
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
