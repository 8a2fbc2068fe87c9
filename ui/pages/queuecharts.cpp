// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/queuecharts.h"

#include "ui/charts/timechart.h"
#include "ui/widgets/pieces.h"

#include <QComboBox>
#include <QHBoxLayout>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

const QString kMetrics =
    u"depth,in_flight,delayed,oldest_age_ms,wait_p50_ms,wait_p95_ms,wait_p99_ms,arrivals,completions"_s;

ChartLine lineOf(const SeriesSet &set, QStringView metric, const QString &name)
{
    ChartLine line{name, {}, {}};
    const Series *series = set.find(metric);
    if (!series)
        return line;
    line.values = series->values;
    line.seconds.reserve(line.values.size());
    for (qsizetype i = 0; i < line.values.size(); ++i)
        line.seconds << static_cast<double>(set.fromMs + i * set.stepMs) / 1'000.0;
    return line;
}

} // namespace

QueueCharts::QueueCharts(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_span(new QComboBox)
    , m_chart(new TimeChart(
          {{u"Messages"_s, QString(), false, 3}, {u"Wait"_s, u"ms"_s, true, 4}, {u"Rate"_s, u"/s"_s, false, 2}}))
{
    for (const auto &[name, minutes] : {std::pair{u"5 minutes"_s, 5},
                                        {u"1 hour"_s, 60},
                                        {u"24 hours"_s, 1'440},
                                        {u"7 days"_s, 10'080},
                                        {u"90 days"_s, 129'600}})
        m_span->addItem(name, minutes);
    m_span->setAccessibleName(u"Span of the charts"_s);
    auto *bar = new QHBoxLayout;
    bar->addWidget(label(u"History"_s, "heading"));
    bar->addStretch();
    bar->addWidget(m_span);
    QFrame *frame = card();
    layoutOf(frame)->addLayout(bar);
    layoutOf(frame)->addWidget(m_chart, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, kGap, 0, 0);
    layout->addWidget(frame);
    connect(m_span, &QComboBox::currentIndexChanged, this, &QueueCharts::read);
}

void QueueCharts::showQueue(const QString &name)
{
    if (m_queue == name)
        return;
    m_queue = name;
    m_question.drop();
    read();
}

void QueueCharts::refresh()
{
    if (!m_question.isOpen())
        read();
}

void QueueCharts::read()
{
    if (m_queue.isEmpty() || !isVisible())
        return;
    const qint64 nowMs = m_session.overview() ? m_session.overview()->atMs : m_session.nowMs();
    const QString path = operatorPath(u"/series"_s,
                                      {{u"metric"_s, kMetrics},
                                       {u"queue"_s, m_queue},
                                       {u"from"_s, rfc3339(nowMs - m_span->currentData().toLongLong() * 60'000)}});
    m_session.client().get<SeriesSet>(path, this, seriesIn,
                                      [this, question = m_question.ask()](Result<SeriesSet> &&set) {
                                          if (!m_question.close(question))
                                              return;
                                          m_chart->setNote(set ? QString() : u"No history: "_s + set.error().message);
                                          if (set)
                                              draw(*set);
                                      });
}

void QueueCharts::draw(const SeriesSet &set)
{
    const qint64 nowMs = m_session.overview() ? m_session.overview()->atMs : m_session.nowMs();
    const double end = static_cast<double>(nowMs) / 1'000.0;
    m_chart->setRange(end - m_span->currentData().toDouble() * 60, end);
    m_chart->setLines(0,
                      {lineOf(set, u"depth", u"waiting"_s), lineOf(set, u"in_flight", u"in flight"_s),
                       lineOf(set, u"delayed", u"delayed"_s)});
    m_chart->setLines(1,
                      {lineOf(set, u"oldest_age_ms", u"oldest"_s), lineOf(set, u"wait_p50_ms", u"p50"_s),
                       lineOf(set, u"wait_p95_ms", u"p95"_s), lineOf(set, u"wait_p99_ms", u"p99"_s)});
    m_chart->setLines(2, {lineOf(set, u"arrivals", u"in"_s), lineOf(set, u"completions", u"out"_s)});
    m_chart->redraw();
}

} // namespace remirai::ui
