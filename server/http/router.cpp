// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/router.h"

#include <QByteArrayList>
#include <algorithm>

namespace remirai {

struct Router::Node
{
    std::vector<std::pair<QByteArray, std::unique_ptr<Node>>> literals; // few: a linear search is the quickest
    std::unique_ptr<Node> parameter;
    std::array<Handler, kMethodTexts.size()> handlers;
    QByteArray pattern; // empty: only on the way to others
    QByteArray allow;

    Node &literal(const QByteArray &segment)
    {
        const auto found =
            std::find_if(literals.begin(), literals.end(), [&](const auto &child) { return child.first == segment; });
        if (found != literals.end())
            return *found->second;
        return *literals.emplace_back(segment, std::make_unique<Node>()).second;
    }

    Node &anySegment()
    {
        if (!parameter)
            parameter = std::make_unique<Node>();
        return *parameter;
    }

    void describeMethods()
    {
        QByteArrayList names;
        for (const auto &[method, text] : kMethodTexts) {
            const bool served = handlers[size_t(method)] || method == Method::Options
                || (method == Method::Head && handlers[size_t(Method::Get)]);
            if (served)
                names.append(text.toByteArray());
        }
        allow = names.join(", ");
    }
};

Router::Router()
    : m_root(std::make_unique<Node>())
{ }

Router::~Router() = default;

void Router::add(Method method, QByteArray pattern, Handler handler)
{
    if (!pattern.startsWith('/') || !handler)
        qFatal("route '%s' has no handler or does not begin with '/'", pattern.constData());
    Node *node = m_root.get();
    size_t parameters = 0;
    const QByteArrayList segments = pattern == "/" ? QByteArrayList() : pattern.mid(1).split('/');
    for (const QByteArray &segment : segments) {
        const bool isParameter = segment.startsWith('{') && segment.endsWith('}') && segment.size() > 2;
        if (segment.isEmpty() || (!isParameter && segment.contains('{')))
            qFatal("route '%s' has a malformed segment", pattern.constData());
        if (isParameter && ++parameters > kMaxPathParameters)
            qFatal("route '%s' has too many parameters", pattern.constData());
        node = isParameter ? &node->anySegment() : &node->literal(segment);
    }
    if (node->handlers[size_t(method)] || (!node->pattern.isEmpty() && node->pattern != pattern))
        qFatal("route '%s' is given twice", pattern.constData());
    node->handlers[size_t(method)] = std::move(handler);
    node->pattern = pattern;
    node->describeMethods();
    m_routes.push_back({method, std::move(pattern)});
}

Router::Match Router::match(Method method, QByteArrayView path) const
{
    Match match;
    const Node *node = path == "/" ? m_root.get() : find(*m_root, path, 1, 0, match);
    if (!node || node->pattern.isEmpty())
        return match;
    match.pattern = &node->pattern;
    match.allow = &node->allow;
    const Handler *handler = &node->handlers[size_t(method)];
    if (method == Method::Head && !*handler)
        handler = &node->handlers[size_t(Method::Get)];
    if (*handler)
        match.handler = handler;
    return match;
}

// Goes back when a literal leads nowhere: with /a/me/x and /a/{id}/y, the path /a/me/y is the second.
const Router::Node *Router::find(const Node &node, QByteArrayView path, qsizetype from, size_t depth,
                                 Match &match) const
{
    if (from > path.size())
        return node.pattern.isEmpty() ? nullptr : &node;
    qsizetype end = path.indexOf('/', from);
    if (end < 0)
        end = path.size();
    const QByteArrayView segment = path.sliced(from, end - from);
    for (const auto &[text, child] : node.literals) {
        if (text == segment) {
            if (const Node *found = find(*child, path, end + 1, depth, match))
                return found;
            break;
        }
    }
    if (!node.parameter || segment.isEmpty())
        return nullptr;
    match.parameters[depth] = {from, end - from};
    return find(*node.parameter, path, end + 1, depth + 1, match);
}

} // namespace remirai
