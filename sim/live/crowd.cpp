// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/live/crowd.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace remirai::sim {

namespace {

constexpr int kFriends = 3;
constexpr int kMostFriends = 100;
constexpr qint64 kUsualPollNs = 1'000'000'000;

const QByteArray kAnswers =
    R"({"answers":{"q1":"Dry, and always a beat late","q2":"Calm","q3":"Introverted","q4":"Listens with the whole face"}})";

QJsonObject objectOf(const Answer &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

} // namespace

Crowd::Crowd(Exchanger &exchanger, Recorder &recorder, const LiveWindow &window, QByteArray run)
    : m_exchanger(exchanger)
    , m_recorder(recorder)
    , m_pollEveryNs(window.variant.model.clients.pollEveryNs > 0 ? window.variant.model.clients.pollEveryNs
                                                                 : kUsualPollNs)
    , m_patienceNs(window.variant.model.clients.patienceNs)
    , m_run(std::move(run))
{ }

void Crowd::add(qint64 arrivesNs)
{
    const size_t index = m_journeys.size();
    m_journeys.push_back({.arrivedNs = arrivesNs, .asked = kFriends, .token = {}, .survey = {}});
    ++m_unfinished;
    m_recorder.count(Count::Submitted);
    const QByteArray email =
        "spike-" + m_run + '-' + QByteArray::number(static_cast<qulonglong>(index)) + "@example.org";
    send(index, arrivesNs, "POST", "/api/v1/auth/local", R"({"email":")" + email + R"("})", &Crowd::signedIn);
}

void Crowd::send(size_t journey, qint64 dueNs, const QByteArray &method, const QByteArray &path, const QByteArray &body,
                 Next next)
{
    Exchange exchange;
    exchange.dueNs = dueNs;
    exchange.method = method;
    exchange.path = path;
    exchange.body = body;
    const Journey &who = m_journeys[journey];
    const bool byFriend = path.endsWith("/responses");
    if (!byFriend)
        exchange.token = who.token;
    // The server tells responders apart by address, browser and cookie.
    exchange.userAgent =
        byFriend ? QByteArray("remirai-spike friend/" + QByteArray::number(who.friends + 1)) : QByteArray();
    exchange.done = [this, journey, next](const Answer &answer) {
        m_recorder.requested(answer);
        (this->*next)(journey, answer);
    };
    m_exchanger.add(std::move(exchange));
}

bool Crowd::refused(size_t journey, const Answer &answer)
{
    if (answer.status >= 200 && answer.status < 300)
        return false;
    m_recorder.count(Count::Rejected);
    m_recorder.count(Count::GaveUp);
    m_lastRefusal = answer.status == 0
        ? QString::fromUtf8(answer.problem)
        : QStringLiteral("HTTP %1 %2").arg(answer.status).arg(objectOf(answer)[QStringLiteral("detail")].toString());
    end(journey);
    return true;
}

void Crowd::end(size_t journey)
{
    m_journeys[journey].token.clear(); // what is over needs no memory
    m_journeys[journey].survey.clear();
    --m_unfinished;
}

void Crowd::signedIn(size_t journey, const Answer &answer)
{
    if (refused(journey, answer))
        return;
    m_journeys[journey].token = objectOf(answer)[QStringLiteral("token")].toString().toLatin1();
    send(journey, answer.endNs, "POST", "/api/v1/surveys", "{}", &Crowd::surveyMade);
}

void Crowd::surveyMade(size_t journey, const Answer &answer)
{
    if (refused(journey, answer))
        return;
    m_journeys[journey].survey = objectOf(answer)[QStringLiteral("survey_id")].toString().toLatin1();
    nextFriend(journey, answer.endNs);
}

void Crowd::nextFriend(size_t journey, qint64 dueNs)
{
    send(journey, dueNs, "GET", "/api/v1/surveys/" + m_journeys[journey].survey, {}, &Crowd::surveyRead);
}

void Crowd::surveyRead(size_t journey, const Answer &answer)
{
    if (refused(journey, answer))
        return;
    const QByteArray path = "/api/v1/surveys/" + m_journeys[journey].survey + "/responses";
    send(journey, answer.endNs, "POST", path, kAnswers, &Crowd::answered);
}

void Crowd::answered(size_t journey, const Answer &answer)
{
    if (refused(journey, answer))
        return;
    Journey &who = m_journeys[journey];
    if (++who.friends < who.asked)
        return nextFriend(journey, answer.endNs);
    send(journey, answer.endNs, "GET", "/api/v1/personas/me", {}, &Crowd::personaSeen);
}

void Crowd::personaSeen(size_t journey, const Answer &answer)
{
    Journey &who = m_journeys[journey];
    if (who.acceptedNs > 0)
        m_recorder.count(Count::Polls);
    if (refused(journey, answer))
        return;
    const QJsonObject persona = objectOf(answer);
    const int needed = persona[QStringLiteral("responses_needed")].toInt();
    if (needed > 0 && who.friends + needed <= kMostFriends) {
        who.asked = who.friends + needed;
        return nextFriend(journey, answer.endNs);
    }
    if (who.acceptedNs == 0) {
        who.acceptedNs = answer.endNs;
        m_recorder.count(Count::Accepted);
    }
    const qint64 took = answer.endNs - who.acceptedNs;
    const QString status = persona[QStringLiteral("status")].toString();
    if (status == QLatin1String("ready")) {
        m_recorder.ready(took, true);
        return end(journey);
    }
    if (status == QLatin1String("failed")) {
        m_recorder.count(Count::DeadLettered);
        return end(journey);
    }
    if (m_patienceNs > 0 && took > m_patienceNs) {
        m_recorder.count(Count::Abandoned);
        return end(journey);
    }
    send(journey, answer.endNs + m_pollEveryNs, "GET", "/api/v1/personas/me", {}, &Crowd::personaSeen);
}

} // namespace remirai::sim
