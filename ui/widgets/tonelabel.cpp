// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tonelabel.h"

#include <QPainter>

namespace remirai::ui {

ToneLabel::ToneLabel(Look look, QWidget *parent)
    : QLabel(parent)
    , m_look(look)
{
    setTextFormat(Qt::PlainText);
    if (look == Look::Badge) {
        setContentsMargins(8, 2, 8, 2);
        setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Maximum);
    }
}

void ToneLabel::tell(const QString &text, Tone tone)
{
    if (this->text() == text && m_tone == tone)
        return;
    m_tone = tone;
    setText(text);
    setVisible(!text.isEmpty());
    update();
}

void ToneLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Colors &colors = colorsOf(palette());
    if (m_look == Look::Badge) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.groundOf(m_tone));
        painter.drawRoundedRect(rect(), height() / 2.0, height() / 2.0);
    }
    painter.setPen(colors.of(m_tone));
    const int flags = static_cast<int>(alignment()) | (wordWrap() ? Qt::TextWordWrap : 0);
    painter.drawText(contentsRect(), flags, text());
}

ToneDot::ToneDot(int diameter, QWidget *parent)
    : QWidget(parent)
{
    setFixedSize(diameter, diameter);
}

void ToneDot::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void ToneDot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colorsOf(palette()).of(m_tone));
    painter.drawEllipse(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

} // namespace remirai::ui
