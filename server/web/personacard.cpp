// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/web/personacard.h"

#include <QStringList>

namespace remirai {

namespace {

constexpr qsizetype kMaxMotto = 180;
constexpr qsizetype kMaxLabel = 24;
constexpr qsizetype kMaxTrait = 48;

// The end of the first sentence: a mark that a blank or the end follows.
qsizetype sentenceEnd(QStringView line)
{
    for (qsizetype i = 0; i < line.size(); ++i) {
        const bool isMark = line[i] == u'.' || line[i] == u'!' || line[i] == u'?';
        if (isMark && (i + 1 == line.size() || line[i + 1].isSpace()))
            return i + 1;
    }
    return line.size();
}

QString shortened(QStringView text, qsizetype limit)
{
    if (text.size() <= limit)
        return text.toString();
    const qsizetype blank = text.lastIndexOf(u' ', limit - 1);
    qsizetype cut = blank > 0 ? blank : limit - 1;
    if (text[cut - 1].isHighSurrogate())
        --cut;
    return text.first(cut).toString() + u'…';
}

QString withoutEmphasis(QString line)
{
    return line.remove(QStringLiteral("**")).trimmed();
}

bool isBullet(QStringView line)
{
    return line.startsWith(u"- ") || line.startsWith(u"* ");
}

void addTrait(PersonaCard &card, QStringView line)
{
    const qsizetype colon = line.indexOf(u':');
    if (colon <= 0 || colon > kMaxLabel)
        return;
    const QStringView rest = line.sliced(colon + 1).trimmed();
    QStringView value = rest.first(sentenceEnd(rest));
    if (value.endsWith(u'.'))
        value.chop(1);
    if (!value.isEmpty() && value.size() <= kMaxTrait)
        card.traits.emplace_back(line.first(colon).trimmed().toString(), value.toString());
}

} // namespace

PersonaCard cardOf(const QString &prompt)
{
    PersonaCard card;
    const QStringList lines = prompt.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &raw : lines) {
        const QString line = withoutEmphasis(raw);
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        if (isBullet(line)) {
            if (card.traits.size() < kMaxTraits)
                addTrait(card, QStringView(line).sliced(2));
        } else if (card.motto.isEmpty()) {
            card.motto = shortened(QStringView(line).first(sentenceEnd(line)), kMaxMotto);
        }
    }
    return card;
}

Html promptAsHtml(const QString &prompt)
{
    Html html;
    bool inList = false;
    const auto setList = [&](bool on) {
        if (on != inList)
            html += Html::markup(on ? QStringLiteral("<ul>") : QStringLiteral("</ul>"));
        inList = on;
    };
    const auto element = [&](const QString &tag, const QString &text) {
        html += Html::markup(u'<' + tag + u'>');
        html += Html::text(text);
        html += Html::markup(u"</" + tag + u'>');
    };
    const QStringList lines = prompt.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &raw : lines) {
        const QString line = withoutEmphasis(raw);
        if (line.isEmpty())
            continue;
        setList(isBullet(line));
        if (isBullet(line))
            element(QStringLiteral("li"), line.sliced(2));
        else if (line.startsWith(u'#'))
            element(QStringLiteral("h3"), QString(line).remove(u'#').trimmed());
        else
            element(QStringLiteral("p"), line);
    }
    setList(false);
    return html;
}

} // namespace remirai
