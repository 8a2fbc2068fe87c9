// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/colors.h"

#include <QLabel>

namespace remirai::ui {

// A badge, or a line of text in a tone, that follows the scheme.
class ToneLabel : public QLabel
{
public:
    enum class Look { Text, Badge };
    explicit ToneLabel(Look look, QWidget *parent = nullptr);
    void tell(const QString &text, Tone tone);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Look m_look;
    Tone m_tone = Tone::Neutral;
};

// What is drawn before a verdict.
class ToneDot : public QWidget
{
public:
    explicit ToneDot(int diameter, QWidget *parent = nullptr);
    void setTone(Tone tone);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone = Tone::Muted;
};

} // namespace remirai::ui
