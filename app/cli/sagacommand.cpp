// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/sagacommand.h"

#include "app/cli/connect.h"
#include "app/text/describe.h"
#include "app/text/output.h"
#include "app/text/table.h"
#include "core/domain/identifier.h"

#include <QJsonArray>
#include <QUrl>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

const QString kSagas = u"/api/v1/operator/sagas"_s;

QString sagaTable(const QJsonArray &sagas)
{
    Table table({{u"SAGA"_s}, {u"STATE"_s}, {u"STEP"_s}, {u"UPDATED"_s}, {u"ERROR"_s}});
    for (const auto &element : sagas) {
        const QJsonObject saga = element.toObject();
        table.add({saga[u"saga_id"_s].toString(), orDash(saga[u"state"_s]), orDash(saga[u"step"_s]),
                   orDash(saga[u"updated_at"_s]), orDash(saga[u"error"_s])});
    }
    return table.text();
}

QString attemptTable(const QJsonArray &attempts)
{
    Table table({{u"STEP"_s},
                 {u"ATTEMPT"_s, Align::Right},
                 {u"OUTCOME"_s},
                 {u"STARTED"_s},
                 {u"TOOK"_s, Align::Right},
                 {u"WORKER"_s},
                 {u"ERROR"_s}});
    for (const auto &element : attempts) {
        const QJsonObject attempt = element.toObject();
        table.add({orDash(attempt[u"step"_s]), countText(attempt[u"number"_s]), orDash(attempt[u"outcome"_s]),
                   orDash(attempt[u"started_at"_s]), spanText(attempt[u"duration_ms"_s]), orDash(attempt[u"worker"_s]),
                   orDash(attempt[u"error"_s])});
    }
    return table.text();
}

// The saga itself, then its attempts as a table instead of a line of JSON.
QString sagaText(const QJsonObject &reply)
{
    QJsonObject saga = reply;
    const QJsonArray attempts = saga.take(u"attempts"_s).toArray();
    saga.remove(u"events"_s);
    saga.remove(u"timeline"_s);
    const QString properties = propertyLines(saga);
    return attempts.isEmpty() ? properties : QString(properties + u'\n' + attemptTable(attempts));
}

ApiCall callFor(const SagaOptions &options)
{
    const QString id = QString::fromStdString(options.id);
    if (options.action == "show")
        return {"GET", kSagas + u'/' + id, QJsonValue::Undefined, {}};
    if (options.action == "retry")
        return {"POST", kSagas + u'/' + id + u"/retry"_s, QJsonObject(), {}};
    QString path = kSagas + u"?limit="_s + QString::number(options.limit);
    if (!options.state.empty())
        path += u"&state="_s + QString::fromStdString(options.state);
    if (!options.cursor.empty())
        path += u"&cursor="_s + QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(options.cursor)));
    return {"GET", path, QJsonValue::Undefined, {}};
}

QString resultText(const SagaOptions &options, const QJsonValue &reply)
{
    if (options.action == "show")
        return sagaText(reply.toObject());
    if (options.action == "retry")
        return u"Saga %1 runs again.\n"_s.arg(QString::fromStdString(options.id));
    const QJsonArray sagas = itemsOf(reply, u"sagas"_s);
    const QString next = reply.toObject()[u"next_cursor"_s].toString();
    if (sagas.isEmpty())
        return u"No sagas.\n"_s;
    return sagaTable(sagas) + (next.isEmpty() ? QString() : u"More: --cursor %1\n"_s.arg(next));
}

// A slip here would reach the server as another path.
std::string checkId(const std::string &id)
{
    return SagaId::fromString(id) ? std::string() : "“" + id + "” is not a saga's id; see: remirai saga list";
}

} // namespace

CLI::App *addSagaCommand(CLI::App &app, SagaOptions &options)
{
    CLI::App *saga = app.add_subcommand("saga", "Look at sagas and retry failed ones");
    saga->require_subcommand(1);
    saga->footer("Example: remirai saga list --state failed");
    CLI::App *list = saga->add_subcommand("list", "The latest sagas");
    list->add_option("--state", options.state, "Only those in this state")
        ->check(CLI::IsMember({"running", "completed", "failed"}));
    list->add_option("--limit", options.limit, "At most so many")->check(CLI::Range(1, 200));
    list->add_option("--cursor", options.cursor, "Go on where the last page ended");
    CLI::App *show = saga->add_subcommand("show", "One saga with every attempt");
    CLI::App *retry = saga->add_subcommand("retry", "Resume a failed saga at the step it failed at");
    for (CLI::App *one : {show, retry})
        one->add_option("id", options.id, "The saga's id")->required()->check(checkId);
    for (CLI::App *action : {list, show, retry})
        action->callback([&options, action] { options.action = action->get_name(); });
    return saga;
}

int runSagaCommand(const CommonOptions &common, const SagaOptions &options)
{
    const auto client = connectAsOperator(common);
    if (!client)
        return failWith(client.error());
    const auto reply = (*client)->call(callFor(options));
    if (!reply)
        return failWith(reply.error());
    if (common.json)
        printJson(*reply);
    else
        printOut(resultText(options, *reply));
    return kExitGood;
}

} // namespace remirai
