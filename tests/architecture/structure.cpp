// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/structure.h"

#include <QRegularExpression>
#include <algorithm>

namespace remirai::architecture {

namespace {

enum class BlockKind { Scope, Function, Other };

struct Block
{
    BlockKind kind = BlockKind::Other;
    int headLine = 0;
};

QString joinedCode(const SourceText &source)
{
    QStringList lines = source.code;
    bool continued = false;
    for (QString &line : lines) { // preprocessor lines hold unbalanced braces and macros
        const bool directive = continued || line.trimmed().startsWith(u'#');
        continued = directive && line.trimmed().endsWith(u'\\');
        if (directive)
            line.fill(u' ');
    }
    return lines.join(u'\n');
}

BlockKind kindOf(const QString &head, const std::vector<Block> &open)
{
    static const QRegularExpression scope(
        QStringLiteral(R"(^\s*(template\s*<.*>\s*)?(inline\s+)?(namespace|class|struct|union|enum|extern)\b)"),
        QRegularExpression::DotMatchesEverythingOption);
    const bool atScope =
        std::all_of(open.begin(), open.end(), [](const Block &b) { return b.kind == BlockKind::Scope; });
    if (!atScope)
        return BlockKind::Other;
    const bool isScope = scope.match(head).hasMatch();
    const qsizetype paren = head.indexOf(u')');
    // `struct Foo makeFoo() {` would be a function; our code never writes the elaborated type.
    if (isScope)
        return BlockKind::Scope;
    return paren >= 0 && !head.trimmed().endsWith(u'=') ? BlockKind::Function : BlockKind::Other;
}

// After `}` of an initialiser such as `: m_a {1}` the head of the function goes on.
bool goesOn(const QString &text, qsizetype at)
{
    while (at < text.size() && text.at(at).isSpace())
        ++at;
    return at < text.size() && (text.at(at) == u',' || text.at(at) == u'{');
}

int lineAt(const QString &text, qsizetype at)
{
    return static_cast<int>(QStringView(text).first(at).count(u'\n')) + 1;
}

qsizetype skipSpace(const QString &text, qsizetype at)
{
    while (at < text.size() && text.at(at).isSpace())
        ++at;
    return at;
}

bool isOurEnumerator(const QString &label)
{
    static const QRegularExpression qualified(QStringLiteral(R"(^(\w+::)*([A-Z]\w*)::[A-Z]\w*$)"));
    static const QRegularExpression qt(QStringLiteral("^Q(t$|[A-Z])"));
    const auto match = qualified.match(label);
    return match.hasMatch() && !qt.match(label.section(QStringLiteral("::"), 0, 0)).hasMatch();
}

// The block that opens at `open` with everything inside nested braces blanked.
QString outermost(const QString &text, qsizetype open)
{
    QString flat;
    int depth = 0;
    for (qsizetype at = open; at < text.size(); ++at) {
        const QChar c = text.at(at);
        depth += c == u'{' ? 1 : (c == u'}' ? -1 : 0);
        if (depth == 0)
            break;
        flat += depth == 1 || c == u'\n' ? c : u' ';
    }
    return flat;
}

} // namespace

std::vector<FunctionSpan> findFunctions(const SourceText &source)
{
    const QString text = joinedCode(source);
    std::vector<FunctionSpan> found;
    std::vector<Block> open;
    qsizetype headStart = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const QChar c = text.at(at);
        if (c == u'{') {
            const QString head = text.sliced(headStart, at - headStart);
            open.push_back({kindOf(head, open), lineAt(text, skipSpace(text, headStart))});
            if (open.back().kind == BlockKind::Scope)
                headStart = at + 1;
        } else if (c == u'}' && !open.empty()) {
            const Block closed = open.back();
            open.pop_back();
            const bool initialiser = closed.kind != BlockKind::Scope && goesOn(text, at + 1);
            if (closed.kind == BlockKind::Function && !initialiser)
                found.push_back({closed.headLine, lineAt(text, at)});
            if (!initialiser
                && std::none_of(open.begin(), open.end(), [](const Block &b) { return b.kind == BlockKind::Function; }))
                headStart = at + 1;
        } else if (c == u';' && (open.empty() || open.back().kind == BlockKind::Scope)) {
            headStart = at + 1;
        }
    }
    return found;
}

std::vector<int> findDefaultsOverEnums(const SourceText &source)
{
    static const QRegularExpression switchHead(QStringLiteral(R"(\bswitch\s*\([^{;]*\)\s*\{)"));
    static const QRegularExpression caseLabel(QStringLiteral(R"(\bcase\s+((?:[^:;{}]|::)+?)\s*:(?!:))"));
    static const QRegularExpression defaultLabel(QStringLiteral(R"(\bdefault\s*:(?!:))"));
    const QString text = joinedCode(source);
    std::vector<int> found;
    for (auto heads = switchHead.globalMatch(text); heads.hasNext();) {
        const qsizetype open = heads.next().capturedEnd() - 1;
        const QString body = outermost(text, open);
        const auto fallback = defaultLabel.match(body);
        if (!fallback.hasMatch())
            continue;
        int labels = 0;
        bool ours = true;
        for (auto cases = caseLabel.globalMatch(body); cases.hasNext(); ++labels)
            ours = isOurEnumerator(cases.next().captured(1)) && ours;
        if (labels > 0 && ours)
            found.push_back(lineAt(text, open + fallback.capturedStart()));
    }
    return found;
}

} // namespace remirai::architecture
