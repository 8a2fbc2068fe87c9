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

namespace {

int levelOf(float coverage)
{
    return static_cast<int>(coverage * Canvas::kLevels + 0.5F);
}

} // namespace

Canvas::Canvas()
    : m_pixels(static_cast<size_t>(kStride) * kSide, 0)
{
    m_edges.reserve(256);
}

void Canvas::clear(Rgb background)
{
    m_paletteSize = 0;
    m_cells.fill(0);
    indexOf(background); // index 0, which is also PNG's filter type "none"
    std::fill(m_pixels.begin(), m_pixels.end(), quint8{0});
}

quint8 Canvas::indexOf(Rgb color)
{
    const auto end = m_palette.begin() + static_cast<std::ptrdiff_t>(m_paletteSize);
    const auto found = std::find(m_palette.begin(), end, color);
    if (found != end)
        return static_cast<quint8>(found - m_palette.begin());
    return m_paletteSize < m_palette.size() ? added(color) : nearest(color);
}

quint8 Canvas::added(Rgb color)
{
    const quint8 index = static_cast<quint8>(m_paletteSize++);
    m_palette[index] = color;
    if (cell(color) == 0)
        cell(color) = index;
    return index;
}

quint8 Canvas::nearest(Rgb color) const
{
    const auto distance = [color](Rgb other) {
        const int r = other.r - color.r;
        const int g = other.g - color.g;
        const int b = other.b - color.b;
        return r * r + g * g + b * b;
    };
    const auto found =
        std::min_element(m_palette.begin(), m_palette.begin() + static_cast<std::ptrdiff_t>(m_paletteSize),
                         [&](Rgb a, Rgb b) { return distance(a) < distance(b); });
    return static_cast<quint8>(found - m_palette.begin());
}

quint8 &Canvas::cell(Rgb color)
{
    // An edge's eighths are 32 steps apart at most: half of that is near enough, and keeps the palette within 256.
    return m_cells[static_cast<size_t>((color.r >> 4) << 8 | (color.g >> 4) << 4 | color.b >> 4)];
}

quint8 Canvas::indexNear(Rgb color)
{
    if (cell(color) == 0)
        cell(color) = m_paletteSize < m_palette.size() ? added(color) : nearest(color);
    return cell(color);
}

quint8 Canvas::blend(quint8 under, int level)
{
    quint8 &index = m_blends[static_cast<size_t>(under * kLevels + level)];
    if (index == 0) {
        const Rgb color = mixed(m_palette[under], m_palette[m_color], static_cast<float>(level) / kLevels);
        index = level == m_level ? indexOf(color) : indexNear(color);
    }
    return index;
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

void Canvas::paintSpan(quint8 *from, quint8 *to, int level)
{
    if (level <= 0)
        return;
    if (level >= kLevels) {
        std::memset(from, m_color, static_cast<size_t>(to - from));
        return;
    }
    quint8 under = 0;
    quint8 result = 0;
    for (quint8 *pixel = from; pixel != to; ++pixel) {
        if (pixel == from || *pixel != under) {
            under = *pixel;
            result = blend(under, level);
        }
        *pixel = result;
    }
}

void Canvas::paintRow(int y, Row &row, float opacity)
{
    quint8 *pixels = m_pixels.data() + y * kStride + 1;
    float sum = 0;
    int from = 0;
    const auto level = [&] { return levelOf(std::min(std::abs(sum), 1.0F) * opacity); };
    for (size_t word = 0; word < row.touched.size(); ++word) {
        for (quint64 bits = row.touched[word]; bits != 0; bits &= bits - 1) {
            const int x = static_cast<int>(word * 64) + std::countr_zero(bits);
            const int to = std::min(x, kSide);
            paintSpan(pixels + from, pixels + to, level());
            from = to;
            sum += row.delta[static_cast<size_t>(x)];
            row.delta[static_cast<size_t>(x)] = 0;
        }
        row.touched[word] = 0;
    }
    paintSpan(pixels + from, pixels + kSide, level());
}

void Canvas::fill(const Path &path, Rgb color, float opacity)
{
    collectEdges(path);
    if (m_edges.empty())
        return;
    m_color = indexOf(color);
    m_level = levelOf(opacity);
    m_blends.fill(0);
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
        paintRow(y, row, opacity);
    }
}

} // namespace remirai
