// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/sourcetext.h"

namespace remirai::architecture {

namespace {

// Walks the text once; what is neither comment nor literal is copied to both outputs.
class Stripper
{
public:
    explicit Stripper(const QString &text)
        : m_text(text)
    { }

    SourceText run()
    {
        while (m_at < m_text.size())
            step();
        return {m_text.split(u'\n'), m_uncommented.split(u'\n'), m_code.split(u'\n')};
    }

private:
    bool startsWith(QStringView token) const { return QStringView(m_text).sliced(m_at).startsWith(token); }

    void step()
    {
        if (startsWith(u"//"))
            blankUntil(m_text.indexOf(u'\n', m_at));
        else if (startsWith(u"/*"))
            blankUntil(after(m_text.indexOf(QStringLiteral("*/"), m_at + 2), 2));
        else if (startsWith(u"R\"") && !isWord(m_at - 1))
            rawLiteral();
        else if (m_text.at(m_at) == u'"' || (m_text.at(m_at) == u'\'' && !isWord(m_at - 1)))
            literal(m_text.at(m_at));
        else
            copy();
    }

    // A quote after a digit or letter separates digits (10'000); u'x' and the like are too short to matter.
    bool isWord(qsizetype index) const
    {
        return index >= 0 && m_text.at(index).isLetterOrNumber()
            && !(m_text.at(index) == u'u' && (index == 0 || !m_text.at(index - 1).isLetterOrNumber()));
    }

    static qsizetype after(qsizetype found, qsizetype length) { return found < 0 ? found : found + length; }

    void copy()
    {
        m_uncommented += m_text.at(m_at);
        m_code += m_text.at(m_at++);
    }

    void blank(QString &out) const { out += m_text.at(m_at) == u'\n' ? u'\n' : u' '; }

    void blankUntil(qsizetype end)
    {
        for (const qsizetype stop = end < 0 ? m_text.size() : end; m_at < stop; ++m_at) {
            blank(m_uncommented);
            blank(m_code);
        }
    }

    void keepAsLiteralUntil(qsizetype end)
    {
        for (const qsizetype stop = end < 0 ? m_text.size() : end; m_at < stop; ++m_at) {
            m_uncommented += m_text.at(m_at);
            blank(m_code);
        }
    }

    void literal(QChar quote)
    {
        copy();
        while (m_at < m_text.size() && m_text.at(m_at) != quote && m_text.at(m_at) != u'\n')
            keepAsLiteralUntil(qMin(m_text.size(), m_at + (m_text.at(m_at) == u'\\' ? 2 : 1)));
        if (m_at < m_text.size())
            copy();
    }

    void rawLiteral()
    {
        const qsizetype open = m_text.indexOf(u'(', m_at);
        const QString delimiter = open < 0 ? QString() : m_text.sliced(m_at + 2, open - m_at - 2);
        const QString close = u')' + delimiter + u'"';
        keepAsLiteralUntil(after(m_text.indexOf(close, m_at), close.size()));
    }

    const QString &m_text;
    qsizetype m_at = 0;
    QString m_uncommented;
    QString m_code;
};

} // namespace

SourceText readSource(const QString &text)
{
    return Stripper(text).run();
}

} // namespace remirai::architecture
