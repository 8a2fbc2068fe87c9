// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/portrait/canvas.h"

#include <algorithm>
#include <cstring>

namespace remirai {

Canvas::Canvas(CoverageCache &coverages)
    : m_coverages(coverages)
    , m_pixels(static_cast<size_t>(kPictureStride) * kPictureSide, 0)
{ }

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
    quint8 &index = m_blends[static_cast<size_t>(under * kCoverageLevels + level)];
    if (index == 0) {
        const Rgb color = mixed(m_palette[under], m_palette[m_color], static_cast<float>(level) / kCoverageLevels);
        index = level == m_level ? indexOf(color) : indexNear(color);
    }
    return index;
}

void Canvas::fill(const Path &path, Rgb color, float opacity)
{
    const auto coverage = m_coverages.coverageOf(path, opacity);
    if (coverage->whole.empty() && coverage->partial.empty())
        return;
    m_color = indexOf(color);
    m_level = coverageLevel(opacity);
    m_blends.fill(0);
    for (const Span &span : coverage->whole)
        std::memset(m_pixels.data() + span.offset, m_color, span.count);
    for (const Span &span : coverage->partial) {
        quint8 *pixel = m_pixels.data() + span.offset;
        for (const quint8 *end = pixel + span.count; pixel != end; ++pixel)
            *pixel = blend(*pixel, span.level);
    }
}

} // namespace remirai
