// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/portrait/canvas.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace remirai {

// Signed area coverage as in font-rs
// (https://medium.com/@raphlinus/inside-the-fastest-font-renderer-in-the-world-75ae5270c445): the running sum over
// `delta` is how much of each pixel lies inside. `touched` remembers which cells are not zero.
struct Canvas::Row
{
    std::array<float, kSide + 2> delta{};
    std::array<quint64, kSide / 64 + 1> touched{};

    void add(int x, float value)
    {
        delta[static_cast<size_t>(x)] += value;
        touched[static_cast<size_t>(x) / 64] |= 1ULL << (static_cast<size_t>(x) % 64);
    }

    // A piece of an edge from x = a to x = b that spans `height` of the row (negative when it runs upwards).
    void addEdge(float a, float b, float height)
    {
        const float left = std::clamp(std::min(a, b), 0.0F, static_cast<float>(kSide));
        const float right = std::clamp(std::max(a, b), 0.0F, static_cast<float>(kSide));
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
};

Canvas::Canvas()
    : m_pixels(static_cast<size_t>(kStride) * kSide, 0)
{
    m_edges.reserve(256);
}

void Canvas::clear(Rgb background)
{
    m_paletteSize = 0;
    m_blends.fill({});
    indexOf(background); // index 0, which is also PNG's filter type "none"
    std::fill(m_pixels.begin(), m_pixels.end(), quint8{0});
}

quint8 Canvas::indexOf(Rgb color)
{
    // Half of the visible steps is near enough for an edge, and keeps the palette within 256.
    constexpr int kNearEnough = 3 * 4 * 4;
    int best = 1 << 30;
    size_t found = 0;
    for (size_t i = 0; i < m_paletteSize; ++i) {
        const int r = m_palette[i].r - color.r;
        const int g = m_palette[i].g - color.g;
        const int b = m_palette[i].b - color.b;
        const int distance = r * r + g * g + b * b;
        if (distance < best) {
            best = distance;
            found = i;
        }
    }
    if (best > kNearEnough && m_paletteSize < m_palette.size()) {
        found = m_paletteSize++;
        m_palette[found] = color;
    }
    return static_cast<quint8>(found);
}

quint8 Canvas::blend(quint8 under, quint8 over, int level)
{
    const quint32 key =
        static_cast<quint32>(under) | static_cast<quint32>(over) << 8 | static_cast<quint32>(level) << 16;
    Blend &slot = m_blends[(key * 2'654'435'761U) >> 22];
    if (slot.key != key) {
        slot.key = key;
        slot.index = indexOf(mixed(m_palette[under], m_palette[over], static_cast<float>(level) / kLevels));
    }
    return slot.index;
}

void Canvas::collectEdges(const Path &path)
{
    m_edges.clear();
    const std::vector<Point> &points = path.points();
    for (const Path::Outline &outline : path.outlines()) {
        for (size_t i = 0; i < outline.count; ++i) {
            Point a = points[outline.first + i];
            Point b = points[outline.first + (i + 1 == outline.count ? 0 : i + 1)];
            const float direction = a.y < b.y ? 1 : -1;
            if (a.y > b.y)
                std::swap(a, b);
            if (a.y == b.y || b.y <= 0 || a.y >= kSide)
                continue;
            const float slope = (b.x - a.x) / (b.y - a.y);
            const float top = std::max(a.y, 0.0F);
            m_edges.push_back(
                {top, std::min(b.y, static_cast<float>(kSide)), a.x + slope * (top - a.y), slope, direction});
        }
    }
    std::sort(m_edges.begin(), m_edges.end(), [](const Edge &a, const Edge &b) { return a.top < b.top; });
}

void Canvas::paintSpan(quint8 *from, quint8 *to, quint8 color, int level)
{
    if (level <= 0)
        return;
    if (level >= kLevels) {
        std::memset(from, color, static_cast<size_t>(to - from));
        return;
    }
    quint8 under = 0;
    quint8 result = 0;
    for (quint8 *pixel = from; pixel != to; ++pixel) {
        if (pixel == from || *pixel != under) {
            under = *pixel;
            result = blend(under, color, level);
        }
        *pixel = result;
    }
}

void Canvas::paintRow(int y, Row &row, quint8 color, float opacity)
{
    quint8 *pixels = m_pixels.data() + y * kStride + 1;
    float sum = 0;
    int from = 0;
    const auto level = [&] { return static_cast<int>(std::min(std::abs(sum), 1.0F) * opacity * kLevels + 0.5F); };
    for (size_t word = 0; word < row.touched.size(); ++word) {
        for (quint64 bits = row.touched[word]; bits != 0; bits &= bits - 1) {
            const int x = static_cast<int>(word * 64) + std::countr_zero(bits);
            const int to = std::min(x, kSide);
            paintSpan(pixels + from, pixels + to, color, level());
            from = to;
            sum += row.delta[static_cast<size_t>(x)];
            row.delta[static_cast<size_t>(x)] = 0;
        }
        row.touched[word] = 0;
    }
    paintSpan(pixels + from, pixels + kSide, color, level());
}

void Canvas::fill(const Path &path, Rgb color, float opacity)
{
    collectEdges(path);
    if (m_edges.empty())
        return;
    const quint8 index = indexOf(color);
    float bottom = 0;
    for (const Edge &edge : m_edges)
        bottom = std::max(bottom, edge.bottom);
    Row row;
    size_t begin = 0; // edges before it have ended (swapped to the front)
    size_t end = 0; // edges from it on have not started
    for (int y = static_cast<int>(m_edges.front().top); y < static_cast<int>(std::ceil(bottom)); ++y) {
        const float rowTop = static_cast<float>(y);
        while (end < m_edges.size() && m_edges[end].top < rowTop + 1)
            ++end;
        for (size_t i = begin; i < end; ++i) {
            const Edge &edge = m_edges[i];
            if (edge.bottom <= rowTop) {
                std::swap(m_edges[i], m_edges[begin++]);
                continue;
            }
            const float from = std::max(edge.top, rowTop);
            const float to = std::min(edge.bottom, rowTop + 1);
            row.addEdge(edge.x + (from - edge.top) * edge.slope, edge.x + (to - edge.top) * edge.slope,
                        (to - from) * edge.direction);
        }
        paintRow(y, row, index, opacity);
    }
}

} // namespace remirai
