// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pieces.h"

#include "ui/theme/stylesheet.h"

namespace remirai::ui {

QLabel *label(const QString &text, const char *role)
{
    auto *made = new QLabel(text);
    made->setTextFormat(Qt::PlainText);
    if (role)
        made->setProperty(kRole, QString::fromLatin1(role));
    return made;
}

QLabel *wrappedLabel(const QString &text, const char *role)
{
    QLabel *made = label(text, role);
    made->setWordWrap(true);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return made;
}

void setPlainText(QLabel *label, const QString &text)
{
    if (label->text() != text)
        label->setText(text);
}

QPushButton *button(const QString &text, const char *role)
{
    auto *made = new QPushButton(text);
    made->setAutoDefault(false);
    if (role)
        made->setProperty(kRole, QString::fromLatin1(role));
    return made;
}

QFrame *card()
{
    auto *frame = new QFrame;
    frame->setProperty(kRole, QStringLiteral("card"));
    auto *layout = new QVBoxLayout(frame);
    layout->setContentsMargins(kSpace, kSpace - 2, kSpace, kSpace - 2);
    layout->setSpacing(kGap);
    return frame;
}

QVBoxLayout *layoutOf(QFrame *card)
{
    return static_cast<QVBoxLayout *>(card->layout());
}

} // namespace remirai::ui
