// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/colors.h"

#include <QFrame>
#include <QVector>

class QLabel;

namespace remirai::ui {

class Sparkline;
class ToneLabel;

// One figure: what it is, how much, in which direction it goes.
class StatCard : public QFrame
{
public:
    explicit StatCard(const QString &title, const QString &hint, QWidget *parent = nullptr);
    // `note` is a line below the figure.
    void setFigure(const QString &figure, const QString &note, Tone tone = Tone::Neutral);
    void setTrend(QVector<double> values);

private:
    ToneLabel *m_figure;
    QLabel *m_note;
    Sparkline *m_trend;
};

} // namespace remirai::ui
