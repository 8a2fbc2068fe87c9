// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/queuedialogs.h"

#include "ui/text/format.h"
#include "ui/widgets/pieces.h"

#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <cmath>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostSlots = 10'000;

QString verbOf(QueueDialog::Change change)
{
    switch (change) {
    case QueueDialog::Change::Pause:
        return u"Pause"_s;
    case QueueDialog::Change::Resume:
        return u"Resume"_s;
    case QueueDialog::Change::Scale:
        return u"Scale"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

QString pausePreview(const QueueStatus &queue)
{
    const QString waiting = countOf(queue.backlog(), u"message"_s, u"messages"_s);
    if (queue.paused)
        return u"Workers take messages again: %1 wait, the oldest for %2."_s.arg(waiting,
                                                                                 durationText(queue.oldestAgeMs));
    QString text = u"Workers take no new message. What they hold (%1) they finish; %2 stay where they are."_s.arg(
        countText(queue.inFlight), waiting);
    if (queue.arrivalsPerSecond > 0)
        text += u" At %1 arriving, %2 more will wait in an hour."_s.arg(
            rateText(queue.arrivalsPerSecond), countText(std::llround(queue.arrivalsPerSecond * 3'600)));
    return text;
}

QString scalePreview(const QueueStatus &queue, int minSlots, int maxSlots)
{
    if (minSlots > maxSlots)
        return u"The least cannot be more than the most."_s;
    if (maxSlots == 0)
        return u"Without slots nothing is taken from this queue."_s;
    if (queue.serviceTimeMs <= 0)
        return u"Between %1 and %2 jobs at once. How fast that is shows once a job has been measured."_s.arg(minSlots)
            .arg(maxSlots);
    const double capacity = maxSlots * 1'000.0 / queue.serviceTimeMs;
    const Drain drain = drainVerdict({queue.backlog(), queue.arrivalsPerSecond, capacity});
    QString text = u"A job takes %1, so %2 slots complete up to %3; %4 arrive."_s.arg(
        durationText(std::llround(queue.serviceTimeMs)), countText(maxSlots), rateText(capacity),
        rateText(queue.arrivalsPerSecond));
    if (queue.backlog() > 0)
        text += drain.clearsInMs ? u" The backlog of %1 would clear in %2."_s.arg(countText(queue.backlog()),
                                                                                  durationText(*drain.clearsInMs))
                                 : u" The backlog of %1 would not clear."_s.arg(countText(queue.backlog()));
    return text;
}

QueueDialog::QueueDialog(const QueueStatus &queue, Change change, std::function<void(const QJsonObject &)> agreed,
                         QWidget *parent)
    : QDialog(parent)
    , m_queue(queue)
    , m_change(change)
    , m_preview(wrappedLabel(QString()))
    , m_reason(new QLineEdit)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(verbOf(change) + u' ' + queue.name);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(kSpace);
    layout->addWidget(wrappedLabel(windowTitle(), "heading"));
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(kSpace);
    if (change == Change::Scale)
        buildSlots(form);
    m_reason->setPlaceholderText(u"Why? (optional, for the audit log)"_s);
    m_reason->setAccessibleName(u"Reason"_s);
    m_reason->setMaxLength(500);
    form->addRow(u"Reason"_s, m_reason);
    layout->addLayout(form);
    layout->addWidget(m_preview);
    layout->addStretch();
    auto *buttons = new QHBoxLayout;
    QPushButton *cancel = button(u"Cancel"_s);
    QPushButton *agree = button(verbOf(change), "primary");
    agree->setObjectName(u"agree"_s);
    agree->setDefault(true);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(agree);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(agree, &QPushButton::clicked, this, [this, agreed = std::move(agreed)] {
        agreed(body());
        accept();
    });
    resize(480, 260);
    preview();
}

void QueueDialog::buildSlots(QFormLayout *form)
{
    m_min = new QSpinBox;
    m_max = new QSpinBox;
    for (QSpinBox *box : {m_min, m_max}) {
        box->setRange(0, kMostSlots);
        connect(box, &QSpinBox::valueChanged, this, &QueueDialog::preview);
    }
    m_min->setValue(m_queue.minSlots);
    m_max->setValue(m_queue.maxSlots);
    m_min->setAccessibleName(u"Least slots"_s);
    m_max->setAccessibleName(u"Most slots"_s);
    form->addRow(u"Least slots"_s, m_min);
    form->addRow(u"Most slots"_s, m_max);
}

void QueueDialog::preview()
{
    setPlainText(m_preview,
                 m_change == Change::Scale ? scalePreview(m_queue, m_min->value(), m_max->value())
                                           : pausePreview(m_queue));
    if (auto *agree = findChild<QPushButton *>(u"agree"_s))
        agree->setEnabled(m_change != Change::Scale || m_min->value() <= m_max->value());
}

QJsonObject QueueDialog::body() const
{
    QJsonObject body;
    if (m_change == Change::Scale) {
        body.insert(u"min_slots"_s, m_min->value());
        body.insert(u"max_slots"_s, m_max->value());
    } else {
        body.insert(u"paused"_s, m_change == Change::Pause);
    }
    if (const QString reason = m_reason->text().trimmed(); reason.size() >= 3)
        body.insert(u"reason"_s, reason);
    return body;
}

} // namespace remirai::ui
