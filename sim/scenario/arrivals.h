// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/model.h"
#include "sim/scenario/reader.h"

namespace remirai::sim {

// What a scenario's "arrivals" say, before cells are known.
class ArrivalPlan
{
public:
    // Reads and checks; problems go to the reader's list.
    ArrivalPlan(ObjectReader reader, const QString &folder, qint64 horizonNs);

    // Every instant at which the rate jumps should be a cell boundary.
    std::vector<qint64> instants() const;
    // The expected arrivals of each cell: exact for constant, piecewise, spikes and CSV; growth and the daily wave are
    // taken at the middle of the cell (their change within a minute is below 1e-4).
    std::vector<double> expected(qint64 cellNs, qint64 horizonNs) const;

    const std::vector<Disturbance> &spikes() const { return m_disturbances; }
    bool replayed() const { return m_replayed; }
    double burstCv() const { return m_burstCv; }
    qint64 burstCorrelationNs() const { return m_burstCorrelationNs; }

private:
    enum class Curve { Linear, Exponential, Logistic };
    struct Piece
    {
        qint64 fromNs = 0;
        qint64 toNs = 0;
        double perSecond = 0;
    };
    struct Users
    {
        qint64 atNs = 0;
        double perDay = 0;
    };

    void readUsers(ObjectReader reader, qint64 horizonNs);
    void readCsvArrivals(ObjectReader &reader, const QString &folder, qint64 horizonNs);
    double smoothPerSecond(double ns) const;

    std::vector<Piece> m_pieces; // constant, piecewise and CSV: later ones do not overlap earlier ones
    std::vector<Piece> m_spikes; // added on top
    std::vector<Users> m_users; // growth by daily users
    Curve m_curve = Curve::Exponential;
    double m_jobsPerUserDay = 1;
    double m_amplitude = 0;
    double m_peakHour = 18;
    bool m_replayed = false;
    double m_burstCv = 0;
    qint64 m_burstCorrelationNs = 60'000'000'000;
    std::vector<Disturbance> m_disturbances;
};

} // namespace remirai::sim
