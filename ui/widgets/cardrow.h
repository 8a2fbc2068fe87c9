// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

class QGridLayout;

namespace remirai::ui {

// Cards of one width beside each other; where their texts would be cut, in two rows, or three.
class CardRow : public QWidget
{
    Q_OBJECT

public:
    explicit CardRow(std::vector<QWidget *> cards, QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void arrange();

    const std::vector<QWidget *> m_cards;
    QGridLayout *m_grid;
    int m_columns = 0;
};

} // namespace remirai::ui
