// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/funnel.h"

#include "ui/text/format.h"
#include "ui/theme/colors.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <array>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kOrder{PersonaStatus::Pending, PersonaStatus::Synthesizing, PersonaStatus::GeneratingImage,
                            PersonaStatus::Ready, PersonaStatus::Failed};

} // namespace

QString wordFor(PersonaStatus status)
{
    return toString(status).replace(u'_', u' ');
}

Funnel::Funnel(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(u"Personas by status"_s);
    setToolTip(u"Personas by status; click one to list them"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
}

void Funnel::setCounts(std::map<PersonaStatus, qint64> counts)
{
    if (m_counts == counts)
        return;
    m_counts = std::move(counts);
    describe();
    update();
}

// Where the keys are comes first, for who hears it.
void Funnel::describe()
{
    const auto wordsFor = [this](PersonaStatus status) {
        const auto found = m_counts.find(status);
        return QString(countText(found == m_counts.end() ? 0 : found->second) + u' ' + wordFor(status));
    };
    QStringList words;
    for (const PersonaStatus status : kOrder)
        words << wordsFor(status);
    if (hasFocus())
        words.prepend(wordsFor(kOrder[static_cast<size_t>(m_row)]) + u';');
    setAccessibleDescription(words.join(u", "_s));
}

QSize Funnel::sizeHint() const
{
    return {320, rowHeight() * static_cast<int>(kOrder.size())};
}

int Funnel::rowHeight() const
{
    return fontMetrics().height() + 12;
}

void Funnel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors &colors = colorsOf(palette());
    qint64 most = 1;
    for (const auto &[status, count] : m_counts)
        most = std::max(most, count);
    const int names = fontMetrics().horizontalAdvance(u"generating image"_s) + 16;
    const int figures = fontMetrics().horizontalAdvance(u"0,000,000"_s) + 8;
    int top = 0;
    for (const PersonaStatus status : kOrder) {
        const auto found = m_counts.find(status);
        const qint64 count = found == m_counts.end() ? 0 : found->second;
        const bool isBad = status == PersonaStatus::Failed && count > 0;
        const QRect row(0, top, width(), rowHeight());
        if (hasFocus() && top == m_row * rowHeight()) {
            painter.setPen(colors.accent);
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        }
        painter.setPen(isBad ? colors.bad : colors.soft);
        painter.drawText(row.adjusted(0, 0, names - width(), 0), Qt::AlignVCenter, wordFor(status));
        painter.setPen(isBad ? colors.bad : colors.text);
        painter.drawText(row, Qt::AlignVCenter | Qt::AlignRight, countText(count));
        const QRectF track(names, row.center().y() - 4, std::max(1, width() - names - figures), 8);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.raised);
        painter.drawRoundedRect(track, 4, 4);
        const double share = static_cast<double>(count) / static_cast<double>(most);
        painter.setBrush(isBad ? colors.bad : status == PersonaStatus::Ready ? colors.good : colors.accent);
        if (count > 0)
            painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(std::max(8.0, track.width() * share), 8)), 4, 4);
        top += rowHeight();
    }
}

void Funnel::mouseReleaseEvent(QMouseEvent *event)
{
    const int row = event->pos().y() / rowHeight();
    if (row >= 0 && row < static_cast<int>(kOrder.size()))
        Q_EMIT chosen(kOrder[static_cast<size_t>(row)]);
}

void Funnel::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(kOrder.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_K:
        m_row = std::max(0, m_row - 1);
        break;
    case Qt::Key_Down:
    case Qt::Key_J:
        m_row = std::min(last, m_row + 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        Q_EMIT chosen(kOrder[static_cast<size_t>(m_row)]);
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    describe();
    update();
}

void Funnel::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    describe();
    update();
}

void Funnel::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    describe();
    update();
}

} // namespace remirai::ui
