// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/portrait/path.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace remirai {

namespace {

constexpr float kPi = std::numbers::pi_v<float>;
constexpr int kCirclePoints = 40;

// Points of the unit circle, clockwise from the right.
const std::array<Point, kCirclePoints> &unitCircle()
{
    static const std::array<Point, kCirclePoints> points = [] {
        std::array<Point, kCirclePoints> circle;
        for (size_t i = 0; i < circle.size(); ++i) {
            const float angle = 2 * kPi * static_cast<float>(i) / kCirclePoints;
            circle[i] = {std::cos(angle), std::sin(angle)};
        }
        return circle;
    }();
    return points;
}

int stepsFor(Point a, Point b)
{
    return std::clamp(static_cast<int>((std::abs(a.x - b.x) + std::abs(a.y - b.y)) / 9.0F), 4, 18);
}

} // namespace

Path &Path::moveTo(float x, float y)
{
    m_starts.push_back(m_points.size());
    m_points.push_back({x, y});
    return *this;
}

Path &Path::lineTo(float x, float y)
{
    m_points.push_back({x, y});
    return *this;
}

Path &Path::quadTo(Point control, Point end)
{
    const Point start = m_points.back();
    return cubicTo({(start.x + 2 * control.x) / 3, (start.y + 2 * control.y) / 3},
                   {(end.x + 2 * control.x) / 3, (end.y + 2 * control.y) / 3}, end);
}

Path &Path::cubicTo(Point control1, Point control2, Point end)
{
    const Point start = m_points.back();
    const int steps = stepsFor(start, end);
    for (int i = 1; i <= steps; ++i) {
        const float t = static_cast<float>(i) / static_cast<float>(steps);
        const float u = 1 - t;
        const float a = u * u * u;
        const float b = 3 * u * u * t;
        const float c = 3 * u * t * t;
        const float d = t * t * t;
        m_points.push_back({a * start.x + b * control1.x + c * control2.x + d * end.x,
                            a * start.y + b * control1.y + c * control2.y + d * end.y});
    }
    return *this;
}

std::vector<Path::Outline> Path::outlines() const
{
    std::vector<Outline> result;
    for (size_t i = 0; i < m_starts.size(); ++i) {
        const size_t end = i + 1 < m_starts.size() ? m_starts[i + 1] : m_points.size();
        result.push_back({m_starts[i], end - m_starts[i]});
    }
    return result;
}

Path Path::ellipse(Point center, float radiusX, float radiusY)
{
    Path path;
    path.m_starts.push_back(0);
    path.m_points.reserve(kCirclePoints);
    // Small ones need fewer points.
    const size_t step = radiusX + radiusY < 24 ? 2 : 1;
    for (size_t i = 0; i < kCirclePoints; i += step)
        path.m_points.push_back({center.x + radiusX * unitCircle()[i].x, center.y + radiusY * unitCircle()[i].y});
    return path;
}

Path Path::polygon(std::vector<Point> points)
{
    Path path;
    path.m_starts.push_back(0);
    path.m_points = std::move(points);
    return path;
}

Path Path::roundedRect(Point topLeft, Point bottomRight, float radius)
{
    Path path;
    path.moveTo(topLeft.x + radius, topLeft.y)
        .lineTo(bottomRight.x - radius, topLeft.y)
        .quadTo({bottomRight.x, topLeft.y}, {bottomRight.x, topLeft.y + radius})
        .lineTo(bottomRight.x, bottomRight.y - radius)
        .quadTo(bottomRight, {bottomRight.x - radius, bottomRight.y})
        .lineTo(topLeft.x + radius, bottomRight.y)
        .quadTo({topLeft.x, bottomRight.y}, {topLeft.x, bottomRight.y - radius})
        .lineTo(topLeft.x, topLeft.y + radius)
        .quadTo(topLeft, {topLeft.x + radius, topLeft.y});
    return path;
}

Path Path::stroke(Point from, Point control, Point to, float width)
{
    Path curve;
    curve.moveTo(from.x, from.y).quadTo(control, to);
    return thick(curve.m_points, width);
}

Path Path::arcStroke(Point center, float radiusX, float radiusY, float fromDegrees, float toDegrees, float width)
{
    constexpr int kSteps = 14;
    std::vector<Point> line;
    for (int i = 0; i <= kSteps; ++i) {
        const float angle = (fromDegrees + (toDegrees - fromDegrees) * static_cast<float>(i) / kSteps) * kPi / 180;
        line.push_back({center.x + radiusX * std::cos(angle), center.y + radiusY * std::sin(angle)});
    }
    return thick(line, width);
}

Path Path::ring(Point center, float radiusX, float radiusY, float width)
{
    Path path = ellipse(center, radiusX, radiusY);
    const Path inner = ellipse(center, radiusX - width, radiusY - width);
    path.m_starts.push_back(path.m_points.size());
    path.m_points.insert(path.m_points.end(), inner.m_points.rbegin(), inner.m_points.rend());
    return path;
}

Path Path::thick(const std::vector<Point> &line, float width)
{
    const float half = width / 2;
    std::vector<Point> left;
    std::vector<Point> right;
    float lastAngle = 0;
    for (size_t i = 0; i < line.size(); ++i) {
        const Point before = line[i == 0 ? 0 : i - 1];
        const Point after = line[i + 1 == line.size() ? i : i + 1];
        const float angle = std::atan2(after.y - before.y, after.x - before.x);
        const Point normal{std::sin(angle) * half, -std::cos(angle) * half};
        left.push_back({line[i].x + normal.x, line[i].y + normal.y});
        right.push_back({line[i].x - normal.x, line[i].y - normal.y});
        lastAngle = angle;
    }
    const auto cap = [&](Point center, float angle) { // half a circle from the left side to the right one
        for (int i = 1; i < 6; ++i) {
            const float turn = angle - kPi / 2 + kPi * static_cast<float>(i) / 6;
            left.push_back({center.x + std::cos(turn) * half, center.y + std::sin(turn) * half});
        }
    };
    const float firstAngle = std::atan2(line[1].y - line[0].y, line[1].x - line[0].x);
    cap(line.back(), lastAngle);
    left.insert(left.end(), right.rbegin(), right.rend());
    cap(line.front(), firstAngle + kPi);
    return polygon(std::move(left));
}

} // namespace remirai
