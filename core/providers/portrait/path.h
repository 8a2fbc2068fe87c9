// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace remirai {

struct Point
{
    float x = 0;
    float y = 0;

    bool operator==(const Point &) const = default;
};

// Closed outlines of straight segments, filled by the non-zero rule; curves are flattened as they are added.
class Path
{
public:
    Path &moveTo(float x, float y); // ends the outline before it
    Path &lineTo(float x, float y);
    Path &quadTo(Point control, Point end);
    Path &cubicTo(Point control1, Point control2, Point end);

    // Outlines of another path. Filling many at once is cheaper than one by one; those made here all run the same way
    // round, so that overlaps stay filled.
    Path &add(const Path &other);

    struct Outline
    {
        std::size_t first = 0; // index into points()
        std::size_t count = 0;
    };
    const std::vector<Point> &points() const { return m_points; }
    const std::vector<std::size_t> &starts() const { return m_starts; } // of the outlines, in points()
    std::vector<Outline> outlines() const;

    bool operator==(const Path &) const = default;

    static Path ellipse(Point center, float radiusX, float radiusY);
    static Path polygon(std::vector<Point> points);
    static Path roundedRect(Point topLeft, Point bottomRight, float radius);
    // A line of width `width` with round ends along a quadratic curve.
    static Path stroke(Point from, Point control, Point to, float width);
    // The part of an ellipse's rim between two angles (degrees, 0 = right, clockwise as y grows downwards).
    static Path arcStroke(Point center, float radiusX, float radiusY, float fromDegrees, float toDegrees, float width);
    static Path ring(Point center, float radiusX, float radiusY, float width);

private:
    static Path thick(const std::vector<Point> &line, float width);

    std::vector<Point> m_points;
    std::vector<std::size_t> m_starts;
};

} // namespace remirai
