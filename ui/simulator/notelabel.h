// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace remirai::ui {

// A sentence that may be trouble: then it is marked, and coloured as the palette of the day has it. Hidden while empty.
class NoteLabel : public QLabel
{
    Q_OBJECT

public:
    explicit NoteLabel(QWidget *parent = nullptr);

    void setTrouble(const QString &sentence);
    void setNote(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    void color();

    bool m_isTrouble = false;
};

} // namespace remirai::ui
