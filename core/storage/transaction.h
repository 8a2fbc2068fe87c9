// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/environment.h"
#include "core/storage/database.h"

#include <QJsonObject>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace remirai {

// What one command works with inside the writer's transaction: the connection, the time that the whole transaction
// shares, and notebooks that are written once, just before COMMIT: the event log, the running totals and how many
// responses each survey has got. Lives on
// the writer's thread, for one transaction.
class Transaction
{
public:
    Transaction(Database &database, Environment &environment, qint64 nowMs)
        : m_database(database)
        , m_environment(environment)
        , m_nowMs(nowMs)
    { }

    Database &database() { return m_database; }
    Environment &environment() { return m_environment; }
    qint64 nowMs() const { return m_nowMs; }

    // Appends to the event log when the command succeeds.
    void record(const char *kind, const QString &subject, const QJsonObject &payload = {});
    // Adds to a running total when the command succeeds.
    void count(const std::string &counter, qint64 delta);

    // Adds one response to a survey's count when the command succeeds. Later commands of the same transaction still see
    // the old count: nobody has been told of the response yet.
    void countResponse(qint64 surveySeq) { m_responses.push_back(surveySeq); }

    // Surveys that this transaction has found open, and locked: nobody else can close them until it ends.
    std::optional<qint64> openSurvey(SurveyId id) const;
    void noteOpenSurvey(SurveyId id, qint64 surveySeq) { m_open.emplace_back(id, surveySeq); }
    void forgetOpenSurveys() { m_open.clear(); }

    // Around one command, or a crowd: mark() before, forgetSince(mark) to forget what failed ones noted.
    struct Mark
    {
        size_t events = 0;
        size_t counts = 0;
        size_t responses = 0;
    };
    Mark mark() const { return {m_events.size(), m_counts.size(), m_responses.size()}; }
    void forgetSince(Mark mark);

    // Writes the notebooks. On PostgreSQL event numbers are handed out under a lock held until COMMIT, so that a
    // reader of `events after N` never misses one that commits late.
    Status flush();

private:
    Status flushCounts();
    Status flushResponses();
    Status flushEvents();

    struct Event
    {
        const char *kind;
        QString subject;
        QByteArray payload;
    };

    Database &m_database;
    Environment &m_environment;
    qint64 m_nowMs;
    std::vector<Event> m_events;
    std::vector<std::pair<std::string, qint64>> m_counts;
    std::vector<qint64> m_responses; // the survey's seq, once for each
    std::vector<std::pair<SurveyId, qint64>> m_open;
};

// All running totals by name.
Result<std::map<std::string, qint64>> loadCounters(Database &database);

} // namespace remirai
