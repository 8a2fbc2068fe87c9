// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/operationcommand.h"

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

const QString kOperations = u"/api/v1/operator/operations"_s;

QString doneText(const QJsonObject &operation)
{
    return countText(operation[u"done"_s]) + u" of "_s + countText(operation[u"matched"_s]);
}

QString operationTable(const QJsonArray &operations)
{
    Table table({{u"OPERATION"_s},
                 {u"KIND"_s},
                 {u"STATE"_s},
                 {u"DONE"_s, Align::Right},
                 {u"SKIPPED"_s, Align::Right},
                 {u"ABOUT"_s},
                 {u"BY"_s},
                 {u"SINCE"_s},
                 {u"REASON"_s}});
    for (const auto &element : operations) {
        const QJsonObject operation = element.toObject();
        table.add({operation[u"operation_id"_s].toString(), orDash(operation[u"kind"_s]), orDash(operation[u"state"_s]),
                   doneText(operation), countText(operation[u"skipped"_s]), orDash(operation[u"subject"_s]),
                   orDash(operation[u"actor"_s]), orDash(operation[u"created_at"_s]), orDash(operation[u"reason"_s])});
    }
    return table.text();
}

QString previewText(const QJsonObject &reply)
{
    QString text = u"%1 would touch %2 (%3 of them it could not, as things are), in about %4.\n"_s.arg(
        reply[u"kind"_s].toString(), countText(reply[u"matched"_s]), countText(reply[u"skipped"_s]),
        spanText(reply[u"estimated_ms"_s]));
    for (const auto &element : reply[u"messages"_s].toArray()) {
        const QJsonObject message = element.toObject();
        text += u"  %1  %2\n"_s.arg(message[u"message_id"_s].toString(), orDash(message[u"last_error"_s]));
    }
    for (const auto &element : reply[u"sagas"_s].toArray()) {
        const QJsonObject saga = element.toObject();
        text += u"  %1  %2\n"_s.arg(saga[u"saga_id"_s].toString(), orDash(saga[u"error"_s]));
    }
    return text;
}

ApiCall callFor(const OperationOptions &options)
{
    const QString id = QString::fromStdString(options.id);
    if (options.action == "show")
        return {"GET", kOperations + u'/' + id, QJsonValue::Undefined, {}};
    if (options.action == "cancel") {
        QJsonObject body;
        if (!options.reason.empty())
            body.insert(u"reason"_s, QString::fromStdString(options.reason));
        return {"POST", kOperations + u'/' + id + u"/cancel"_s, body, {}};
    }
    QString path = kOperations + u"?limit="_s + QString::number(options.limit);
    if (!options.state.empty())
        path += u"&state="_s + QString::fromStdString(options.state);
    if (!options.cursor.empty())
        path += u"&cursor="_s + QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(options.cursor)));
    return {"GET", path, QJsonValue::Undefined, {}};
}

std::string checkId(const std::string &id)
{
    return OperationId::fromString(id) ? std::string()
                                       : "“" + id + "” is not an operation's id; see: remirai operation list";
}

} // namespace

void addOperationFlags(CLI::App &command, OperationFlags &flags, Redeath redeath)
{
    command.add_option("--contains", flags.text, "Only those with this in the body (messages) or the error (sagas)");
    command.add_option("--error-signature", flags.errorSignature,
                       "Only those that failed so; see: remirai saga failures");
    command.add_flag("--dry-run", flags.dryRun, "Count exactly and show a sample; change nothing");
    command.add_option("--rate", flags.rate, "At most so many a second")->check(CLI::Range(0.0, 10'000.0));
    command.add_option("--reason", flags.reason, "Why, for the audit log");
    if (redeath == Redeath::Impossible)
        return;
    command.add_option("--canary", flags.canary, "So many first, then the rest if they do not die again")
        ->check(CLI::Range(0, 1'000));
    command.add_option("--stop-ratio", flags.stopRatio, "Stop when more than this share dies again")
        ->check(CLI::Range(0.0, 1.0));
}

ApiCall operationCall(const QString &kind, QJsonObject filter, const OperationFlags &flags)
{
    if (!flags.text.empty())
        filter.insert(u"q"_s, QString::fromStdString(flags.text));
    if (!flags.errorSignature.empty())
        filter.insert(u"error_signature"_s, QString::fromStdString(flags.errorSignature));
    QJsonObject body{{u"kind"_s, kind}, {u"filter"_s, filter}};
    if (flags.dryRun)
        body.insert(u"dry_run"_s, true);
    if (flags.canary > 0)
        body.insert(u"canary"_s, flags.canary);
    if (flags.rate > 0)
        body.insert(u"rate_per_second"_s, flags.rate);
    if (flags.stopRatio >= 0)
        body.insert(u"stop_on_redeath_ratio"_s, flags.stopRatio);
    if (!flags.reason.empty())
        body.insert(u"reason"_s, QString::fromStdString(flags.reason));
    return {"POST", kOperations, body, {}};
}

QString operationText(const QJsonObject &reply)
{
    if (reply[u"dry_run"_s].toBool())
        return previewText(reply);
    const QString id = reply[u"operation_id"_s].toString();
    return u"Operation %1 has begun; see: remirai operation show %1\n"_s.arg(id);
}

CLI::App *addOperationCommand(CLI::App &app, OperationOptions &options)
{
    CLI::App *operation = app.add_subcommand("operation", "What operators did and what runs: the audit log");
    operation->require_subcommand(1);
    operation->footer("Example: remirai operation list --state running");
    CLI::App *list = operation->add_subcommand("list", "The latest operations");
    list->add_option("--state", options.state, "Only those in this state")
        ->check(CLI::IsMember({"running", "completed", "cancelled", "stopped", "failed"}));
    list->add_option("--limit", options.limit, "At most so many")->check(CLI::Range(1, 200));
    list->add_option("--cursor", options.cursor, "Go on where the last page ended");
    CLI::App *show = operation->add_subcommand("show", "One operation with its progress");
    CLI::App *cancel = operation->add_subcommand("cancel", "Stop it where it is; what is done stays done");
    cancel->add_option("--reason", options.reason, "Why, for the audit log");
    for (CLI::App *one : {show, cancel})
        one->add_option("id", options.id, "The operation's id")->required()->check(checkId);
    for (CLI::App *action : {list, show, cancel})
        action->callback([&options, action] { options.action = action->get_name(); });
    return operation;
}

int runOperationCommand(const CommonOptions &common, const OperationOptions &options)
{
    const auto client = connectAsOperator(common);
    if (!client)
        return failWith(client.error());
    const auto reply = (*client)->call(callFor(options));
    if (!reply)
        return failWith(reply.error());
    if (common.json) {
        printJson(*reply);
        return kExitGood;
    }
    if (options.action != "list") {
        printOut(propertyLines(reply->toObject()));
        return kExitGood;
    }
    const QString next = reply->toObject()[u"next_cursor"_s].toString();
    const QJsonArray operations = itemsOf(*reply, u"operations"_s);
    printOut(operations.isEmpty() ? u"No operations.\n"_s : operationTable(operations));
    if (!next.isEmpty())
        printOut(u"More: --cursor %1\n"_s.arg(next));
    return kExitGood;
}

} // namespace remirai
