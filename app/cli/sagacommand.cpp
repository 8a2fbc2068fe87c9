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

QString failureTable(const QJsonArray &groups)
{
    Table table({{u"SIGNATURE"_s},
                 {u"STEP"_s},
                 {u"COUNT"_s, Align::Right},
                 {u"FAILED NOW"_s, Align::Right},
                 {u"LAST SEEN"_s},
                 {u"ERROR"_s}});
    for (const auto &element : groups) {
        const QJsonObject group = element.toObject();
        table.add({group[u"signature"_s].toString(), orDash(group[u"step"_s]), countText(group[u"count"_s]),
                   countText(group[u"failed_now"_s]), orDash(group[u"last_seen_at"_s]), orDash(group[u"text"_s])});
    }
    return table.text();
}

// Of one saga by its id; of many by what they have in common, in the background.
ApiCall retryCall(const SagaOptions &options)
{
    if (!options.id.empty())
        return {"POST", kSagas + u'/' + QString::fromStdString(options.id) + u"/retry"_s, QJsonObject(), {}};
    QJsonObject filter;
    if (!options.step.empty())
        filter.insert(u"step"_s, QString::fromStdString(options.step));
    return operationCall(u"retry"_s, filter, options.operation);
}

ApiCall callFor(const SagaOptions &options)
{
    if (options.action == "failures")
        return {"GET",
                u"/api/v1/operator/failures?window="_s + QString::fromStdString(options.window),
                QJsonValue::Undefined,
                {}};
    const QString id = QString::fromStdString(options.id);
    if (options.action == "show")
        return {"GET", kSagas + u'/' + id, QJsonValue::Undefined, {}};
    if (options.action == "retry")
        return retryCall(options);
    QString path = kSagas + u"?limit="_s + QString::number(options.limit);
    const std::pair<QString, const std::string &> more[]{{u"state"_s, options.state},
                                                         {u"step"_s, options.step},
                                                         {u"email"_s, options.email},
                                                         {u"q"_s, options.operation.text},
                                                         {u"error_signature"_s, options.operation.errorSignature},
                                                         {u"cursor"_s, options.cursor}};
    for (const auto &[key, value] : more) {
        if (!value.empty())
            path += u'&' + key + u'=' + QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(value)));
    }
    return {"GET", path, QJsonValue::Undefined, {}};
}

QString resultText(const SagaOptions &options, const QJsonValue &reply)
{
    if (options.action == "show")
        return sagaText(reply.toObject());
    if (options.action == "failures") {
        const QJsonArray groups = itemsOf(reply, u"groups"_s);
        return groups.isEmpty() ? u"No failures.\n"_s : failureTable(groups);
    }
    if (options.action == "retry" && options.id.empty())
        return operationText(reply.toObject());
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
    list->add_option("--step", options.step, "Only those at this step")
        ->check(CLI::IsMember({"synthesis", "illustration"}));
    list->add_option("--email", options.email, "Only those of this owner");
    list->add_option("--contains", options.operation.text, "Only those with this in the error, or about this id");
    list->add_option("--error-signature", options.operation.errorSignature, "Only those that failed so");
    CLI::App *show = saga->add_subcommand("show", "One saga with every attempt");
    show->add_option("id", options.id, "The saga's id")->required()->check(checkId);
    CLI::App *retry = saga->add_subcommand("retry", "Resume a failed saga, or all that match, where they failed");
    CLI::Option *id =
        retry->add_option("id", options.id, "The saga's id; left out: every failed one that matches")->check(checkId);
    retry->add_option("--step", options.step, "Only those that failed at this step")
        ->check(CLI::IsMember({"synthesis", "illustration"}))
        ->excludes(id);
    addOperationFlags(*retry, options.operation, Redeath::Possible);
    CLI::App *failures = saga->add_subcommand("failures", "Why attempts fail, grouped by what the errors share");
    failures->add_option("--window", options.window, "How far back")
        ->check(CLI::IsMember({"1h", "3h", "24h", "3d", "7d"}));
    for (CLI::App *action : {list, show, retry, failures})
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
