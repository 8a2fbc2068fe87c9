// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/simulator/scenariodraft.h"

#include <QFile>
#include <QJsonDocument>

namespace remirai::ui {

namespace {

std::vector<DraftField> makeFields()
{
    const auto t = [](const char *text) { return QString::fromUtf8(text); };
    std::vector<DraftField> fields{
        {t("Run"), t("horizon"), t("Horizon"), t("How long is simulated, like 24h or 28d")},
        {t("Run"), t("seed"), t("Seed"), t("Same seed, same result to the last bit")},
        {t("Run"), t("replications.precision"), t("Precision"),
         t("Relative half-width of the 95 % intervals, like 0.02")},
        {t("Arrivals"), t("arrivals.rate"), t("Rate"), t("Jobs that arrive, like 2/s or 500/h")},
        {t("Arrivals"), t("arrivals.spikes.0.at"), t("Spike at"), t("When the spike begins, like 1h")},
        {t("Arrivals"), t("arrivals.spikes.0.duration"), t("Spike lasts"), t("Like 60s")},
        {t("Arrivals"), t("arrivals.spikes.0.rate"), t("Spike rate"), t("On top of the rate, like 1000/s")},
        {t("Arrivals"), t("arrivals.diurnal.amplitude"), t("Daily wave"), t("0 is flat, 1 falls to zero at night")},
        {t("Arrivals"), t("arrivals.burstiness.cv"), t("Burstiness"), t("Spread of the rate itself; 0 is pure chance")},
        {t("Clients"), t("clients.patience"), t("Patience"), t("How long a client waits, like 15m")},
        {t("Clients"), t("clients.poll"), t("Polls every"), t("Polling is load too; like 5s")},
        {t("Clients"), t("clients.retry.maxAttempts"), t("Submissions"),
         t("How often a client that is turned away tries")},
        {t("Queue and workers"), t("workers.min"), t("Slots at rest"), t("Least slots of each step")},
        {t("Queue and workers"), t("workers.max"), t("Slots at most"), t("Most slots of each step")},
        {t("Queue and workers"), t("workers.targetWait"), t("Wait to aim at"),
         t("Slots grow until a job waits less, like 30s")},
        {t("Queue and workers"), t("workers.startDelay"), t("Start delay"), t("Until a new slot works, like 2s")},
        {t("Queue and workers"), t("queue.visibility"), t("Lease"), t("Visibility timeout, like 180s")},
        {t("Queue and workers"), t("queue.maxReceive"), t("Receives"), t("Before a message is a dead letter")},
        {t("Queue and workers"), t("queue.retention"), t("Retention"), t("Older messages are dropped, like 4d")},
    };
    for (const auto &[step, section] :
         {std::pair("synthesis", "Synthesis"), std::pair("illustration", "Illustration")}) {
        const QString path = QStringLiteral("steps.%1.").arg(t(step));
        fields.push_back({t(section), QString(path + t("latency.mean")), t("Call takes"), t("On average, like 30s")});
        fields.push_back(
            {t(section), QString(path + t("latency.cv")), t("Spread"), t("Deviation over mean, like 0.5")});
        fields.push_back(
            {t(section), QString(path + t("failure")), t("Failure rate"), t("Share of attempts, like 0.02")});
        fields.push_back({t(section), QString(path + t("timeout")), t("Timeout"), t("Of a call, like 60s")});
        fields.push_back({t(section), QString(path + t("costPerCall")), t("Cost per call"), t("Like 0.004 USD")});
    }
    fields.push_back({t("API"), t("api.maxInFlight"), t("In flight at most"), t("Requests an instance holds")});
    fields.push_back(
        {t("API"), t("api.requestsPerJob"), t("Requests per job"), t("Survey, responses and queries together")});
    return fields;
}

} // namespace

const std::vector<DraftField> &draftFields()
{
    static const std::vector<DraftField> fields = makeFields();
    return fields;
}

void ScenarioDraft::useShipped(const QString &name)
{
    sim::shippedScenarios(); // registers the resources
    QFile file(QStringLiteral(":/scenarios/%1.json").arg(name));
    const QByteArray document = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    useDocument(document, name, QStringLiteral(":/scenarios"));
}

void ScenarioDraft::useDocument(const QByteArray &document, const QString &source, const QString &folder)
{
    m_document = document;
    m_source = source;
    m_folder = folder;
    m_changes.clear();
    m_flat = {};
    flatten();
}

void ScenarioDraft::editDocument(const QByteArray &document)
{
    m_document = document;
    m_isStale = true;
}

void ScenarioDraft::flatten()
{
    m_isStale = false;
    if (const auto scenario = sim::readScenario(m_document, m_source, m_folder))
        m_flat = scenario->variants.front().config;
}

const sim::Json *ScenarioDraft::find(const QString &path) const
{
    const sim::Json *at = &m_flat;
    for (const QString &key : path.split(u'.')) {
        bool isIndex = false;
        const auto index = static_cast<size_t>(key.toUInt(&isIndex));
        at = isIndex && index < at->items.size() ? &at->items[index] : at->find(key);
        if (!at)
            return nullptr;
    }
    return at;
}

// A latency may be written as one time, which is its mean.
QString ScenarioDraft::resolved(const QString &path) const
{
    if (!path.endsWith(QLatin1String(".latency.mean")))
        return path;
    const QString law = path.chopped(5);
    const sim::Json *value = find(law);
    return value && value->kind == sim::Json::Kind::Object ? path : law;
}

QString ScenarioDraft::documentValue(const QString &path) const
{
    const sim::Json *value = find(resolved(path));
    return value && value->kind != sim::Json::Kind::Object ? value->text : QString();
}

QString ScenarioDraft::value(const QString &path) const
{
    return m_changes.value(resolved(path), documentValue(path));
}

void ScenarioDraft::setValue(const QString &path, const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed == documentValue(path))
        m_changes.remove(resolved(path));
    else
        m_changes[resolved(path)] = trimmed;
}

QStringList ScenarioDraft::sets() const
{
    QStringList sets;
    for (auto change = m_changes.begin(); change != m_changes.end(); ++change)
        sets << change.key() + u'=' + (change.value().isEmpty() ? QStringLiteral("null") : change.value());
    return sets;
}

Result<sim::Scenario> ScenarioDraft::read()
{
    if (m_isStale)
        flatten();
    return scenario();
}

Result<sim::Scenario> ScenarioDraft::scenario() const
{
    return sim::readScenario(m_document, m_source, m_folder, sets());
}

Result<QByteArray> ScenarioDraft::text() const
{
    auto root = sim::parseJson(m_document, m_source);
    if (!root)
        return root.error();
    for (auto change = m_changes.begin(); change != m_changes.end(); ++change) {
        const QString text = change.value().isEmpty() ? QStringLiteral("null") : change.value();
        if (const Status done = sim::setPath(*root, change.key(), text); !done)
            return done.error();
    }
    return QJsonDocument::fromJson(sim::toCompact(*root)).toJson();
}

DraftProblems problemsOf(const Error &error)
{
    DraftProblems problems;
    for (const QString &line : error.message.split(u'\n', Qt::SkipEmptyParts)) {
        bool placed = false;
        for (const DraftField &field : draftFields()) {
            QString mark = QStringLiteral(": %1: ").arg(field.path);
            qsizetype at = line.indexOf(mark);
            if (at < 0 && field.path.endsWith(QLatin1String(".mean"))) {
                mark = QStringLiteral(": %1: ").arg(field.path.chopped(5));
                at = line.indexOf(mark);
            }
            if (at < 0)
                continue;
            problems.byPath[field.path] = line.mid(at + mark.size());
            placed = true;
            break;
        }
        if (!placed)
            problems.others << line;
    }
    return problems;
}

} // namespace remirai::ui
