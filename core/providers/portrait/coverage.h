// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/providers/portrait/path.h"

#include <QtGlobal>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace remirai {

// A picture is a square of one byte per pixel; before each row stands a byte for PNG's filter type.
inline constexpr int kPictureSide = 512;
inline constexpr int kPictureStride = kPictureSide + 1;
inline constexpr int kCoverageLevels = 8;

// How much of a pixel, in steps.
constexpr int coverageLevel(float part)
{
    return static_cast<int>(part * kCoverageLevels + 0.5F);
}

// Pixels side by side that a shape covers alike.
struct Span
{
    quint32 offset = 0; // of the first, from the picture's start
    quint16 count = 0;
    quint8 level = 0; // how much of each: 1 to kCoverageLevels
};

// What a shape covers. No pixel is in it twice.
struct Coverage
{
    std::vector<Span> whole;
    std::vector<Span> partial;
};

// Pure. Costs time by the length of the outline, not by area. `opacity` lowers all levels.
Coverage coverageOf(const Path &path, float opacity);

// Most shapes of a portrait are those of others too: eyes, clothes, the backdrop, the head. So coverages are kept by
// outline; when they are too many it begins anew. About ten megabytes at most; any thread.
class CoverageCache
{
public:
    std::shared_ptr<const Coverage> coverageOf(const Path &path, float opacity);

    static constexpr size_t kMaxSpans = 1'000'000; // and those of one shape
    size_t spans() const; // that are kept, and one more for each shape

private:
    struct Entry
    {
        Path path;
        float opacity = 0;
        std::shared_ptr<const Coverage> coverage;

        bool is(const Path &other, float otherOpacity) const { return path == other && opacity == otherOpacity; }
        size_t size() const { return coverage->whole.size() + coverage->partial.size() + 1; }
    };
    mutable std::mutex m_mutex;
    std::unordered_map<size_t, Entry> m_entries; // by hash: of two with the same the later one stays
    size_t m_spans = 0;
};

} // namespace remirai
