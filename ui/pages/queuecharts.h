// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/client/question.h"
#include "ui/client/session.h"
#include "ui/wire/series.h"

#include <QWidget>

class QComboBox;

namespace remirai::ui {

class TimeChart;

// The history of a queue from the server's series: how much waits, how long it waits, how fast it goes, on one time
// axis. The age of the oldest stands beside the percentiles, as those know only what was received: a stalled queue
// would look like an idle one.
class QueueCharts : public QWidget
{
public:
    explicit QueueCharts(Session &session, QWidget *parent = nullptr);
    void showQueue(const QString &name);
    void refresh(); // asks again, unless an answer is under way

private:
    void read();
    void draw(const SeriesSet &set);

    Session &m_session;
    QString m_queue;
    QComboBox *m_span;
    TimeChart *m_chart;
    Question m_question;
};

} // namespace remirai::ui
