// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/client/question.h"
#include "ui/judge/verdict.h"
#include "ui/models/tablemodel.h"
#include "ui/pages/pagewidget.h"

namespace remirai::ui {

class DataTable;
class Funnel;
class StatCard;
class ToneDot;

// Ten seconds at night: is it healthy, what is stuck, since when, will it clear by itself.
class OverviewPage : public PageWidget
{
    Q_OBJECT

public:
    explicit OverviewPage(Session &session, QWidget *parent = nullptr);
    void focusMain() override;

Q_SIGNALS:
    void personasWanted(remirai::PersonaStatus status);

protected:
    void arrive() override;
    void tick() override;
    void forget() override;

private:
    QFrame *buildVerdict();
    QWidget *buildCards();
    QWidget *buildLower();
    void showOverview();
    void judge();
    void showVerdict(const OverviewStatus &overview);
    void showCards(const OverviewStatus &overview);
    void takeEvents(const std::vector<LiveEvent> &events);
    void readRecentEvents();

    ToneDot *m_dot;
    QLabel *m_headline;
    QLabel *m_outlook;
    QLabel *m_reasons;
    StatCard *m_responses;
    StatCard *m_latency;
    StatCard *m_backlog;
    StatCard *m_oldest;
    StatCard *m_dead;
    StatCard *m_slots;
    Funnel *m_funnel;
    DataTable *m_alerts; // only while a rule fires
    DataTable *m_queues;
    DataTable *m_changes;
    QLabel *m_changesTitle;
    TableModel<Alert> *m_alertModel;
    TableModel<QueueStatus> *m_queueModel;
    TableModel<LiveEvent> *m_changeModel;
    Onsets m_onsets;
    Verdict m_verdict;
    std::vector<LiveEvent> m_recent; // newest first
    Question m_recentQuestion;
};

} // namespace remirai::ui
