// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/transaction.h"

#include <QJsonDocument>
#include <algorithm>

namespace remirai {

namespace {

constexpr Statement kInsertEvent{"INSERT INTO events (at, kind, subject, payload) VALUES (?, ?, ?, ?)"};
constexpr Statement kAddToCounter{"INSERT INTO counters (name, value) VALUES (?, ?) "
                                  "ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value"};
constexpr Statement kCountResponses{"UPDATE surveys SET response_count = response_count + ? WHERE seq = ?"};
constexpr Statement kLoadCounters{"SELECT name, value FROM counters"};

} // namespace

void Transaction::record(const char *kind, const QString &subject, const QJsonObject &payload)
{
    m_events.push_back({kind, subject, QJsonDocument(payload).toJson(QJsonDocument::Compact)});
}

void Transaction::count(const std::string &counter, qint64 delta)
{
    m_counts.emplace_back(counter, delta);
}

void Transaction::forgetSince(Mark mark)
{
    m_events.erase(m_events.begin() + static_cast<std::ptrdiff_t>(mark.events), m_events.end());
    m_counts.erase(m_counts.begin() + static_cast<std::ptrdiff_t>(mark.counts), m_counts.end());
    m_responses.resize(mark.responses);
    forgetOpenSurveys(); // PostgreSQL gives up the locks of what is undone
}

std::optional<qint64> Transaction::openSurvey(SurveyId id) const
{
    const auto found = std::find_if(m_open.begin(), m_open.end(), [id](const auto &open) { return open.first == id; });
    return found == m_open.end() ? std::nullopt : std::optional(found->second);
}

// Rows are written in the order of their keys: servers on one PostgreSQL take the locks in the same order.
Status Transaction::flush()
{
    if (const Status counted = flushCounts(); !counted)
        return counted;
    if (const Status counted = flushResponses(); !counted)
        return counted;
    return flushEvents();
}

Status Transaction::flushCounts()
{
    std::map<std::string, qint64> totals;
    for (const auto &[name, delta] : m_counts)
        totals[name] += delta;
    for (const auto &[name, delta] : totals) {
        if (delta == 0)
            continue;
        if (const auto added = m_database.run(kAddToCounter, {QString::fromStdString(name), delta}); !added)
            return added.error();
    }
    return {};
}

Status Transaction::flushResponses()
{
    std::map<qint64, qint64> totals;
    for (const qint64 survey : m_responses)
        ++totals[survey];
    for (const auto &[survey, more] : totals) {
        if (const auto added = m_database.run(kCountResponses, {more, survey}); !added)
            return added.error();
    }
    return {};
}

Status Transaction::flushEvents()
{
    if (!m_events.empty() && m_database.backend() == Backend::Postgres) {
        if (Status locked = m_database.execute(QStringLiteral("SELECT pg_advisory_xact_lock(7267462)")); !locked)
            return locked;
    }
    for (const Event &event : m_events) {
        const auto inserted =
            m_database.run(kInsertEvent, {m_nowMs, Bind::Utf8{event.kind}, event.subject, Bind::Utf8{event.payload}});
        if (!inserted)
            return inserted.error();
    }
    return {};
}

Result<std::map<std::string, qint64>> loadCounters(Database &database)
{
    std::map<std::string, qint64> counters;
    const Status loaded = database.forEach(
        kLoadCounters, {}, [&](const Row &row) { counters.emplace(row.text(0).toStdString(), row.integer(1)); });
    if (!loaded)
        return loaded.error();
    return counters;
}

} // namespace remirai
