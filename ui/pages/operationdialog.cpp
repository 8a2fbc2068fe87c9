// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/operationdialog.h"

#include "ui/text/format.h"
#include "ui/widgets/pieces.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSpinBox>
#include <QTimer>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kShortestReason = 3;
constexpr int kLongestReason = 500;
constexpr int kRecountMs = 400;
constexpr int kCanary = 5;
constexpr int kRate = 50;
constexpr int kBrakePercent = 20;

QString verbOf(OperationKind kind)
{
    QString verb = toString(kind);
    verb[0] = verb[0].toUpper();
    return verb;
}

QSpinBox *spin(int value, int most, const QString &suffix, const QString &zero, const QString &name)
{
    auto *box = new QSpinBox;
    box->setRange(0, most);
    box->setValue(value);
    box->setSuffix(suffix);
    box->setSpecialValueText(zero);
    box->setAccessibleName(name);
    return box;
}

} // namespace

OperationDialog::OperationDialog(Session &session, OperationPlan plan, const QString &what, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_plan(std::move(plan))
    , m_what(what)
    , m_count(wrappedLabel(u"Counting what matches …"_s, "heading"))
    , m_trouble(wrappedLabel(QString()))
    , m_samples(new QListWidget)
    , m_reason(new QLineEdit)
    , m_start(button(verbOf(m_plan.kind), m_plan.destroys() ? "danger" : "primary"))
    , m_soon(new QTimer(this))
{
    setWindowTitle(verbOf(m_plan.kind) + u' ' + what);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(kSpace);
    layout->addWidget(m_count);
    m_samples->setAccessibleName(u"Some of what matches"_s);
    m_samples->setMinimumHeight(120);
    m_samples->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_samples->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    layout->addWidget(m_samples, 1);
    layout->addWidget(buildBrakes());
    layout->addWidget(m_trouble);
    m_trouble->hide();
    auto *buttons = new QHBoxLayout;
    QPushButton *cancel = button(u"Close"_s);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_start);
    layout->addLayout(buttons);
    m_start->setObjectName(u"start"_s);
    m_reason->setObjectName(u"reason"_s);
    m_soon->setSingleShot(true);
    m_soon->setInterval(kRecountMs);
    connect(m_soon, &QTimer::timeout, this, &OperationDialog::dryRun);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &OperationDialog::start);
    connect(m_reason, &QLineEdit::textChanged, this, &OperationDialog::updateButton);
    resize(620, 520);
    m_reason->setFocus();
    updateButton();
    dryRun();
}

QWidget *OperationDialog::buildBrakes()
{
    auto *box = new QWidget;
    auto *form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(kSpace);
    form->setVerticalSpacing(kGap);
    if (m_plan.mayDieAgain()) {
        m_canary = spin(kCanary, 1'000, u" first, and wait for them"_s, u"no canary"_s, u"Canary"_s);
        m_brake = spin(kBrakePercent, 100, u" % die again"_s, u"never stop by itself"_s, u"Stop when"_s);
        form->addRow(u"Canary"_s, m_canary);
        form->addRow(u"Stop when"_s, m_brake);
    }
    m_rate = spin(kRate, 10'000, u" a second at most"_s, u"as fast as it goes"_s, u"Rate"_s);
    form->addRow(u"Rate"_s, m_rate);
    connect(m_rate, &QSpinBox::valueChanged, m_soon, qOverload<>(&QTimer::start));
    m_reason->setMaxLength(kLongestReason);
    m_reason->setPlaceholderText(u"Why? It stands in the audit log beside your name"_s);
    m_reason->setAccessibleName(u"Reason"_s);
    form->addRow(u"Reason"_s, m_reason);
    if (m_plan.destroys()) {
        m_sure = new QCheckBox(u"I know that this cannot be undone"_s);
        connect(m_sure, &QCheckBox::toggled, this, &OperationDialog::updateButton);
        form->addRow(QString(), m_sure);
    }
    return box;
}

OperationPlan OperationDialog::planNow() const
{
    OperationPlan plan = m_plan;
    plan.ratePerSecond = m_rate->value();
    if (m_canary)
        plan.canary = m_canary->value();
    if (m_brake && m_brake->value() > 0)
        plan.stopOnRedeathRatio = m_brake->value() / 100.0;
    plan.reason = m_reason->text().trimmed();
    return plan;
}

void OperationDialog::dryRun()
{
    const ApiRequest request{"POST", operatorPath(u"/operations"_s), planNow().toJson(true), {}};
    m_session.client().send<OperationForecast>(
        request, this, forecastIn, [this, question = m_question.ask()](Result<OperationForecast> &&forecast) {
            if (!m_question.close(question))
                return;
            if (forecast)
                showForecast(*forecast);
            else
                fail(forecast.error().message);
        });
}

void OperationDialog::showForecast(const OperationForecast &forecast)
{
    m_forecast = forecast;
    m_trouble->hide();
    QString text = forecast.matched == 0 ? u"Nothing matches: %1."_s.arg(m_what)
                                         : u"%1 match: %2."_s.arg(countText(forecast.matched), m_what);
    if (forecast.matched > 0 && forecast.estimatedMs)
        text += *forecast.estimatedMs < 1'000
            ? u" Takes less than a second."_s
            : u" Takes about %1 at this rate."_s.arg(durationText(*forecast.estimatedMs));
    if (forecast.skipped > 0)
        text += u" %1 will be skipped."_s.arg(countText(forecast.skipped));
    setPlainText(m_count, text);
    m_samples->clear();
    for (const MessageRow &message : forecast.messages)
        m_samples->addItem(shortId(message.id) + u"   "_s
                           + (message.lastError.isEmpty() ? QString::fromUtf8(message.body.left(120)).simplified()
                                                          : message.lastError.left(160)));
    for (const SagaRow &saga : forecast.sagas)
        m_samples->addItem(shortId(saga.id) + u"   "_s + saga.step + u"   "_s + saga.error.left(160));
    for (const auto &[reason, count] : forecast.skippedReasons)
        m_samples->addItem(u"skipped: %1 (%2)"_s.arg(reason, countText(count)));
    updateButton();
}

void OperationDialog::updateButton()
{
    const qint64 matched = m_forecast ? m_forecast->matched : 0;
    const Role needed = m_plan.destroys() ? Role::Admin : Role::Operator;
    const bool allowed = m_session.may(needed);
    const bool reasoned = m_reason->text().trimmed().size() >= kShortestReason;
    m_start->setText(matched > 0 ? verbOf(m_plan.kind) + u' ' + countText(matched) : verbOf(m_plan.kind));
    m_start->setEnabled(!m_sent && matched > 0 && allowed && reasoned && (!m_sure || m_sure->isChecked()));
    m_start->setToolTip(!allowed        ? u"Needs the role “%1”"_s.arg(toString(needed))
                            : !reasoned ? u"Say why first"_s
                                        : QString());
}

void OperationDialog::start()
{
    if (std::exchange(m_sent, true))
        return;
    m_start->setEnabled(false);
    const QString label = m_start->text() + u": "_s + m_what;
    const ApiRequest request{"POST", operatorPath(u"/operations"_s), planNow().toJson(false), {}};
    // The dialog may be gone before the answer comes: the outbox and the audit log tell of it.
    m_session.outbox().submit(label, request, this, [this](const Result<QJsonObject> &answer) {
        if (!answer) {
            m_sent = false;
            return fail(answer.error().message);
        }
        Q_EMIT started();
        accept();
    });
    if (m_session.link() != Link::Online) {
        Q_EMIT started();
        accept();
    }
}

void OperationDialog::fail(const QString &sentence)
{
    setPlainText(m_trouble, sentence);
    m_trouble->show();
    updateButton();
}

} // namespace remirai::ui
