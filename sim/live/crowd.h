// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/live/exchanger.h"
#include "sim/live/recorder.h"
#include "sim/live/window.h"

#include <vector>

namespace remirai::sim {

// The people of a spike. Each journey: somebody signs in, makes a survey, three friends open and answer it, and the
// owner asks for the persona until it is ready. A journey's requests follow one another; journeys do not wait for each
// other. A journey whose request is refused or gets no answer ends there, and is counted as turned away.
class Crowd
{
public:
    // `run` makes the users' addresses unlike those of other runs. All three must outlive this.
    Crowd(Exchanger &exchanger, Recorder &recorder, const LiveWindow &window, QByteArray run);

    void add(qint64 arrivesNs);
    qint64 unfinished() const { return m_unfinished; }
    const QString &lastRefusal() const { return m_lastRefusal; } // "HTTP 503: …", empty when there was none

private:
    struct Journey
    {
        qint64 arrivedNs = 0;
        qint64 acceptedNs = 0;
        int friends = 0; // who have answered
        int asked = 0; // friends that the server wants
        QByteArray token;
        QByteArray survey;
    };
    using Next = void (Crowd::*)(size_t journey, const Answer &answer);

    void send(size_t journey, qint64 dueNs, const QByteArray &method, const QByteArray &path, const QByteArray &body,
              Next next);
    bool refused(size_t journey, const Answer &answer);
    void signedIn(size_t journey, const Answer &answer);
    void surveyMade(size_t journey, const Answer &answer);
    void surveyRead(size_t journey, const Answer &answer);
    void answered(size_t journey, const Answer &answer);
    void personaSeen(size_t journey, const Answer &answer);
    void nextFriend(size_t journey, qint64 dueNs);
    void end(size_t journey);

    Exchanger &m_exchanger;
    Recorder &m_recorder;
    const qint64 m_pollEveryNs;
    const qint64 m_patienceNs;
    const QByteArray m_run;
    std::vector<Journey> m_journeys;
    qint64 m_unfinished = 0;
    QString m_lastRefusal;
};

} // namespace remirai::sim
