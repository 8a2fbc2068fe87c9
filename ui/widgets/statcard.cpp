// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/statcard.h"

#include "ui/theme/stylesheet.h"
#include "ui/widgets/pieces.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/tonelabel.h"

namespace remirai::ui {

StatCard::StatCard(const QString &title, const QString &hint, QWidget *parent)
    : QFrame(parent)
    , m_figure(new ToneLabel(ToneLabel::Look::Text))
    , m_note(label(QString(), "soft"))
    , m_trend(new Sparkline)
{
    setProperty(kRole, QStringLiteral("card"));
    m_figure->setProperty(kRole, QStringLiteral("figure"));
    m_figure->setObjectName(QStringLiteral("figure"));
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
    m_figure->tell(figure, tone);
    setPlainText(m_note, note);
    setAccessibleDescription(figure + u' ' + note);
}

void StatCard::setTrend(QVector<double> values)
{
    m_trend->setValues(std::move(values));
}

} // namespace remirai::ui
