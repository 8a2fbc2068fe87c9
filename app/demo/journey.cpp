// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/journey.h"

#include "core/domain/environment.h"

#include <QJsonArray>
#include <array>
#include <poll.h>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr int kFriends = 3;
constexpr int kMostFriends = 1'000; // what persona.minimum_responses may ask for
constexpr int kPollMs = 200;

struct Friend
{
    const char *userAgent;
    QStringView humor;
    QStringView stress;
    QStringView energy;
    QStringView striking;
};

constexpr std::array<Friend, kFriends> kAnswers{{
    {"Mozilla/5.0 (iPhone; Anna)", u"Dry, and always a beat late so that it lands twice", u"Calm", u"Introverted",
     u"Remembers what you said in passing years ago"},
    {"Mozilla/5.0 (X11; Linux; Ben)", u"Puns. So many puns. We forgive them.", u"Energetic", u"Extroverted",
     u"Turns every walk into an expedition"},
    {"Mozilla/5.0 (Android; Chiara)", u"Quiet irony, you notice it on the way home", u"Calm", u"Introverted",
     u"Listens with the whole face"},
}};

void waitFor(int ms)
{
    ::poll(nullptr, 0, ms); // nothing to watch but the time; a signal ends it
}

} // namespace

Journey::Journey(ApiClient &owner, ApiClient *operators, Tell tell)
    : m_owner(owner)
    , m_operators(operators)
    , m_tell(std::move(tell))
{ }

Result<JourneyEnd> Journey::run(qint64 deadlineMs)
{
    m_clock.start();
    if (const Status done = signIn(); !done)
        return done.error();
    if (const Status done = makeSurvey(); !done)
        return done.error();
    for (int number = 0; number < kFriends; ++number) {
        if (const Status done = answer(number); !done)
            return done.error();
    }
    if (const Status done = waitUntilReady(deadlineMs); !done)
        return done.error();
    m_end.tookMs = m_clock.elapsed();
    chat();
    return m_end;
}

Status Journey::signIn()
{
    SystemEnvironment environment;
    const QString email = u"demo-%1@example.org"_s.arg(environment.newUuid().toString());
    const auto reply = m_owner.post(u"/api/v1/auth/local"_s, {{u"email"_s, email}, {u"display_name"_s, u"Demo"_s}});
    if (!reply)
        return Error{reply.error().code,
                     u"signing in: %1; the demo needs a server with auth.local = true"_s.arg(reply.error().message),
                     {}};
    m_owner.setToken((*reply)[u"token"_s].toString().toLatin1());
    say(u"signed in as "_s + email);
    return {};
}

Status Journey::makeSurvey()
{
    const auto reply = m_owner.post(u"/api/v1/surveys"_s);
    if (!reply)
        return Error{reply.error().code, u"making a survey: "_s + reply.error().message, {}};
    m_surveyId = (*reply)[u"survey_id"_s].toString();
    m_end.surveyUrl = (*reply)[u"survey_url"_s].toString();
    say(u"survey   "_s + m_end.surveyUrl);
    return {};
}

Status Journey::answer(int friendNumber)
{
    const Friend &answers = kAnswers[static_cast<size_t>(friendNumber) % kAnswers.size()];
    const QJsonObject body{{u"answers"_s,
                            QJsonObject{{u"q1"_s, answers.humor.toString()},
                                        {u"q2"_s, answers.stress.toString()},
                                        {u"q3"_s, answers.energy.toString()},
                                        {u"q4"_s, answers.striking.toString()}}}};
    const QByteArray browser = answers.userAgent + QByteArray(" friend/") + QByteArray::number(friendNumber + 1);
    const auto reply = m_owner.call({"POST", u"/api/v1/surveys/%1/responses"_s.arg(m_surveyId), body, browser});
    if (!reply)
        return Error{reply.error().code, u"response %1: %2"_s.arg(friendNumber + 1).arg(reply.error().message), {}};
    say(u"response %1: “%2”"_s.arg(friendNumber + 1).arg(answers.humor));
    return {};
}

Status Journey::waitUntilReady(qint64 deadlineMs)
{
    int friends = kFriends;
    while (m_clock.elapsed() < deadlineMs) {
        const auto reply = m_owner.get(u"/api/v1/personas/me"_s);
        if (!reply)
            return Error{reply.error().code, u"asking for the persona: "_s + reply.error().message, {}};
        const QJsonObject persona = reply->toObject();
        const QString status = persona[u"status"_s].toString();
        if (status != m_end.status)
            say(u"persona is %1%2"_s.arg(status, queueDepths()));
        m_end.status = status;
        m_end.prompt = persona[u"persona_prompt"_s].toString();
        m_end.illustrationUrl = persona[u"illustration_url"_s].toString();
        if (status == u"ready")
            return {};
        if (status == u"failed")
            return Error{ErrorCode::Internal, u"the persona failed: "_s + persona[u"error"_s].toString(), {}};
        if (persona[u"responses_needed"_s].toInt() > 0 && friends < kMostFriends) {
            if (const Status done = answer(friends++); !done)
                return done;
            continue;
        }
        waitFor(kPollMs);
    }
    return Error{ErrorCode::Timeout,
                 u"the persona is still %1 after %2 s; are workers running? See: remirai queue list"_s.arg(m_end.status)
                     .arg(deadlineMs / 1'000),
                 {}};
}

// A model that is busy does not undo what the demo has shown.
void Journey::chat()
{
    const QString message = u"What do people like about you?"_s;
    const auto reply = m_owner.post(u"/api/v1/personas/me/chat"_s, {{u"message"_s, message}});
    if (!reply) {
        say(u"chat was refused: "_s + reply.error().message);
        return;
    }
    m_end.reply = (*reply)[u"response"_s].toString();
    say(u"you      "_s + message);
    say(u"persona  "_s + m_end.reply);
}

void Journey::say(const QString &line)
{
    m_tell(u"%1 s  %2"_s.arg(static_cast<double>(m_clock.elapsed()) / 1'000, 6, 'f', 2).arg(line));
}

QString Journey::queueDepths()
{
    if (!m_operators)
        return {};
    const auto reply = m_operators->get(u"/api/v1/operator/queues"_s);
    if (!reply)
        return {};
    QStringList depths;
    for (const auto &element : itemsOf(*reply, u"queues"_s)) {
        const QJsonObject queue = element.toObject();
        if (!queue[u"name"_s].toString().endsWith(u"-dlq"_s))
            depths << u"%1 %2"_s.arg(queue[u"name"_s].toString()).arg(queue[u"depth"_s].toInteger());
    }
    return depths.isEmpty() ? QString() : QString(u"   ("_s + depths.join(u", "_s) + u')');
}

} // namespace remirai
