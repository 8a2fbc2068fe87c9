// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overviewpage.h"

#include "ui/models/columns.h"
#include "ui/text/format.h"
#include "ui/widgets/cardrow.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/funnel.h"
#include "ui/widgets/statcard.h"
#include "ui/widgets/tonelabel.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QSplitter>
#include <algorithm>
#include <cmath>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t kRecent = 100;
const QString kChangesTitle = u"What changed"_s;
constexpr int kAlertRows = 4; // more are scrolled to
constexpr qint64 kLookBack = 100; // events before the newest that are read at the start

template <typename Figure> QVector<double> trendOf(const Session &session, Figure figure)
{
    QVector<double> values;
    for (const OverviewStatus &past : session.past()) {
        const auto value = static_cast<double>(figure(past));
        if (!std::isnan(value))
            values << value;
    }
    return values;
}

QString latencyText(const std::optional<double> &ms)
{
    return ms ? u"%1 ms"_s.arg(*ms, 0, 'f', *ms < 10 ? 1 : 0) : kNothing;
}

} // namespace

OverviewPage::OverviewPage(Session &session, QWidget *parent)
    : PageWidget(u"Overview"_s, session, parent)
    , m_dot(new ToneDot(14))
    , m_headline(wrappedLabel(u"Waiting for the server"_s, "verdict"))
    , m_outlook(wrappedLabel(QString()))
    , m_reasons(wrappedLabel(QString(), "soft"))
    , m_funnel(new Funnel)
    , m_alerts(new DataTable(u"Alerts"_s))
    , m_queues(new DataTable(u"Queues"_s))
    , m_changes(new DataTable(kChangesTitle))
    , m_changesTitle(label(kChangesTitle, "heading"))
    , m_alertModel(new TableModel<Alert>(alertColumns(clock()), this))
    , m_queueModel(new TableModel<QueueStatus>(queueColumns(), this))
    , m_changeModel(new TableModel<LiveEvent>(eventColumns(clock()), this))
{
    body()->addWidget(buildVerdict());
    body()->addWidget(m_alerts);
    body()->addWidget(buildCards());
    body()->addWidget(buildLower(), 1);
    m_alerts->show(m_alertModel, DataTable::Order::Fixed);
    m_alerts->hide();
    m_queues->show(m_queueModel, DataTable::Order::Fixed);
    m_queues->setEmptyText(u"No queue yet"_s, u"They appear with the server's first answer."_s);
    m_changes->show(m_changeModel, DataTable::Order::Fixed);
    m_changes->setEmptyText(u"Nothing changed yet"_s, u"Every event of the system appears here as it happens."_s);
    m_changes->horizontalHeader()->hide();
    addKey(u"A"_s, u"To the alerts"_s, [this] { m_alerts->setFocus(); });
    addKey(u"Q"_s, u"To the queues; Return opens one"_s, [this] { m_queues->setFocus(); });
    addKey(u"F"_s, u"To the personas; Return lists those of a status"_s, [this] { m_funnel->setFocus(); });
    addKey(u"W"_s, u"To what changed; Return opens a saga"_s, [this] { m_changes->setFocus(); });
    connect(m_funnel, &Funnel::chosen, this, &OverviewPage::personasWanted);
    connect(m_queues, &DataTable::opened, this, [this] {
        if (const QueueStatus *queue = m_queueModel->rowAt(m_queues->currentSource()))
            Q_EMIT queueWanted(queue->name);
    });
    connect(m_changes, &DataTable::opened, this, [this] {
        const LiveEvent *event = m_changeModel->rowAt(m_changes->currentSource());
        if (event && event->kind.startsWith(u"saga."_s))
            Q_EMIT sagaWanted(event->subject);
    });
    connect(&session, &Session::overviewChanged, this, [this] {
        judge(); // also behind another page: since when something is wrong is known from having looked
        if (isVisible())
            showOverview();
    });
    connect(&session, &Session::linkChanged, this, [this] {
        if (this->session().overview())
            showVerdict(*this->session().overview());
    });
    connect(&session.feed(), &LiveFeed::arrived, this, &OverviewPage::takeEvents);
    connect(&session.feed(), &LiveFeed::skipped, this, [this](qint64 count) {
        setPlainText(m_changesTitle, kChangesTitle + u" (%1 earlier events are not listed)"_s.arg(countText(count)));
    });
}

QFrame *OverviewPage::buildVerdict()
{
    QFrame *frame = card();
    auto *line = new QHBoxLayout;
    line->setSpacing(kSpace - 4);
    line->addWidget(m_dot, 0, Qt::AlignTop);
    m_headline->setObjectName(u"verdict"_s);
    m_dot->setContentsMargins(0, 6, 0, 0);
    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    m_outlook->setObjectName(u"outlook"_s);
    m_reasons->setObjectName(u"reasons"_s);
    for (QLabel *each : {m_headline, m_outlook, m_reasons})
        words->addWidget(each);
    m_outlook->hide();
    line->addLayout(words, 1);
    layoutOf(frame)->addLayout(line);
    return frame;
}

QWidget *OverviewPage::buildCards()
{
    m_responses = new StatCard(u"Responses"_s, u"answers of friends accepted a second"_s);
    m_latency = new StatCard(u"Latency, last minute"_s,
                             u"half of the HTTP requests were quicker, one in a hundred slower than p99"_s);
    m_backlog = new StatCard(u"Backlog"_s, u"messages waiting, in flight or delayed in the saga's queues"_s);
    m_oldest = new StatCard(u"Oldest age"_s, u"how long the next message to be received has waited"_s);
    m_dead = new StatCard(u"Dead letters"_s, u"messages that were given up and wait for somebody"_s);
    m_slots = new StatCard(u"Slots"_s, u"jobs running, of the jobs that could run at once"_s);
    return new CardRow({m_responses, m_latency, m_backlog, m_oldest, m_dead, m_slots});
}

QWidget *OverviewPage::buildLower()
{
    QFrame *personas = card();
    layoutOf(personas)->addWidget(label(u"Personas"_s, "heading"));
    layoutOf(personas)->addWidget(m_funnel);
    layoutOf(personas)->addStretch();
    auto *changes = new QWidget;
    auto *list = new QVBoxLayout(changes);
    list->setContentsMargins(0, 0, 0, 0);
    list->addWidget(m_changesTitle);
    list->addWidget(m_changes, 1);
    auto *below = new QSplitter(Qt::Horizontal);
    below->addWidget(personas);
    below->addWidget(changes);
    below->setStretchFactor(0, 2);
    below->setStretchFactor(1, 3);
    below->setChildrenCollapsible(false);
    auto *whole = new QWidget;
    auto *layout = new QVBoxLayout(whole);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kSpace);
    layout->addWidget(m_queues, 3);
    layout->addWidget(below, 4);
    return whole;
}

void OverviewPage::focusMain()
{
    m_queues->setFocus();
}

void OverviewPage::arrive()
{
    if (m_recent.empty() && session().overview())
        readRecentEvents();
    if (!m_changes->hasChosen())
        m_changeModel->setRows(m_recent);
    showOverview();
}

void OverviewPage::tick()
{
    m_alertModel->refreshTexts();
    m_changeModel->refreshTexts();
}

void OverviewPage::forget()
{
    m_recent.clear();
    m_recentQuestion.drop();
    setPlainText(m_changesTitle, kChangesTitle);
    m_changeModel->clear();
    m_queueModel->clear();
    m_alertModel->clear();
    m_alerts->hide();
    m_onsets.forget();
    setPlainText(m_headline, u"Waiting for the server"_s);
    m_outlook->hide();
    setPlainText(m_reasons, QString());
    m_dot->setTone(Tone::Muted);
}

void OverviewPage::readRecentEvents()
{
    if (m_recentQuestion.isOpen())
        return;
    const qint64 after = std::max<qint64>(0, session().overview()->lastEventSeq - kLookBack);
    session().client().get<std::vector<LiveEvent>>(
        operatorPath(u"/events"_s, {{u"after"_s, QString::number(after)}, {u"limit"_s, QString::number(kLookBack)}}),
        this, eventList, [this, number = m_recentQuestion.ask()](Result<std::vector<LiveEvent>> &&events) {
            if (m_recentQuestion.close(number) && events && m_recent.empty())
                takeEvents(*events);
        });
}

void OverviewPage::showOverview()
{
    if (!session().overview())
        return;
    const OverviewStatus &overview = *session().overview();
    setSubtitle(u"As of %1, by the server's clock"_s.arg(momentText(overview.atMs, overview.atMs)));
    if (m_recent.empty() && overview.lastEventSeq > 0)
        readRecentEvents();
    showVerdict(overview);
    showCards(overview);
    m_funnel->setCounts(overview.personas);
    m_queueModel->setRows(overview.queues);
    m_alertModel->setRows(overview.alerts);
    m_alerts->setRowsShown(std::clamp(static_cast<int>(overview.alerts.size()), 1, kAlertRows),
                           DataTable::Height::Exactly);
    m_alerts->setVisible(!overview.alerts.empty());
}

void OverviewPage::judge()
{
    if (!session().overview())
        return;
    std::vector<Finding> findings = findingsIn(*session().overview());
    m_onsets.complete(findings, session().overview()->atMs);
    m_verdict = verdictOf(*session().overview(), findings);
}

void OverviewPage::showVerdict(const OverviewStatus &overview)
{
    const bool isOld = session().link() != Link::Online;
    m_dot->setTone(isOld ? Tone::Muted : m_verdict.tone);
    // What was true is no judgement of what is: nobody should read green from a server that does not answer.
    setPlainText(m_headline,
                 isOld ? u"No answer from the server. Its last known state: "_s + m_verdict.headline
                       : m_verdict.headline);
    setPlainText(m_outlook, m_verdict.outlook);
    m_outlook->setVisible(!m_verdict.outlook.isEmpty());
    const QString healthy = u"%1 accepted so far, %2 sagas completed."_s.arg(
        countOf(overview.responsesAccepted, u"response"_s, u"responses"_s),
        countText(overview.sagas.contains(SagaState::Completed) ? overview.sagas.at(SagaState::Completed) : 0));
    const QString also =
        m_verdict.reasons.isEmpty() ? QString() : QString(u"Also: "_s + m_verdict.reasons.join(u"; "_s) + u'.');
    setPlainText(m_reasons, m_verdict.outlook.isEmpty() ? healthy : also);
    m_reasons->setVisible(!m_reasons->text().isEmpty());
}

void OverviewPage::showCards(const OverviewStatus &overview)
{
    m_responses->setFigure(rateText(overview.responsesPerSecond),
                           countText(overview.responsesAccepted) + u" accepted"_s);
    m_responses->setTrend(trendOf(session(), [](const OverviewStatus &past) { return past.responsesPerSecond; }));
    m_latency->setFigure(latencyText(overview.latencyP50Ms),
                         overview.latencyP99Ms ? QString(u"p99 "_s + latencyText(overview.latencyP99Ms))
                                               : u"no request"_s,
                         overview.latencyP99Ms > 100 ? Tone::Attention : Tone::Neutral);
    m_latency->setTrend(
        trendOf(session(), [](const OverviewStatus &past) { return past.latencyP99Ms.value_or(qQNaN()); }));
    const QString drain = overview.backlog == 0 ? u"empty"_s
        : overview.drain.clearsInMs             ? u"clears in "_s + durationText(*overview.drain.clearsInMs)
                                                : toString(overview.drain.verdict);
    m_backlog->setFigure(countText(overview.backlog), drain,
                         overview.drain.verdict == DrainVerdict::Growing ? Tone::Bad : Tone::Neutral);
    m_backlog->setTrend(trendOf(session(), [](const OverviewStatus &past) { return past.backlog; }));
    m_oldest->setFigure(overview.oldestAgeMs == 0 ? kNothing : durationText(overview.oldestAgeMs),
                        overview.oldestAgeMs == 0 ? u"nothing waits"_s : u"has waited"_s);
    m_oldest->setTrend(trendOf(session(), [](const OverviewStatus &past) { return past.oldestAgeMs; }));
    const QString failures =
        overview.failuresPerSecond ? rateText(*overview.failuresPerSecond) + u" fail"_s : QString();
    m_dead->setFigure(countText(overview.dead), failures, overview.dead > 0 ? Tone::Bad : Tone::Neutral);
    m_dead->setTrend(trendOf(session(), [](const OverviewStatus &past) { return past.dead; }));
    m_slots->setFigure(u"%1 of %2"_s.arg(overview.slotsRunning).arg(overview.slotCount),
                       countOf(overview.workers, u"worker"_s, u"workers"_s),
                       overview.workers == 0 ? Tone::Bad : Tone::Neutral);
    m_slots->setTrend(trendOf(session(), [](const OverviewStatus &past) { return past.slotsRunning; }));
}

void OverviewPage::takeEvents(const std::vector<LiveEvent> &events)
{
    const size_t fresh = std::min(events.size(), kRecent);
    std::vector<LiveEvent> recent(events.rbegin(), events.rbegin() + static_cast<std::ptrdiff_t>(fresh));
    for (size_t i = 0; i < m_recent.size() && recent.size() < kRecent; ++i)
        recent.push_back(m_recent[i]);
    m_recent = std::move(recent);
    if (isVisible() && !m_changes->hasChosen()) // nothing moves under a selection
        m_changeModel->setRows(m_recent);
}

} // namespace remirai::ui
