// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/surveystore.h"

#include <set>

namespace remirai {

namespace {

constexpr Statement kInsertSurvey{
    "INSERT INTO surveys (id, owner_id, question_set_version, created_at) VALUES (?, ?, ?, ?)"};
constexpr Statement kCloseSurvey{
    "UPDATE surveys SET closed_at = ? WHERE id = ? AND owner_id = ? AND closed_at IS NULL"};
constexpr Statement kSurveyById{"SELECT id, owner_id, question_set_version, response_count, created_at, closed_at "
                                "FROM surveys WHERE id = ?"};
constexpr Statement kQuestionSetVersion{"SELECT question_set_version FROM surveys WHERE id = ?"};
constexpr Statement kSurveysOfOwner{"SELECT id, owner_id, question_set_version, response_count, created_at, closed_at "
                                    "FROM surveys WHERE owner_id = ? ORDER BY seq DESC LIMIT ?"};
constexpr Statement kMostAnswered{"SELECT id, owner_id, question_set_version, response_count, created_at, closed_at "
                                  "FROM surveys WHERE owner_id = ? ORDER BY response_count DESC, seq DESC LIMIT 1"};
constexpr Statement kLockOpenSurvey{"SELECT seq FROM surveys WHERE id = ? AND closed_at IS NULL {row_lock}"};
constexpr Statement kInsertResponse{"INSERT INTO responses (survey_seq, fingerprint, answers, created_at) "
                                    "VALUES (?, ?, ?, ?) ON CONFLICT (survey_seq, fingerprint) DO NOTHING"};
constexpr Statement kInsertResponses{
    "INSERT INTO responses (survey_seq, fingerprint, answers, created_at) "
    "SELECT survey, fingerprint, answers, CAST(? AS bigint) "
    "FROM unnest(CAST(? AS bigint[]), CAST(? AS bigint[]), CAST(? AS text[])) AS given (survey, fingerprint, answers) "
    "ON CONFLICT (survey_seq, fingerprint) DO NOTHING RETURNING survey_seq, fingerprint"};
constexpr Statement kSampleResponses{
    "SELECT answers FROM responses WHERE survey_seq = (SELECT seq FROM surveys WHERE id = ?) "
    "ORDER BY fingerprint LIMIT ?"};
constexpr Statement kDeleteResponses{"DELETE FROM responses WHERE seq IN (SELECT seq FROM responses WHERE survey_seq = "
                                     "(SELECT seq FROM surveys WHERE id = ?) LIMIT ?)"};
constexpr Statement kDeleteSurvey{"DELETE FROM surveys WHERE id = ?"};

Survey toSurvey(const Row &row)
{
    return {row.id<SurveyId>(0), row.id<UserId>(1), static_cast<int>(row.integer(2)),
            row.integer(3),      row.integer(4),    row.integer(5)};
}

// Arrays as PostgreSQL writes them.
struct Columns
{
    QByteArray surveys = "{";
    QByteArray fingerprints = "{";
    QByteArray answers = "{";

    void add(const NewResponse &response)
    {
        surveys += QByteArray::number(response.surveySeq) + ',';
        fingerprints += QByteArray::number(response.fingerprint) + ',';
        answers += '"';
        for (const char c : response.answers) {
            if (c == '"' || c == '\\')
                answers += '\\';
            answers += c;
        }
        answers += "\",";
    }

    void close()
    {
        for (QByteArray *column : {&surveys, &fingerprints, &answers})
            column->back() = '}';
    }
};

} // namespace

Status insertSurvey(Transaction &tx, const Survey &survey)
{
    const auto inserted =
        tx.database().run(kInsertSurvey, {survey.id, survey.ownerId, survey.questionSetVersion, survey.createdAtMs});
    return inserted ? Status() : Status(inserted.error());
}

Result<bool> closeSurvey(Transaction &tx, SurveyId id, UserId owner)
{
    tx.forgetOpenSurveys();
    const auto closed = tx.database().run(kCloseSurvey, {tx.nowMs(), id, owner});
    if (!closed)
        return closed.error();
    return *closed > 0;
}

Result<std::optional<Survey>> findSurvey(Database &database, SurveyId id)
{
    return database.first(kSurveyById, {id}, toSurvey);
}

Result<std::optional<int>> questionSetVersionOf(Database &database, SurveyId id)
{
    return database.first(kQuestionSetVersion, {id}, [](const Row &row) { return static_cast<int>(row.integer(0)); });
}

Result<std::vector<Survey>> surveysOf(Database &database, UserId owner, int limit)
{
    return database.all(kSurveysOfOwner, {owner, limit}, toSurvey);
}

Result<std::optional<Survey>> mostAnsweredSurvey(Database &database, UserId owner)
{
    return database.first(kMostAnswered, {owner}, toSurvey);
}

Result<std::optional<qint64>> lockOpenSurvey(Transaction &tx, SurveyId id)
{
    if (const auto known = tx.openSurvey(id))
        return known;
    auto found = tx.database().first(kLockOpenSurvey, {id}, [](const Row &row) { return row.integer(0); });
    if (found && *found)
        tx.noteOpenSurvey(id, **found);
    return found;
}

Result<bool> insertResponse(Transaction &tx, const NewResponse &response)
{
    const auto inserted = tx.database().run(
        kInsertResponse, {response.surveySeq, response.fingerprint, Bind::Utf8{response.answers}, tx.nowMs()});
    if (!inserted)
        return inserted.error();
    return *inserted > 0;
}

Result<std::vector<bool>> insertResponses(Transaction &tx, const std::vector<NewResponse> &responses)
{
    std::vector<bool> areNew;
    if (responses.empty())
        return areNew;
    Columns columns;
    for (const NewResponse &response : responses)
        columns.add(response);
    columns.close();
    const auto inserted = tx.database().all(
        kInsertResponses,
        {tx.nowMs(), Bind::Utf8{columns.surveys}, Bind::Utf8{columns.fingerprints}, Bind::Utf8{columns.answers}},
        [](const Row &row) { return std::pair(row.integer(0), row.integer(1)); });
    if (!inserted)
        return inserted.error();
    std::set<std::pair<qint64, qint64>> left(inserted->begin(), inserted->end());
    for (const NewResponse &response : responses) // of two alike the first one
        areNew.push_back(left.erase({response.surveySeq, response.fingerprint}) > 0);
    return areNew;
}

Result<std::vector<FriendAnswers>> sampleResponses(Database &database, SurveyId id, int limit)
{
    return database.all(kSampleResponses, {id, limit}, [](const Row &row) { return answersFromJson(row.utf8(0)); });
}

Result<qint64> deleteResponses(Transaction &tx, SurveyId id, int limit)
{
    return tx.database().run(kDeleteResponses, {id, limit});
}

Status deleteSurvey(Transaction &tx, SurveyId id)
{
    tx.forgetOpenSurveys();
    const auto deleted = tx.database().run(kDeleteSurvey, {id});
    return deleted ? Status() : Status(deleted.error());
}

} // namespace remirai
