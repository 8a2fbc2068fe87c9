// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/statcard.h"

#include "ui/theme/stylesheet.h"
#include "ui/widgets/pieces.h"
#include "ui/widgets/sparkline.h"

#include <QEvent>

namespace remirai::ui {

StatCard::StatCard(const QString &title, const QString &hint, QWidget *parent)
    : QFrame(parent)
    , m_figure(label(QString(), "figure"))
    , m_note(label(QString(), "soft"))
    , m_trend(new Sparkline)
{
    setProperty(kRole, QStringLiteral("card"));
    setToolTip(hint);
    setAccessibleName(title);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpace, kSpace - 4, kSpace, kSpace - 4);
    layout->setSpacing(2);
    layout->addWidget(label(title, "soft"));
    layout->addWidget(m_figure);
    layout->addWidget(m_note);
    layout->addWidget(m_trend);
    setMinimumWidth(120);
}

void StatCard::setFigure(const QString &figure, const QString &note, Tone tone)
{
    setPlainText(m_figure, figure);
    setPlainText(m_note, note);
    setAccessibleDescription(figure + u' ' + note);
    if (m_tone != tone) {
        m_tone = tone;
        applyTone();
    }
}

void StatCard::setTrend(QVector<double> values)
{
    m_trend->setValues(std::move(values));
}

void StatCard::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTone();
}

void StatCard::applyTone()
{
    const QColor color = colorsOf(palette()).of(m_tone);
    if (m_figure->palette().color(QPalette::WindowText) == color)
        return;
    QPalette figure = m_figure->palette();
    figure.setColor(QPalette::WindowText, color);
    m_figure->setPalette(figure);
}

} // namespace remirai::ui
