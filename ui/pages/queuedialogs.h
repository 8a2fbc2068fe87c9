// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/wire/queue.h"

#include <QDialog>
#include <functional>

class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace remirai::ui {

// What a pause, or its end, will do, before it is done.
QString pausePreview(const QueueStatus &queue);
// What the queue will do with as many slots.
QString scalePreview(const QueueStatus &queue, int minSlots, int maxSlots);

// Asks for a change of a queue, with a preview and a reason. `agreed` gets the body of the PATCH.
class QueueDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Change { Pause, Resume, Scale };
    QueueDialog(const QueueStatus &queue, Change change, std::function<void(const QJsonObject &)> agreed,
                QWidget *parent = nullptr);

private:
    void buildSlots(QFormLayout *form);
    void preview();
    QJsonObject body() const;

    const QueueStatus m_queue;
    const Change m_change;
    QLabel *m_preview;
    QSpinBox *m_min = nullptr;
    QSpinBox *m_max = nullptr;
    QLineEdit *m_reason;
};

} // namespace remirai::ui
