// SPDX-License-Identifier: GPL-3.0-or-later
// Values in, HTML out.
#include "server/web/gzip.h"
#include "server/web/ownerpage.h"
#include "server/web/personacard.h"
#include "server/web/qrcode.h"

#include <QRegularExpression>
#include <QTest>

using namespace remirai;
using namespace Qt::StringLiterals;

class TestRendering : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingLoads();
    void templates();
    void cards_data();
    void cards();
    void promptsAreText();
    void waits();
    void encodings_data();
    void encodings();
    void qrCodes();
};

void TestRendering::everythingLoads()
{
    const auto site = Site::load();
    QVERIFY2(site.ok(), site ? "" : qPrintable(site.error().message));
    QVERIFY(site->findAsset("style.css"));
    QVERIFY(!site->findAsset("../texts/en.json"));
    QCOMPARE(site->version().size(), 16);
}

void TestRendering::templates()
{
    const auto site = Site::load();
    const auto page = Template::parse(u"{{!note}}\n<p title=\"{{t:card.kicker}}\">{{name}}</p>"_s, site->texts());
    QVERIFY(page.ok());
    QCOMPARE(page->fill({{"name", Html::text(u"<b> & \"c\""_s)}}).string(),
             u"<p title=\"As friends see them\">&lt;b&gt; &amp; &quot;c&quot;</p>"_s);
    QVERIFY(!Template::parse(u"{{t:no such text}}"_s, site->texts()));
    QVERIFY(!Template::parse(u"<p>{{name"_s, site->texts()));
    QCOMPARE(site->texts().counted(u"share.answers"_s, 1), u"1 answer"_s);
    QCOMPARE(site->texts().counted(u"share.answers"_s, 0), u"0 answers"_s);
}

void TestRendering::cards_data()
{
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<QString>("motto");
    QTest::addColumn<QString>("traits");
    QTest::newRow("ours")
        << u"You are the quiet one. More.\n\n## Core traits\n- Humor: dry. Say it.\n- Drawn to: a, b.\n"_s
        << u"You are the quiet one."_s << u"Humor=dry;Drawn to=a, b"_s;
    QTest::newRow("bold") << u"**You are** loud!\n* **Humor**: puns"_s << u"You are loud!"_s << u"Humor=puns"_s;
    QTest::newRow("prose alone") << u"You are version 2.0 of yourself and fine"_s
                                 << u"You are version 2.0 of yourself and fine"_s << QString();
    QTest::newRow("long values stay in the text")
        << u"You are.\n- Humor: a very long explanation that would never fit on a card at all"_s << u"You are."_s
        << QString();
    QTest::newRow("long sentence") << u"You are "_s + u"long "_s.repeated(60)
                                   << u"You are "_s + u"long "_s.repeated(33) + u"long…"_s << QString();
    QTest::newRow("at most four") << u"You are.\n- a: 1\n- b: 2\n- c: 3\n- d: 4\n- e: 5"_s << u"You are."_s
                                  << u"a=1;b=2;c=3;d=4"_s;
    QTest::newRow("nothing") << QString() << QString() << QString();
}

void TestRendering::cards()
{
    QFETCH(QString, prompt);
    const PersonaCard card = cardOf(prompt);
    QStringList traits;
    for (const auto &[label, value] : card.traits)
        traits << QString(label + u'=' + value);
    QTEST(card.motto, "motto");
    QTEST(traits.join(u';'), "traits");
}

void TestRendering::promptsAreText()
{
    const QString html = promptAsHtml(u"You are <script>.\n## A <b>\n- one & two\n- three\nEnd"_s).string();
    QCOMPARE(html,
             u"<p>You are &lt;script&gt;.</p><h3>A &lt;b&gt;</h3><ul><li>one &amp; two</li><li>three</li></ul>"
             "<p>End</p>"_s);
}

void TestRendering::waits()
{
    const auto site = Site::load();
    const auto text = [&](std::optional<qint64> waitMs) { return waitText(site->texts(), waitMs); };
    QCOMPARE(text(std::nullopt), u"not known yet"_s);
    QCOMPARE(text(0), u"a few seconds"_s);
    QCOMPARE(text(59'000), u"less than a minute"_s);
    QCOMPARE(text(60'000), u"about a minute"_s);
    QCOMPARE(text(150'000), u"about 3 minutes"_s);
    QCOMPARE(text(7'200'000), u"about 2 hours"_s);
}

void TestRendering::encodings_data()
{
    QTest::addColumn<QByteArray>("accepted");
    QTest::addColumn<bool>("packs");
    QTest::newRow("none") << QByteArray() << false;
    QTest::newRow("browser") << QByteArray("gzip, deflate, br, zstd") << true;
    QTest::newRow("weighted") << QByteArray("br;q=1.0, GZIP;q=0.8") << true;
    QTest::newRow("refused") << QByteArray("gzip;q=0, *") << false;
    QTest::newRow("refused in full") << QByteArray("gzip; q=0.000") << false;
    QTest::newRow("any") << QByteArray("*") << true;
    QTest::newRow("another") << QByteArray("xgzip, br") << false;
}

void TestRendering::encodings()
{
    QFETCH(QByteArray, accepted);
    QTEST(acceptsGzip(accepted), "packs");
    const QByteArray packed = gzip(QByteArray(10'000, 'x'), 9);
    QVERIFY(packed.startsWith("\x1f\x8b") && packed.size() < 100);
}

void TestRendering::qrCodes()
{
    const QString svg = qrCode(u"https://mirai.example/s/0190"_s, u"The \"code\""_s).string();
    QVERIFY(svg.contains(u"aria-label=\"The &quot;code&quot;\""_s));
    // Version 3 has 29 modules a side, and the quiet zone 4 all around; a finder pattern begins with seven dark ones.
    QVERIFY(svg.contains(u"viewBox=\"0 0 37 37\""_s));
    QVERIFY(svg.contains(u"M4 4h7v1h-7z"_s));
    QVERIFY(qrCode(QString(5'000, u'x'), {}).isEmpty());
}

QTEST_GUILESS_MAIN(TestRendering)
#include "tst_rendering.moc"
