// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/web/template.h"

#include <algorithm>

namespace remirai {

Result<Template> Template::parse(const QString &source, const Texts &texts)
{
    Template result;
    Piece piece;
    qsizetype at = 0;
    for (qsizetype open = 0; (open = source.indexOf(QLatin1String("{{"), at)) >= 0;) {
        const qsizetype close = source.indexOf(QLatin1String("}}"), open);
        if (close < 0)
            return Error{ErrorCode::Internal, QStringLiteral("a place is not closed"), {}};
        piece.literal += QStringView(source).sliced(at, open - at);
        const QString name = source.sliced(open + 2, close - open - 2);
        at = close + 2;
        if (name.startsWith(u'!')) {
            at += at < source.size() && source[at] == u'\n' ? 1 : 0;
            continue;
        }
        if (name.startsWith(QLatin1String("t:"))) {
            if (!texts.has(name.sliced(2)))
                return Error{ErrorCode::Internal, QStringLiteral("there is no text %1").arg(name.sliced(2)), {}};
            piece.literal += texts(name.sliced(2)).toHtmlEscaped();
            continue;
        }
        piece.place = name.toLatin1();
        result.m_pieces.push_back(std::move(piece));
        piece = {};
    }
    piece.literal += QStringView(source).sliced(at);
    result.m_pieces.push_back(std::move(piece));
    return result;
}

Html Template::fill(std::initializer_list<Value> values) const
{
    QString filled;
    for (const Piece &piece : m_pieces) {
        filled += piece.literal;
        if (piece.place.isEmpty())
            continue;
        const auto value =
            std::find_if(values.begin(), values.end(), [&](const Value &v) { return piece.place == v.name; });
        if (value == values.end())
            qFatal("a page was not given its '%s'", piece.place.constData());
        filled += value->html.string();
    }
    return Html::markup(filled);
}

} // namespace remirai
