// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/scenario/arrivals.h"

#include "sim/scenario/csv.h"

#include <QDir>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace remirai::sim {

namespace {

constexpr double kDayNs = 86'400e9;

} // namespace

ArrivalPlan::ArrivalPlan(ObjectReader reader, const QString &folder, qint64 horizonNs)
{
    const bool constant = reader.has(QStringLiteral("rate"));
    if (constant)
        m_pieces.push_back({0, horizonNs, reader.perSecond(QStringLiteral("rate"), 0)});
    qint64 at = 0;
    reader.list(QStringLiteral("pieces"), [&](const Json &item, const QString &path) {
        ObjectReader piece(&item, path, reader.problems());
        const qint64 span = piece.duration(QStringLiteral("for"), 0);
        if (!piece.has(QStringLiteral("for")) || !piece.has(QStringLiteral("rate")))
            piece.complain(QStringLiteral("for"),
                           QStringLiteral("a piece needs \"for\": \"1h\" and \"rate\": \"2/s\""));
        m_pieces.push_back({at, at + span, piece.perSecond(QStringLiteral("rate"), 0)});
        at += span;
        piece.finish();
    });
    if (reader.has(QStringLiteral("users")))
        readUsers(reader.object(QStringLiteral("users")), horizonNs);
    readCsvArrivals(reader, folder, horizonNs);
    const int bases = int(constant) + int(at > 0) + int(!m_users.empty()) + int(reader.has(QStringLiteral("csv")));
    if (bases > 1)
        reader.complain(
            QStringLiteral("rate"),
            QStringLiteral("give one of rate, pieces, users and csv, not several (null removes an inherited one)"));

    if (reader.has(QStringLiteral("diurnal"))) {
        ObjectReader diurnal = reader.object(QStringLiteral("diurnal"));
        m_amplitude = diurnal.share(QStringLiteral("amplitude"), 0);
        m_peakHour = diurnal.number(QStringLiteral("peakHour"), 18, 0, 24);
        diurnal.finish();
    }
    if (reader.has(QStringLiteral("burstiness"))) {
        ObjectReader burst = reader.object(QStringLiteral("burstiness"));
        m_burstCv = burst.number(QStringLiteral("cv"), 0, 0, 10);
        m_burstCorrelationNs = burst.duration(QStringLiteral("correlation"), m_burstCorrelationNs);
        burst.finish();
    }
    reader.list(QStringLiteral("spikes"), [&](const Json &item, const QString &path) {
        ObjectReader spike(&item, path, reader.problems());
        const qint64 from = spike.duration(QStringLiteral("at"), 0);
        const qint64 to = from + spike.duration(QStringLiteral("duration"), 60'000'000'000);
        m_spikes.push_back({from, to, spike.perSecond(QStringLiteral("rate"), 0)});
        if (!spike.has(QStringLiteral("rate")))
            spike.complain(QStringLiteral("rate"),
                           QStringLiteral("is missing; write for instance \"rate\": \"10000/s\""));
        if (from >= horizonNs)
            spike.complain(QStringLiteral("at"), QStringLiteral("lies beyond the horizon"));
        m_disturbances.push_back({from, to});
        spike.finish();
    });
    reader.finish();
}

void ArrivalPlan::readUsers(ObjectReader reader, qint64 horizonNs)
{
    m_jobsPerUserDay = reader.number(QStringLiteral("jobsPerUserDay"), 1, 0, 1e6);
    const QStringList curves{QStringLiteral("linear"), QStringLiteral("exponential"), QStringLiteral("logistic")};
    const int curve = reader.oneOf(QStringLiteral("curve"), curves);
    m_curve = curve == 0 ? Curve::Linear : curve == 2 ? Curve::Logistic : Curve::Exponential;
    const double from = reader.number(QStringLiteral("from"), 1, 0, 1e12);
    const double to = reader.number(QStringLiteral("to"), from, 0, 1e12);
    m_users = {{0, from}, {horizonNs, to}};
    std::vector<Users> points;
    reader.list(QStringLiteral("points"), [&](const Json &item, const QString &path) {
        ObjectReader point(&item, path, reader.problems());
        points.push_back({point.duration(QStringLiteral("at"), 0), point.number(QStringLiteral("users"), 0, 0, 1e12)});
        if (points.size() > 1 && points.back().atNs <= points[points.size() - 2].atNs)
            point.complain(QStringLiteral("at"), QStringLiteral("must be later than the point before"));
        point.finish();
    });
    if (!points.empty())
        m_users = std::move(points);
    if (m_curve == Curve::Exponential
        && std::any_of(m_users.begin(), m_users.end(), [](const Users &users) { return users.perDay <= 0; }))
        reader.complain(QStringLiteral("curve"),
                        QStringLiteral("an exponential curve cannot pass through 0 users; use linear"));
    reader.finish();
}

void ArrivalPlan::readCsvArrivals(ObjectReader &reader, const QString &folder, qint64 horizonNs)
{
    const QString file = reader.text(QStringLiteral("csv"));
    m_replayed = reader.flag(QStringLiteral("replay"), false);
    if (file.isEmpty())
        return;
    const auto rows = readCsv(QDir(folder).filePath(file), 2);
    if (!rows) {
        reader.complain(QStringLiteral("csv"), rows.error().message);
        return;
    }
    for (size_t i = 0; i < rows->size(); ++i) {
        const double from = (*rows)[i][0] * 1e9;
        const bool last = i + 1 == rows->size();
        const double width = last ? (i > 0 ? from - (*rows)[i - 1][0] * 1e9 : 60e9) : (*rows)[i + 1][0] * 1e9 - from;
        if (width <= 0) {
            reader.complain(QStringLiteral("csv"), QStringLiteral("row %1: times must grow").arg(i + 1));
            return;
        }
        const auto to = std::min(horizonNs, static_cast<qint64>(from + width));
        m_pieces.push_back({static_cast<qint64>(from), to, (*rows)[i][1] / (width * 1e-9)});
    }
}

std::vector<qint64> ArrivalPlan::instants() const
{
    std::vector<qint64> all;
    for (const auto *list : {&m_pieces, &m_spikes}) {
        for (const Piece &piece : *list) {
            all.push_back(piece.fromNs);
            all.push_back(piece.toNs);
        }
    }
    return all;
}

double ArrivalPlan::smoothPerSecond(double ns) const
{
    if (m_users.empty())
        return 0;
    size_t i = 0;
    while (i + 1 < m_users.size() && static_cast<double>(m_users[i + 1].atNs) <= ns)
        ++i;
    double perDay = m_users[i].perDay;
    if (i + 1 < m_users.size() && ns >= static_cast<double>(m_users[i].atNs)) {
        const double next = m_users[i + 1].perDay;
        const double span = static_cast<double>(m_users[i + 1].atNs - m_users[i].atNs);
        const double share = (ns - static_cast<double>(m_users[i].atNs)) / span;
        switch (m_curve) {
        case Curve::Linear:
            perDay += (next - perDay) * share;
            break;
        case Curve::Exponential:
            perDay *= std::pow(next / perDay, share);
            break;
        case Curve::Logistic: {
            const auto s = [](double x) { return 1 / (1 + std::exp(-10 * (x - 0.5))); };
            perDay += (next - perDay) * (s(share) - s(0)) / (s(1) - s(0));
            break;
        }
        }
    }
    return perDay * m_jobsPerUserDay / 86'400;
}

std::vector<double> ArrivalPlan::expected(qint64 cellNs, qint64 horizonNs) const
{
    const auto cells = static_cast<size_t>(horizonNs / cellNs);
    std::vector<double> counts(cells, 0.0);
    const double seconds = static_cast<double>(cellNs) * 1e-9;
    const auto spread = [&](const Piece &piece) {
        const auto first = static_cast<size_t>(std::max<qint64>(0, piece.fromNs / cellNs));
        for (size_t cell = first; cell < cells; ++cell) {
            const qint64 from = static_cast<qint64>(cell) * cellNs;
            const qint64 covered = std::min(from + cellNs, piece.toNs) - std::max(from, piece.fromNs);
            if (covered <= 0)
                break;
            counts[cell] += piece.perSecond * static_cast<double>(covered) * 1e-9;
        }
    };
    for (const Piece &piece : m_pieces)
        spread(piece);
    for (size_t cell = 0; cell < cells; ++cell) {
        const double middle = (static_cast<double>(cell) + 0.5) * static_cast<double>(cellNs);
        counts[cell] += smoothPerSecond(middle) * seconds;
        if (m_amplitude > 0) {
            const double hour = std::fmod(middle, kDayNs) / kDayNs * 24;
            counts[cell] *= 1 + m_amplitude * std::cos(2 * std::numbers::pi * (hour - m_peakHour) / 24);
        }
    }
    for (const Piece &piece : m_spikes)
        spread(piece);
    return counts;
}

} // namespace remirai::sim
