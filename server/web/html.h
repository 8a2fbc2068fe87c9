// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace remirai {

// Text that is HTML. A QString never is: this is the one place where text becomes markup.
class Html
{
public:
    Html() = default;
    // Somebody's text: escaped, for an element's content or a quoted attribute.
    static Html text(const QString &text) { return Html(text.toHtmlEscaped()); }
    static Html number(qint64 number) { return Html(QString::number(number)); }
    // Our own markup.
    static Html markup(QString markup) { return Html(std::move(markup)); }

    const QString &string() const { return m_html; }
    bool isEmpty() const { return m_html.isEmpty(); }
    Html &operator+=(const Html &more)
    {
        m_html += more.m_html;
        return *this;
    }

private:
    explicit Html(QString html)
        : m_html(std::move(html))
    { }

    QString m_html;
};

} // namespace remirai
