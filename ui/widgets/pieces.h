// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace remirai::ui {

// The distances of every layout, in pixels at 100 %.
inline constexpr int kGap = 8; // between what belongs together
inline constexpr int kSpace = 16; // between groups, and inside cards
inline constexpr int kMargin = 24; // around a page

// Labels in the roles of the style sheet: title, heading, soft, figure, verdict, mono; selectable where text is worth
// copying.
QLabel *label(const QString &text, const char *role = nullptr);
QLabel *wrappedLabel(const QString &text, const char *role = nullptr);
// Strangers' text is never read as markup.
void setPlainText(QLabel *label, const QString &text);

QPushButton *button(const QString &text, const char *role = nullptr);
QFrame *card(); // with a vertical layout
QVBoxLayout *layoutOf(QFrame *card);

} // namespace remirai::ui
