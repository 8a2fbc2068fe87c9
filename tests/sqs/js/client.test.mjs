// SPDX-License-Identifier: GPL-3.0-or-later
// npm's @aws-sdk/client-sqs (AWS JSON 1.0), which also checks every MD5 it is told. Run by ctest with the endpoint of a
// server in REMIRAI_SQS_ENDPOINT and the installed package in REMIRAI_JS_MODULES.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import test from "node:test";

const require = createRequire(process.env.REMIRAI_JS_MODULES + "/");
const aws = require("@aws-sdk/client-sqs");
const endpoint = process.env.REMIRAI_SQS_ENDPOINT;
const credentials = { accessKeyId: "JSCLIENT", secretAccessKey: "js-secret", sessionToken: "token" };
const options = { region: "eu-west-1", credentials, maxAttempts: 1 };
const sqs = new aws.SQSClient({ ...options, endpoint });
const call = (name, input) => sqs.send(new aws[name + "Command"](input));
const make = async (QueueName, Attributes = {}) => (await call("CreateQueue", { QueueName, Attributes })).QueueUrl;
const arnOf = async (QueueUrl) => (await call("GetQueueAttributes", { QueueUrl, AttributeNames: ["QueueArn"] })).Attributes.QueueArn;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

test("a message there and back, with attributes of all kinds", async () => {
    const QueueUrl = await make("js-orders");
    assert.equal(QueueUrl, `${endpoint}/000000000000/js-orders`);
    const body = "<&> \"quoted\" ünïcødé 💚\r\n\t";
    await call("SendMessage", { QueueUrl, MessageBody: body, MessageAttributes: {
        text: { DataType: "String", StringValue: "v" }, raw: { DataType: "Binary", BinaryValue: Uint8Array.of(0, 255, 7) } },
        MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-2-3" } } });
    const { Messages } = await call("ReceiveMessage", { QueueUrl, MessageAttributeNames: ["All"], MessageSystemAttributeNames: ["All"], WaitTimeSeconds: 5 });
    assert.equal(Messages[0].Body, body);
    assert.deepEqual([...Messages[0].MessageAttributes.raw.BinaryValue], [0, 255, 7]);
    assert.equal(Messages[0].Attributes.AWSTraceHeader, "Root=1-2-3");
    assert.equal(Messages[0].Attributes.SenderId, "JSCLIENT");
    await call("DeleteMessage", { QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle });
    assert.equal((await call("ReceiveMessage", { QueueUrl })).Messages, undefined);
});

test("without an endpoint the client follows the queue's URL", async () => {
    const QueueUrl = await make("js-follow");
    const follower = new aws.SQSClient(options);
    await follower.send(new aws.SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    assert.equal((await call("ReceiveMessage", { QueueUrl })).Messages.length, 1);
});

test("errors have the class and the code of the real service", async () => {
    await assert.rejects(call("GetQueueUrl", { QueueName: "nowhere" }), (error) =>
        error instanceof aws.QueueDoesNotExist && error.Code === "AWS.SimpleQueueService.NonExistentQueue" && error.$metadata.httpStatusCode === 400);
    const QueueUrl = await make("js-errors");
    await assert.rejects(call("SendMessageBatch", { QueueUrl, Entries: [] }), aws.EmptyBatchRequest);
    await assert.rejects(call("DeleteMessage", { QueueUrl, ReceiptHandle: "junk" }), aws.ReceiptHandleIsInvalid);
    await assert.rejects(make("js-errors", { DelaySeconds: "9" }), aws.QueueNameExists);
    await assert.rejects(make("js.fifo", { FifoQueue: "true" }), /standard queues only/);
    const stranger = new aws.SQSClient({ ...options, endpoint, credentials: { accessKeyId: "JSCLIENT", secretAccessKey: "wrong" } });
    await assert.rejects(stranger.send(new aws.ListQueuesCommand({})), (error) => error.name === "InvalidSignatureException" && error.$metadata.httpStatusCode === 403);
    await assert.rejects(call("PurgeQueue", { QueueUrl: `${endpoint}/000000000000/persona-generation-queue` }), (error) => error.$metadata.httpStatusCode === 403);
});

test("dead letters are redriven by a task", async () => {
    const dead = await make("js-dlq");
    const deadArn = await arnOf(dead);
    const QueueUrl = await make("js-source", { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 1 }), VisibilityTimeout: "0" });
    await assert.rejects(call("StartMessageMoveTask", { SourceArn: await arnOf(QueueUrl) }), /must be configured as a Dead Letter Queue/);
    await assert.rejects(call("StartMessageMoveTask", { SourceArn: deadArn + "x" }), aws.ResourceNotFoundException);
    const Entries = [...Array(5).keys()].map((i) => ({ Id: `${i}`, MessageBody: `m${i}` }));
    await call("SendMessageBatch", { QueueUrl, Entries });
    const count = async (url) => Number((await call("GetQueueAttributes", { QueueUrl: url, AttributeNames: ["All"] })).Attributes.ApproximateNumberOfMessages);
    for (let tries = 0; (await count(dead)) < 5 && tries < 100; ++tries) await call("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 });
    assert.equal(await count(dead), 5);

    const { TaskHandle } = await call("StartMessageMoveTask", { SourceArn: deadArn, MaxNumberOfMessagesPerSecond: 1 });
    assert.equal(JSON.parse(Buffer.from(TaskHandle, "base64")).sourceArn, deadArn);
    await assert.rejects(call("StartMessageMoveTask", { SourceArn: deadArn }), /already a task running/);
    const running = (await call("ListMessageMoveTasks", { SourceArn: deadArn })).Results[0];
    assert.equal(running.Status, "RUNNING");
    assert.equal(running.ApproximateNumberOfMessagesToMove, 5);
    const cancelled = await call("CancelMessageMoveTask", { TaskHandle });
    assert.ok(cancelled.ApproximateNumberOfMessagesMoved >= 1);
    await assert.rejects(call("CancelMessageMoveTask", { TaskHandle: "junk" }), /TaskHandle is invalid/);

    await call("StartMessageMoveTask", { SourceArn: deadArn });
    for (let tries = 0; (await count(dead)) > 0 && tries < 100; ++tries) await sleep(100);
    const tasks = (await call("ListMessageMoveTasks", { SourceArn: deadArn, MaxResults: 10 })).Results;
    assert.deepEqual(tasks.map((task) => task.Status), ["COMPLETED", "CANCELLED"]);
    assert.equal(await count(QueueUrl), 5);
});

test("a long poll is answered as soon as there is something", async () => {
    const QueueUrl = await make("js-wait");
    const waiting = call("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
    await call("ReceiveMessage", { QueueUrl });
    const sentAt = Date.now();
    await call("SendMessage", { QueueUrl, MessageBody: "now" });
    assert.equal((await waiting).Messages[0].Body, "now");
    assert.ok(Date.now() - sentAt < 5000);
});
