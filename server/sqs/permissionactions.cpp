// SPDX-License-Identifier: GPL-3.0-or-later
// AddPermission and RemovePermission: statements of the queue's Policy, which is kept and shown. Who may do what is
// decided by the access keys of the configuration.
#include "server/sqs/actions.h"

#include <QJsonDocument>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxActions = 7;
constexpr qsizetype kMaxStatements = 20;

QJsonObject policyOf(const Queue &queue)
{
    const QJsonObject kept = QJsonDocument::fromJson(queue.sqsAttributes).object();
    return QJsonDocument::fromJson(kept.value(u"Policy"_s).toString().toUtf8()).object();
}

Result<SqsDone> savePolicy(Transaction &tx, Queue queue, const QJsonObject &policy)
{
    const bool isEmpty = policy.value(u"Statement"_s).toArray().isEmpty();
    const QString text = isEmpty ? QString() : QString::fromUtf8(QJsonDocument(policy).toJson(QJsonDocument::Compact));
    if (const auto refusal = applyAttributes(queue, {{u"Policy"_s, text}}))
        return refused(*refusal);
    if (const Status saved = saveQueue(tx, queue); !saved)
        return saved.error();
    return doneWith();
}

QJsonArray prefixed(const QStringList &names, const QString &before, const QString &after)
{
    QJsonArray array;
    for (const QString &name : names)
        array.append(QString(before + name + after));
    return array;
}

} // namespace

Checked<SqsWork> addPermission(SqsThread &thread, const SqsCall &call, const Queue &known)
{
    const auto label = requiredText(call.input, u"Label"_s);
    const auto accounts = texts(call.input, u"AWSAccountIds"_s);
    const auto actions = texts(call.input, u"Actions"_s);
    if (!label)
        return label.error();
    if (!accounts || !actions)
        return accounts ? actions.error() : accounts.error();
    if (accounts->isEmpty() || actions->isEmpty())
        return missingParameter(accounts->isEmpty() ? u"AWSAccountIds"_s : u"Actions"_s);
    if (actions->size() > kMaxActions)
        return SqsError{SqsFault::OverLimit,
                        u"%1 Actions were found, maximum allowed is %2."_s.arg(actions->size()).arg(kMaxActions)};
    const QJsonObject statement{
        {u"Sid"_s, *label},
        {u"Effect"_s, u"Allow"_s},
        {u"Principal"_s, QJsonObject{{u"AWS"_s, prefixed(*accounts, u"arn:aws:iam::"_s, u":root"_s)}}},
        {u"Action"_s, prefixed(*actions, u"SQS:"_s, {})},
        {u"Resource"_s, thread.context().naming.arn(known.name)}};
    return SqsWork([statement, label = *label](Transaction &tx, const Queue &queue) -> Result<SqsDone> {
        QJsonObject policy = policyOf(queue);
        QJsonArray statements = policy.value(u"Statement"_s).toArray();
        for (const QJsonValue &other : statements) {
            if (other.toObject().value(u"Sid"_s).toString() == label)
                return refused(invalidParameter(u"Label"_s, label, u"Already exists."_s));
        }
        if (statements.size() >= kMaxStatements)
            return refused({SqsFault::OverLimit, u"A policy has at most %1 statements."_s.arg(kMaxStatements)});
        statements.append(statement);
        policy.insert(u"Version"_s, u"2012-10-17"_s);
        policy.insert(u"Id"_s, u"SQSDefaultPolicy"_s);
        policy.insert(u"Statement"_s, statements);
        return savePolicy(tx, queue, policy);
    });
}

Checked<SqsWork> removePermission(SqsThread &, const SqsCall &call, const Queue &)
{
    const auto label = requiredText(call.input, u"Label"_s);
    if (!label)
        return label.error();
    return SqsWork([label = *label](Transaction &tx, const Queue &queue) -> Result<SqsDone> {
        QJsonObject policy = policyOf(queue);
        QJsonArray kept;
        const QJsonArray statements = policy.value(u"Statement"_s).toArray();
        for (const QJsonValue &statement : statements) {
            if (statement.toObject().value(u"Sid"_s).toString() != label)
                kept.append(statement);
        }
        if (kept.size() == statements.size())
            return refused(invalidParameter(u"Label"_s, label, u"can't find label."_s));
        policy.insert(u"Statement"_s, kept);
        return savePolicy(tx, queue, policy);
    });
}

} // namespace remirai
