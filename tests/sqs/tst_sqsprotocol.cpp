// SPDX-License-Identifier: GPL-3.0-or-later
// The pure parts of the endpoint: parameters, XML, checksums, attributes, errors.
#include "server/sqs/messageattributes.h"
#include "server/sqs/queryprotocol.h"
#include "server/sqs/queueattributes.h"
#include "server/sqs/tags.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <QXmlStreamReader>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

QByteArray text(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject json(const QByteArray &bytes)
{
    return QJsonDocument::fromJson(bytes).object();
}

} // namespace

class TestSqsProtocol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parameters_data()
    {
        QTest::addColumn<QByteArray>("form");
        QTest::addColumn<QByteArray>("members"); // empty = refused
        const auto row = [](const char *name, const char *form, const char *members) {
            QTest::newRow(name) << QByteArray(form) << QByteArray(members);
        };
        row("plain", "Action=A&Version=2012-11-05", R"({"Action":"A","Version":"2012-11-05"})");
        row("escapes", "MessageBody=a%26b%3D%E2%98%83+c%2Bd", R"({"MessageBody":"a&b=☃ c+d"})");
        row("lists by number", "AttributeName.2=b&AttributeName.10=c&AttributeName.1=a",
            R"({"AttributeNames":["a","b","c"]})");
        row("maps", "Attribute.1.Name=x&Attribute.1.Value=1&Attribute.2.Name=y&Attribute.2.Value=",
            R"({"Attributes":{"x":"1","y":""}})");
        row("tags", "Tag.1.Key=k&Tag.1.Value=v&TagKey.1=k", R"({"TagKeys":["k"],"Tags":{"k":"v"}})");
        row("batches with attributes",
            "SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=b&"
            "SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=n&"
            "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType=String&"
            "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=v",
            R"({"Entries":[{"Id":"a","MessageAttributes":{"n":{"DataType":"String","StringValue":"v"}},"MessageBody":"b"}]})");
        row("an unindexed list", "AttributeName=All", R"({"AttributeName":"All"})");
        row("empty", "", "{}");
        row("a broken escape", "a=%4", "");
        row("no UTF-8", "a=%ff", "");
        row("too deep", "a.b.c.d.e.f.g.h.i.j=1", "");
        QTest::newRow("too many") << QByteArray("a=1&").repeated(kMaxFormParameters + 1) << QByteArray();
    }
    void parameters()
    {
        QFETCH(QByteArray, form);
        QFETCH(QByteArray, members);
        const auto read = readQueryParameters(form);
        QCOMPARE(bool(read), !members.isEmpty());
        if (read)
            QCOMPARE(text(*read), members);
    }

    void xmlComesBackUnchanged()
    {
        const QString body = u"<&>\"' \r\n\t]]> ünï 💚"_s;
        const QByteArray xml =
            xmlAnswer("ReceiveMessage", {{u"Messages"_s, QJsonArray{QJsonObject{{u"Body"_s, body}}}}}, "request");
        QXmlStreamReader reader(xml);
        QString read;
        while (!reader.atEnd()) {
            if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == u"Body")
                read = reader.readElementText();
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(read, body);
    }
    void xmlShapes_data()
    {
        QTest::addColumn<QByteArray>("action");
        QTest::addColumn<QByteArray>("result");
        QTest::addColumn<QByteArray>("content");
        const auto row = [](const char *name, const char *action, const char *result, const char *content) {
            QTest::newRow(name) << QByteArray(action) << QByteArray(result) << QByteArray(content);
        };
        row("nothing to say", "DeleteMessage", "{}", "");
        row("nothing received", "ReceiveMessage", "{}", "<ReceiveMessageResult></ReceiveMessageResult>");
        row("attributes", "GetQueueAttributes", R"({"Attributes":{"A":"1"}})",
            "<GetQueueAttributesResult><Attribute><Name>A</Name><Value>1</Value></Attribute></"
            "GetQueueAttributesResult>");
        row("urls", "ListQueues", R"({"QueueUrls":["a","b"]})",
            "<ListQueuesResult><QueueUrl>a</QueueUrl><QueueUrl>b</QueueUrl></ListQueuesResult>");
        row("urls in lower case", "ListDeadLetterSourceQueues", R"({"queueUrls":["a"]})",
            "<ListDeadLetterSourceQueuesResult><QueueUrl>a</QueueUrl></ListDeadLetterSourceQueuesResult>");
        row("tags", "ListQueueTags", R"({"Tags":{"k":""}})",
            "<ListQueueTagsResult><Tag><Key>k</Key><Value></Value></Tag></ListQueueTagsResult>");
        row("a batch", "DeleteMessageBatch", R"({"Failed":[{"Id":"b","SenderFault":true}],"Successful":[{"Id":"a"}]})",
            "<DeleteMessageBatchResult><BatchResultErrorEntry><Id>b</Id><SenderFault>true</SenderFault>"
            "</BatchResultErrorEntry><DeleteMessageBatchResultEntry><Id>a</Id></DeleteMessageBatchResultEntry>"
            "</DeleteMessageBatchResult>");
        row("message attributes", "ReceiveMessage",
            R"({"Messages":[{"MessageAttributes":{"n":{"DataType":"String","StringValue":"v"}}}]})",
            "<ReceiveMessageResult><Message><MessageAttribute><Name>n</Name><Value><DataType>String</DataType>"
            "<StringValue>v</StringValue></Value></MessageAttribute></Message></ReceiveMessageResult>");
    }
    void xmlShapes()
    {
        QFETCH(QByteArray, action);
        QFETCH(QByteArray, result);
        QFETCH(QByteArray, content);
        QCOMPARE(xmlAnswer(action, json(result), "id"),
                 QByteArray("<?xml version=\"1.0\"?><" + action
                            + "Response xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">" + content
                            + "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></" + action
                            + "Response>"));
    }
    void errorsInBothSpellings()
    {
        const SqsError error = queueDoesNotExist();
        QCOMPARE(error.jsonType(), QByteArray("com.amazonaws.sqs#QueueDoesNotExist"));
        QCOMPARE(error.queryCode(), QByteArray("AWS.SimpleQueueService.NonExistentQueue"));
        QVERIFY(xmlError(error, "id")
                    .contains("<Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified "
                              "queue does not exist for this wsdl version.</Message>"));
        QVERIFY(xmlError(invalidParameter(u"W"_s, u"21"_s, u"<= 20"_s), "id").contains("&lt;= 20"));
    }

    // Values that the real service gave, and one of each kind computed by hand.
    void md5()
    {
        QCOMPARE(md5Of(QByteArray("message")), QByteArray("78e731027d8fd50ed642340b7c9a63b3"));
        QCOMPARE(md5Of(MessageAttributes{{"Foo", {"String", "Bar"}}}), QByteArray("ae7155c6026991b6d54b11589678bf9c"));
        QCOMPARE(md5Of(MessageAttributes{}), QByteArray());
        const MessageAttributes labelled{{"Foo", {"String.x", "Bar"}}};
        QVERIFY(md5Of(labelled) != QByteArray("ae7155c6026991b6d54b11589678bf9c"));
        const MessageAttributes binary{{"Foo", {"Binary", "Bar"}}};
        QVERIFY(md5Of(binary) != md5Of(MessageAttributes{{"Foo", {"String", "Bar"}}}));
    }
    void attributesSurviveTheStore()
    {
        const MessageAttributes attributes{
            {"b", {"Binary", QByteArray("\0\xff", 2)}}, {"s", {"String.label", "ü\r\n"}}, {"n", {"Number", "1e3"}}};
        QVERIFY(storedAttributes(toStored(attributes)) == attributes);
        QCOMPARE(toStored({}), QByteArray());
        QCOMPARE(sizeOf(attributes), 1 + 6 + 2 + 1 + 12 + 4 + 1 + 6 + 3);
    }
    void attributeRules_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<bool>("ok");
        const auto row = [](const char *name, const char *members, bool ok) {
            QTest::newRow(name) << QByteArray(members) << ok;
        };
        row("text", R"({"a":{"DataType":"String","StringValue":"x"}})", true);
        row("label", R"({"a":{"DataType":"Number.int","StringValue":"7"}})", true);
        row("letters of other languages", R"({"é.ø":{"DataType":"String","StringValue":"x"}})", true);
        row("empty value", R"({"a":{"DataType":"String","StringValue":""}})", false);
        row("no type", R"({"a":{"StringValue":"x"}})", false);
        row("unknown type", R"({"a":{"DataType":"Text","StringValue":"x"}})", false);
        row("no number", R"({"a":{"DataType":"Number","StringValue":"x"}})", false);
        row("no base64", R"({"a":{"DataType":"Binary","BinaryValue":"?"}})", false);
        row("reserved", R"({"AWS.a":{"DataType":"String","StringValue":"x"}})", false);
        row("two dots", R"({"a..b":{"DataType":"String","StringValue":"x"}})", false);
        row("a blank", R"({"a b":{"DataType":"String","StringValue":"x"}})", false);
        row("a control character", "{\"a\":{\"DataType\":\"String\",\"StringValue\":\"\\u0001\"}}", false);
        QByteArray eleven = "{";
        for (char c = 'a'; c <= 'k'; ++c)
            eleven += QByteArray(c == 'a' ? "" : ",") + '"' + c + "\":{\"DataType\":\"String\",\"StringValue\":\"x\"}";
        QTest::newRow("eleven") << QByteArray(eleven + "}") << false;
    }
    void attributeRules()
    {
        QFETCH(QByteArray, members);
        QTEST(bool(readMessageAttributes(json(members))), "ok");
    }
    void filters_data()
    {
        QTest::addColumn<QStringList>("filters");
        QTest::addColumn<int>("count");
        QTest::newRow("none") << QStringList() << 0;
        QTest::newRow("one") << QStringList{u"foo.a"_s} << 1;
        QTest::newRow("prefix") << QStringList{u"foo.*"_s} << 2;
        QTest::newRow("All") << QStringList{u"All"_s} << 3;
        QTest::newRow(".*") << QStringList{u".*"_s} << 3;
    }
    void filters()
    {
        QFETCH(QStringList, filters);
        const MessageAttributes all{{"foo.a", {"String", "x"}}, {"foo.b", {"String", "x"}}, {"bar", {"String", "x"}}};
        QTEST(static_cast<int>(selected(all, filters).size()), "count");
    }
    void textThatXmlMayHold()
    {
        QVERIFY(isSqsText(u"\t\n\r ~\uD7FF\uE000\uFFFD💚"_s));
        for (const QString &bad : {QString(QChar(0)), u"\u0008"_s, QString(QChar(0xFFFE)), QString(QChar(0xD83D)),
                                   QString(QChar(0xDC9A)), QString(QString(QChar(0xD83D)) + u"x"_s)})
            QVERIFY(!isSqsText(bad));
    }

    void queueAttributes_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QByteArray>("code"); // empty = taken
        const auto row = [](const char *name, const char *value, const char *code) {
            QTest::addRow("%s=%s", name, value)
                << QString::fromLatin1(name) << QString::fromLatin1(value) << QByteArray(code);
        };
        row("VisibilityTimeout", "0", "");
        row("VisibilityTimeout", "43200", "");
        row("VisibilityTimeout", "43201", "InvalidAttributeValue");
        row("VisibilityTimeout", "x", "InvalidAttributeValue");
        row("DelaySeconds", "901", "InvalidAttributeValue");
        row("MaximumMessageSize", "1023", "InvalidAttributeValue");
        row("MaximumMessageSize", "1048576", "");
        row("MessageRetentionPeriod", "59", "InvalidAttributeValue");
        row("ReceiveMessageWaitTimeSeconds", "21", "InvalidAttributeValue");
        row("RedrivePolicy", "", "");
        row("RedrivePolicy", "{", "InvalidParameterValue");
        row("RedrivePolicy", R"({"maxReceiveCount":1})", "InvalidParameterValue");
        row("RedrivePolicy", R"({"deadLetterTargetArn":"arn:aws:sqs:r:a:d","maxReceiveCount":"3"})", "");
        row("RedrivePolicy", R"({"deadLetterTargetArn":"arn:aws:sqs:r:a:d","maxReceiveCount":1001})",
            "InvalidParameterValue");
        row("Policy", "no JSON", "InvalidAttributeValue");
        row("KmsMasterKeyId", "alias/x", "");
        row("FifoQueue", "true", "InvalidAttributeName");
        row("FifoQueue", "false", "");
        row("DeduplicationScope", "queue", "InvalidAttributeName");
        row("QueueArn", "x", "InvalidAttributeName");
        row("Foobar", "x", "InvalidAttributeName");
    }
    void queueAttributes()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QFETCH(QByteArray, code);
        Queue queue;
        const auto refusal = applyAttributes(queue, {{name, value}});
        QCOMPARE(refusal ? refusal->queryCode() : QByteArray(), code);
    }
    void allAttributesAreThoseOfTheRealService()
    {
        Queue queue;
        queue.name = u"q"_s;
        const auto all = readAttributes(queue, {}, {u"All"_s}, {});
        QVERIFY(all);
        QCOMPARE(
            all->keys().join(u' '),
            u"ApproximateNumberOfMessages ApproximateNumberOfMessagesDelayed ApproximateNumberOfMessagesNotVisible "
            "CreatedTimestamp DelaySeconds LastModifiedTimestamp MaximumMessageSize MessageRetentionPeriod QueueArn "
            "ReceiveMessageWaitTimeSeconds SqsManagedSseEnabled VisibilityTimeout"_s);
        QVERIFY(readAttributes(queue, {}, {}, {})->isEmpty());
        QVERIFY(!readAttributes(queue, {}, {u"Foobar"_s}, {}));
    }
    void redriveAllowPolicy()
    {
        Queue source;
        source.name = u"source"_s;
        source.deadLetterName = u"dead"_s;
        Queue target;
        target.id = 7;
        QVERIFY(resolveRedrive(source, nullptr, {}));
        QVERIFY(!resolveRedrive(source, &target, {}));
        QCOMPARE(source.deadLetterId, 7);
        Queue own;
        own.name = own.deadLetterName = u"own"_s;
        QVERIFY(resolveRedrive(own, &target, {}));
        const auto allow = [&](const char *policy) {
            (void)applyAttributes(target, {{u"RedriveAllowPolicy"_s, QString::fromLatin1(policy)}});
            return !resolveRedrive(source, &target, {});
        };
        QVERIFY(!allow(R"({"redrivePermission":"denyAll"})"));
        QVERIFY(allow(
            R"({"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:us-east-1:000000000000:source"]})"));
        QVERIFY(
            !allow(R"({"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:us-east-1:000000000000:x"]})"));
        QVERIFY(allow(""));
    }
    void tags()
    {
        Queue queue;
        QVERIFY(!addTags(queue, {{u"a"_s, u"1"_s}, {u"b"_s, u""_s}}));
        removeTags(queue, {u"a"_s, u"none"_s});
        QCOMPARE(text(tagsOf(queue)), QByteArray(R"({"b":""})"));
        QJsonObject many;
        for (int i = 0; i < kMaxTags; ++i)
            many.insert(QString::number(i), u"x"_s);
        QVERIFY(addTags(queue, many)); // with b one too many
        QVERIFY(addTags(queue, {{QString(129, u'k'), u"x"_s}}));
    }
};

} // namespace remirai

QTEST_GUILESS_MAIN(remirai::TestSqsProtocol)
#include "tst_sqsprotocol.moc"
