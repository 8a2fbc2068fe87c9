// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/apiclient.h"

#include <QElapsedTimer>
#include <functional>

namespace remirai {

// What the journey came to.
struct JourneyEnd
{
    QString surveyUrl;
    QString status; // "ready" or "failed"
    QString prompt;
    QString illustrationUrl;
    QString reply; // to what we said; empty when the chat was refused
    qint64 tookMs = 0;
};

// One owner's way through the API, as a browser and three friends would go it. Blocking; each step is told as it
// happens.
class Journey
{
public:
    using Tell = std::function<void(const QString &line)>;

    // `operators` may ask for queue depths; null = they are left out. Both must outlive the journey.
    Journey(ApiClient &owner, ApiClient *operators, Tell tell);

    // An error when a step is refused, when the persona fails, or when it is not ready within `deadlineMs`.
    Result<JourneyEnd> run(qint64 deadlineMs);

private:
    Status signIn();
    Status makeSurvey();
    Status answer(int friendNumber);
    Status waitUntilReady(qint64 deadlineMs);
    void chat();
    void say(const QString &line);
    QString queueDepths();

    ApiClient &m_owner;
    ApiClient *const m_operators;
    const Tell m_tell;
    QElapsedTimer m_clock;
    QString m_surveyId;
    JourneyEnd m_end;
};

} // namespace remirai
