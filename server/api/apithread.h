// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/readconnection.h"
#include "server/api/apicontext.h"
#include "server/api/boundedpool.h"
#include "server/api/chatdesk.h"
#include "server/api/livefeed.h"
#include "server/api/personacache.h"
#include "server/api/surveycache.h"
#include "server/api/surveypagecache.h"
#include "server/api/tickets.h"
#include "server/auth/fingerprint.h"
#include "server/http/request.h"

#include <stop_token>

namespace remirai {

// What all HTTP threads share besides the context.
struct ApiShared
{
    explicit ApiShared(ApiContext c)
        : context(std::move(c))
        , chat(context)
        , site(loadSite())
        , tickets(context.environment)
    { }
    static Site loadSite(); // ends the process when the resources are broken

    const ApiContext context;
    BoundedPool blocking{4, 64}; // Google's keys, bulk actions, deletions, exports
    std::stop_source stopping; // of what blocks
    ChatDesk chat;
    const Site site; // the pages
    std::atomic<qint64> surveysDeleted = 0; // so that each thread forgets what it remembers of them
    TicketDesk tickets;
};

// What the handlers of one HTTP thread work with. Belongs to that thread.
class ApiThread
{
public:
    explicit ApiThread(ApiShared &apiShared);

    const ApiContext &context() const { return m_shared.context; }
    ApiShared &shared() { return m_shared; }
    SurveyCache &surveys() { return m_surveys; }
    SurveyPageCache &surveyPages() { return m_surveyPages; }
    PersonaCache &personas() { return m_personas; }
    LiveFeed &feed() { return m_feed; }
    RequestRecorder &recorder() { return m_recorder; }

    // Who asks, if they may do what needs `role`. Unauthenticated, Forbidden.
    Result<Principal> authenticate(const Request &request, Role role);

    // Who is signed in to the pages, by their cookie. Unauthenticated.
    Result<Principal> session(const Request &request);

    // An Error when so many commands wait for the writer that one more would not be answered in time.
    std::optional<Error> overload() const;

    // The responder of this request to this survey, as a number that says nothing about them.
    qint64 fingerprint(const SurveyId &survey, const Request &request);

    // query: (Database &) -> Result<T>, on this thread's read connection.
    template <typename Query> auto read(Query &&query) -> std::invoke_result_t<Query, Database &>
    {
        return m_reader.query(std::forward<Query>(query));
    }

private:
    ApiShared &m_shared;
    ReadConnection m_reader;
    TokenVerifier m_verifier;
    Fingerprint m_fingerprint;
    SurveyCache m_surveys;
    SurveyPageCache m_surveyPages;
    PersonaCache m_personas;
    LiveFeed m_feed;
    RequestRecorder m_recorder;
};

// The cookie that tells responders behind one address apart; set by the survey's page.
inline constexpr QByteArrayView kResponderCookie = "remirai_responder";
QByteArrayView cookieIn(QByteArrayView header, QByteArrayView name);

} // namespace remirai
