// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/web/html.h"
#include "server/web/texts.h"

#include <vector>

namespace remirai {

// A page or a part of one: HTML with places. {{name}} stands for a value, {{t:key}} for one of the texts, and
// {{!a line}} is a comment. Parsed once; immutable; any thread.
class Template
{
public:
    static Result<Template> parse(const QString &source, const Texts &texts);

    // Every place needs its value; one that is missing is a programming error and ends the process.
    struct Value
    {
        const char *name;
        Html html;
    };
    Html fill(std::initializer_list<Value> values) const;

private:
    struct Piece
    {
        QString literal; // comes before the place
        QByteArray place; // empty: nothing follows
    };
    std::vector<Piece> m_pieces;
};

} // namespace remirai
