// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/persona.h"

#include <QWidget>
#include <map>

namespace remirai::ui {

// Personas by status, in the order in which they pass: a bar each, its length by the largest. A click or Return lists
// those of one; the arrow keys go from one to the next.
class Funnel : public QWidget
{
    Q_OBJECT

public:
    explicit Funnel(QWidget *parent = nullptr);
    void setCounts(std::map<PersonaStatus, qint64> counts);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void chosen(remirai::PersonaStatus status);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    int rowHeight() const;
    void describe();

    std::map<PersonaStatus, qint64> m_counts;
    int m_row = 0; // where the keys are
};

QString wordFor(PersonaStatus status);

} // namespace remirai::ui
