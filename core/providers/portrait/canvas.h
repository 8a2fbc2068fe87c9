// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/portrait/coverage.h"

#include <array>
#include <span>

namespace remirai {

struct Rgb
{
    quint8 r = 0;
    quint8 g = 0;
    quint8 b = 0;

    bool operator==(const Rgb &) const = default;
};

constexpr Rgb mixed(Rgb from, Rgb to, float part)
{
    const auto channel = [part](quint8 a, quint8 b) {
        return static_cast<quint8>(static_cast<float>(a) + (static_cast<float>(b) - static_cast<float>(a)) * part
                                   + 0.5F);
    };
    return {channel(from.r, to.r), channel(from.g, to.g), channel(from.b, to.b)};
}

// A square picture of one byte per pixel and at most 256 colours. Edges are smooth: a pixel that a shape covers in part
// takes a blend of the two colours, in eighths. Colours are added to the palette as they are met, those of edges only
// when none near them is there yet; when it is full the nearest serves. About 270 KB; use from one thread.
class Canvas
{
public:
    explicit Canvas(CoverageCache &coverages); // which must outlive it

    // Back to one colour and an empty palette. A canvas is worth keeping: its memory costs more than painting on it.
    void clear(Rgb background);

    void fill(const Path &path, Rgb color, float opacity = 1);

    std::span<const Rgb> palette() const { return {m_palette.data(), m_paletteSize}; }
    const quint8 *row(int y) const { return m_pixels.data() + std::ptrdiff_t{y} * kPictureStride + 1; }
    // All rows with their filter bytes (0), as PNG compresses them.
    std::span<const quint8> filteredRows() const { return m_pixels; }

private:
    quint8 indexOf(Rgb color); // of the colour itself, while the palette has room
    quint8 indexNear(Rgb color); // of one that an edge may take for it
    quint8 &cell(Rgb color);
    quint8 added(Rgb color);
    quint8 nearest(Rgb color) const;
    quint8 blend(quint8 under, int level);

    CoverageCache &m_coverages;
    std::vector<quint8> m_pixels;
    std::array<Rgb, 256> m_palette;
    size_t m_paletteSize = 0;
    std::array<quint8, size_t{16} * 16 * 16>
        m_cells{}; // by the upper bits of a colour: a palette entry near it; 0 when none is
    // The fill under way: its colour, the level where it covers a pixel whole, and its blends by what is under it and
    // level; 0 when not known.
    quint8 m_color = 0;
    int m_level = 0;
    std::array<quint8, size_t{256} * kCoverageLevels> m_blends;
};

} // namespace remirai
