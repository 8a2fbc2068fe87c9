// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/queuecommand.h"

#include "app/cli/connect.h"
#include "app/text/describe.h"
#include "app/text/output.h"
#include "app/text/table.h"

#include <QJsonArray>
#include <QUrl>
#include <QUrlQuery>
#include <iostream>
#include <unistd.h>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

const QString kQueues = u"/api/v1/operator/queues"_s;

QString queueTable(const QJsonArray &queues)
{
    Table table({{u"QUEUE"_s},
                 {u"DEPTH"_s, Align::Right},
                 {u"IN FLIGHT"_s, Align::Right},
                 {u"DELAYED"_s, Align::Right},
                 {u"DEAD"_s, Align::Right},
                 {u"OLDEST"_s, Align::Right},
                 {u"IN/S"_s, Align::Right},
                 {u"OUT/S"_s, Align::Right},
                 {u"SLOTS"_s, Align::Right},
                 {u"DRAIN"_s}});
    for (const auto &element : queues) {
        const QJsonObject queue = element.toObject();
        table.add({queue[u"name"_s].toString(), countText(queue[u"depth"_s]), countText(queue[u"in_flight"_s]),
                   countText(queue[u"delayed"_s]), countText(queue[u"dead"_s]), spanText(queue[u"oldest_age_ms"_s]),
                   rateText(queue[u"arrivals_per_second"_s]), rateText(queue[u"completions_per_second"_s]),
                   countText(queue[u"slots"_s]), drainText(queue)});
    }
    return table.text();
}

QString messageTable(const QJsonArray &messages)
{
    Table table(
        {{u"MESSAGE"_s}, {u"STATE"_s}, {u"RECEIVED"_s, Align::Right}, {u"SENT"_s}, {u"SAGA"_s}, {u"LAST ERROR"_s}});
    for (const auto &element : messages) {
        const QJsonObject message = element.toObject();
        table.add({message[u"message_id"_s].toString(), message[u"state"_s].toString(),
                   countText(message[u"receive_count"_s]), message[u"sent_at"_s].toString(),
                   orDash(message[u"saga_id"_s]), orDash(message[u"last_error"_s])});
    }
    return table.text();
}

QString pathOf(const QueueOptions &options, const QString &more = {})
{
    return kQueues + u'/' + QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(options.name))) + more;
}

// Redrive and purge of all are answered when they are over; whatever is narrowed or careful runs in the background.
bool isOperation(const QueueOptions &options)
{
    return options.action == "park" || options.action == "delete"
        || ((options.action == "redrive" || options.action == "purge") && options.operation.areGiven());
}

// Destroying asks for the queue's name, on a terminal; elsewhere it needs --yes.
Status confirm(const QueueOptions &options)
{
    const bool destroys = options.action == "purge" || options.action == "delete";
    if (!destroys || options.yes || options.operation.dryRun)
        return {};
    if (!::isatty(STDIN_FILENO))
        return Error{ErrorCode::InvalidArgument,
                     u"%1 destroys messages for good; add --yes to mean it, or --dry-run to see what it would do"_s.arg(
                         QString::fromStdString(options.action)),
                     {}};
    complain(u"this destroys messages of %1 for good; type the queue's name to go on:"_s.arg(
        QString::fromStdString(options.name)));
    std::string typed;
    std::getline(std::cin, typed);
    return typed == options.name ? Status() : Status(Error{ErrorCode::InvalidArgument, u"nothing was done"_s, {}});
}

ApiCall callFor(const QueueOptions &options)
{
    const QString action = QString::fromStdString(options.action);
    if (action == u"list")
        return {"GET", kQueues, QJsonValue::Undefined, {}};
    if (action == u"messages") {
        QUrlQuery query{{u"limit"_s, QString::number(options.limit)}};
        const std::pair<QString, const std::string &> more[]{{u"cursor"_s, options.cursor},
                                                             {u"state"_s, options.state},
                                                             {u"q"_s, options.operation.text},
                                                             {u"error_signature"_s, options.operation.errorSignature}};
        for (const auto &[key, value] : more) {
            if (!value.empty())
                query.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(value))));
        }
        return {
            "GET", pathOf(options, u"/messages?"_s + query.toString(QUrl::FullyEncoded)), QJsonValue::Undefined, {}};
    }
    if (action == u"pause" || action == u"resume")
        return {"PATCH", pathOf(options), QJsonObject{{u"paused"_s, action == u"pause"}}, {}};
    if (isOperation(options))
        return operationCall(action, {{u"queue"_s, QString::fromStdString(options.name)}}, options.operation);
    if (action == u"redrive" || action == u"purge") {
        QJsonObject body;
        if (!options.operation.reason.empty())
            body.insert(u"reason"_s, QString::fromStdString(options.operation.reason));
        return {"POST", pathOf(options, u'/' + action), body, {}};
    }
    return {"GET", pathOf(options), QJsonValue::Undefined, {}};
}

QString resultText(const QueueOptions &options, const QJsonValue &reply)
{
    const QString action = QString::fromStdString(options.action);
    const QString name = QString::fromStdString(options.name);
    if (action == u"list")
        return queueTable(itemsOf(reply, u"queues"_s));
    if (action == u"show")
        return propertyLines(reply.toObject());
    if (action == u"messages") {
        const QJsonArray messages = itemsOf(reply, u"messages"_s);
        const QString next = reply.toObject()[u"next_cursor"_s].toString();
        if (messages.isEmpty())
            return u"No messages in %1.\n"_s.arg(name);
        return messageTable(messages) + (next.isEmpty() ? QString() : u"More: --cursor %1\n"_s.arg(next));
    }
    if (action == u"pause" || action == u"resume")
        return u"%1 is %2.\n"_s.arg(name, action == u"pause" ? u"paused"_s : u"running"_s);
    if (isOperation(options))
        return operationText(reply.toObject());
    const QJsonValue messages = reply.toObject()[u"messages"_s];
    const QString done = action == u"redrive" ? u"redriven from"_s : u"purged from"_s;
    return u"%1 messages %2 %3.\n"_s.arg(countText(messages), done, name);
}

void addAction(CLI::App &queue, QueueOptions &options, const std::string &name, const std::string &about)
{
    CLI::App *action = queue.add_subcommand(name, about);
    action->callback([&options, name] { options.action = name; });
    if (name != "list")
        action->add_option("name", options.name, "The queue's name; its dead letters are in NAME-dlq")->required();
    if (name == "messages") {
        action->add_option("--limit", options.limit, "At most so many")->check(CLI::Range(1, 200));
        action->add_option("--cursor", options.cursor, "Go on where the last page ended");
        action->add_option("--state", options.state, "Only those in this state")
            ->check(CLI::IsMember({"visible", "in_flight", "delayed"}));
        action->add_option("--contains", options.operation.text, "Only those with this in the body");
        action->add_option("--error-signature", options.operation.errorSignature, "Only those that failed so");
    }
    if (name == "redrive")
        addOperationFlags(*action, options.operation, Redeath::Possible);
    if (name == "park" || name == "delete" || name == "purge")
        addOperationFlags(*action, options.operation, Redeath::Impossible);
    if (name == "delete" || name == "purge")
        action->add_flag("--yes", options.yes, "Do it without asking");
}

} // namespace

CLI::App *addQueueCommand(CLI::App &app, QueueOptions &options)
{
    CLI::App *queue = app.add_subcommand("queue", "Look at queues, pause, resume, redrive and purge them");
    queue->require_subcommand(1);
    queue->footer("Example: remirai queue redrive persona-generation-queue-dlq");
    addAction(*queue, options, "list", "All queues with depth, age and drain verdict");
    addAction(*queue, options, "show", "Everything about one queue");
    addAction(*queue, options, "messages", "Look at messages without receiving them");
    addAction(*queue, options, "redrive", "Send dead letters back to the queue they came from");
    addAction(*queue, options, "pause", "Hand out no more messages; sending goes on");
    addAction(*queue, options, "resume", "Hand out messages again");
    addAction(*queue, options, "park", "Move messages to the dead-letter queue; their sagas fail until redriven");
    addAction(*queue, options, "delete", "Delete messages that match; their sagas fail");
    addAction(*queue, options, "purge", "Delete every message; their sagas fail");
    return queue;
}

int runQueueCommand(const CommonOptions &common, const QueueOptions &options)
{
    if (const Status confirmed = confirm(options); !confirmed)
        return failWith(confirmed.error());
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
