// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/live/backgroundlive.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace remirai::ui {

class BandChart;

// "Viral spike": plays a scenario's spike against a live server at a chosen scale, and shows how the queue fills and
// drains meanwhile. GUI thread only; a spike that runs is stopped when the panel goes.
class SpikePanel : public QWidget
{
    Q_OBJECT

public:
    explicit SpikePanel(QWidget *parent = nullptr);
    ~SpikePanel() override;

    // Whom to play against, and a viewer's token to watch its queues, asked for at each start as tokens end. Beyond
    // this machine the user has to confirm.
    void setServer(const QString &url, std::function<QByteArray()> token);
    void chooseScenario(const QString &shippedName);
    void setScale(double scale);
    void play(); // nothing happens without a server, while one is played, or unconfirmed
    void stop();
    static std::vector<std::pair<QString, QString>> keys(); // and what they do, for a sheet of keys
    bool isPlaying() const { return m_live != nullptr; }
    QString status() const;
    const BandChart *depthChart() const { return m_depth; }

Q_SIGNALS:
    // Null when it could not be played; status() says why. One that was stopped says so in `cancelled`.
    void finished(const std::shared_ptr<const remirai::sim::ExperimentResult> &result);

private:
    void build();
    void refresh(); // the buttons and what would be played
    void look(); // at the run
    void finish(const Result<sim::ExperimentResult> &result);
    Result<sim::Scenario> scenario() const;

    QString m_url;
    std::function<QByteArray()> m_token;
    bool m_isStopping = false;
    qint64 m_drainNs = 120'000'000'000;
    quint64 m_number = 0; // of the spikes of this panel
    std::unique_ptr<sim::BackgroundLive> m_live;
    QComboBox *m_shipped = nullptr;
    QDoubleSpinBox *m_scale = nullptr;
    QCheckBox *m_confirm = nullptr;
    QPushButton *m_play = nullptr;
    QPushButton *m_stop = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_plan = nullptr;
    QLabel *m_status = nullptr;
    BandChart *m_depth = nullptr;
    BandChart *m_rates = nullptr;
    BandChart *m_latency = nullptr;
};

} // namespace remirai::ui
