// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/simulator/notelabel.h"

#include "ui/simulator/chartcolors.h"

#include <QEvent>

namespace remirai::ui {

NoteLabel::NoteLabel(QWidget *parent)
    : QLabel(parent)
{
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    hide();
}

void NoteLabel::setTrouble(const QString &sentence)
{
    m_isTrouble = true;
    color();
    setText(sentence.isEmpty() ? QString() : QString(QStringLiteral("⚠ ") + sentence));
    setVisible(!sentence.isEmpty());
}

void NoteLabel::setNote(const QString &sentence)
{
    m_isTrouble = false;
    color();
    setText(sentence);
    setVisible(!sentence.isEmpty());
}

void NoteLabel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        color();
    QLabel::changeEvent(event);
}

// Setting the palette that is there already changes nothing, so that this ends when a change leads here.
void NoteLabel::color()
{
    QPalette ours; // the rest is inherited
    if (m_isTrouble)
        ours.setColor(QPalette::WindowText, badColor(parentWidget() ? parentWidget()->palette() : palette()));
    setPalette(ours);
}

} // namespace remirai::ui
