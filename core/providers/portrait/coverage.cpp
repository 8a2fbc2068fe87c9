// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/portrait/coverage.h"

#include <QHashFunctions>
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace remirai {

namespace {

struct Edge
{
    float top = 0;
    float bottom = 0;
    float x = 0; // at top
    float slope = 0; // dx per row
    float direction = 1;
};

// Signed area coverage as in font-rs
// (https://medium.com/@raphlinus/inside-the-fastest-font-renderer-in-the-world-75ae5270c445): the running sum over
// `delta` is how much of each pixel lies inside. `touched` remembers which cells are not zero.
struct RowCoverage
{
    std::array<float, kPictureSide + 2> delta{};
    std::array<quint64, kPictureSide / 64 + 1> touched{};

    void add(int x, float value)
    {
        delta[static_cast<size_t>(x)] += value;
        touched[static_cast<size_t>(x) / 64] |= 1ULL << (static_cast<size_t>(x) % 64);
    }

    // A piece of an edge from x = a to x = b that spans `height` of the row (negative when it runs upwards).
    void addEdge(float a, float b, float height)
    {
        const float left = std::clamp(std::min(a, b), 0.0F, static_cast<float>(kPictureSide));
        const float right = std::clamp(std::max(a, b), 0.0F, static_cast<float>(kPictureSide));
        const int first = static_cast<int>(left);
        int last = static_cast<int>(right);
        last += static_cast<float>(last) < right ? 1 : 0;
        if (last <= first + 1) {
            const float middle = (left + right) / 2 - static_cast<float>(first);
            add(first, height * (1 - middle));
            add(first + 1, height * middle);
            return;
        }
        const float perPixel = 1 / (right - left);
        const float leftPart = 1 - (left - static_cast<float>(first));
        const float rightPart = right - static_cast<float>(last - 1);
        float covered = 0.5F * perPixel * leftPart * leftPart;
        add(first, height * covered);
        float before = covered; // coverage of the pixel to the left
        float crossed = perPixel * leftPart; // part of the height that lies left of the pixel's right side
        for (int x = first + 1; x < last - 1; ++x) {
            covered = crossed + 0.5F * perPixel;
            add(x, height * (covered - before));
            before = covered;
            crossed += perPixel;
        }
        covered = crossed + (1 - crossed) * (1 - rightPart / 2);
        add(last - 1, height * (covered - before));
        add(last, height * (1 - covered));
    }

    // Appends the spans of row y, and is empty again.
    void takeSpans(int y, float opacity, Coverage &out)
    {
        float sum = 0;
        int from = 0;
        const auto endSpan = [&](int to) {
            const int level = coverageLevel(std::min(std::abs(sum), 1.0F) * opacity);
            if (level > 0 && to > from)
                (level >= kCoverageLevels ? out.whole : out.partial)
                    .push_back({static_cast<quint32>(y * kPictureStride + 1 + from), static_cast<quint16>(to - from),
                                static_cast<quint8>(level)});
            from = to;
        };
        for (size_t word = 0; word < touched.size(); ++word) {
            for (quint64 bits = touched[word]; bits != 0; bits &= bits - 1) {
                const int x = static_cast<int>(word * 64) + std::countr_zero(bits);
                endSpan(std::min(x, kPictureSide));
                sum += delta[static_cast<size_t>(x)];
                delta[static_cast<size_t>(x)] = 0;
            }
            touched[word] = 0;
        }
        endSpan(kPictureSide);
    }
};

std::vector<Edge> edgesOf(const Path &path)
{
    std::vector<Edge> edges;
    const std::vector<Point> &points = path.points();
    edges.reserve(points.size());
    for (const Path::Outline &outline : path.outlines()) {
        for (size_t i = 0; i < outline.count; ++i) {
            Point a = points[outline.first + i];
            Point b = points[outline.first + (i + 1 == outline.count ? 0 : i + 1)];
            const float direction = a.y < b.y ? 1 : -1;
            if (a.y > b.y)
                std::swap(a, b);
            if (a.y == b.y || b.y <= 0 || a.y >= kPictureSide)
                continue;
            const float slope = (b.x - a.x) / (b.y - a.y);
            const float top = std::max(a.y, 0.0F);
            edges.push_back(
                {top, std::min(b.y, static_cast<float>(kPictureSide)), a.x + slope * (top - a.y), slope, direction});
        }
    }
    std::sort(edges.begin(), edges.end(), [](const Edge &a, const Edge &b) { return a.top < b.top; });
    return edges;
}

size_t hashOf(const Path &path, float opacity)
{
    const auto bytes = [](const auto &values) { return values.size() * sizeof values[0]; };
    const size_t seed = qHash(opacity, qHashBits(path.starts().data(), bytes(path.starts())));
    return qHashBits(path.points().data(), bytes(path.points()), seed);
}

} // namespace

Coverage coverageOf(const Path &path, float opacity)
{
    Coverage coverage;
    std::vector<Edge> edges = edgesOf(path);
    if (edges.empty())
        return coverage;
    float bottom = 0;
    for (const Edge &edge : edges)
        bottom = std::max(bottom, edge.bottom);
    RowCoverage row;
    size_t begin = 0; // edges before it have ended (swapped to the front)
    size_t end = 0; // edges from it on have not started
    for (int y = static_cast<int>(edges.front().top); y < static_cast<int>(std::ceil(bottom)); ++y) {
        const float rowTop = static_cast<float>(y);
        while (end < edges.size() && edges[end].top < rowTop + 1)
            ++end;
        for (size_t i = begin; i < end; ++i) {
            const Edge &edge = edges[i];
            if (edge.bottom <= rowTop) {
                std::swap(edges[i], edges[begin++]);
                continue;
            }
            const float from = std::max(edge.top, rowTop);
            const float to = std::min(edge.bottom, rowTop + 1);
            row.addEdge(edge.x + (from - edge.top) * edge.slope, edge.x + (to - edge.top) * edge.slope,
                        (to - from) * edge.direction);
        }
        row.takeSpans(y, opacity, coverage);
    }
    return coverage;
}

std::shared_ptr<const Coverage> CoverageCache::coverageOf(const Path &path, float opacity)
{
    const size_t hash = hashOf(path, opacity);
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_entries.find(hash);
        if (found != m_entries.end() && found->second.is(path, opacity))
            return found->second.coverage;
    }
    Coverage made = remirai::coverageOf(path, opacity); // others go on meanwhile
    made.whole.shrink_to_fit();
    made.partial.shrink_to_fit();
    Entry entry{path, opacity, std::make_shared<const Coverage>(std::move(made))};
    const std::lock_guard lock(m_mutex);
    if (m_spans > kMaxSpans) {
        m_entries.clear();
        m_spans = 0;
    }
    const auto [place, isNew] = m_entries.try_emplace(hash);
    if (!isNew && place->second.is(path, opacity))
        return place->second.coverage; // another painter was quicker
    m_spans += entry.size() - (isNew ? 0 : place->second.size());
    place->second = std::move(entry);
    return place->second.coverage;
}

size_t CoverageCache::spans() const
{
    const std::lock_guard lock(m_mutex);
    return m_spans;
}

} // namespace remirai
