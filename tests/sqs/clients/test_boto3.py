# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's boto3 (the Query protocol): what programs rely on, many at once, and at the limits."""
import concurrent.futures, hashlib, json, os, random, string, threading, time, unittest

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from liveserver import LiveServer, wait_until

SEED = int(os.environ.get("REMIRAI_TEST_SEED", "20260301"), 0)


def client_of(server, key="test", secret="test", **more):
    config = Config(retries={"max_attempts": 0}, max_pool_connections=250, read_timeout=40)
    return boto3.client("sqs", endpoint_url=server.endpoint, region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key=secret, config=config, **more)


class Boto(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f"REMIRAI_TEST_SEED={SEED}", flush=True)
        cls.server = LiveServer()
        cls.sqs = client_of(cls.server)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def queue(self, name, **attributes):
        return self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]

    def arn(self, url):
        return self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def fails(self, code, call, **arguments):
        with self.assertRaises(ClientError) as caught:
            call(**arguments)
        self.assertEqual(caught.exception.response["Error"]["Code"], code, caught.exception)
        return caught.exception

    def test_exceptions_have_their_classes(self):
        with self.assertRaises(self.sqs.exceptions.QueueDoesNotExist):
            self.sqs.get_queue_url(QueueName="nowhere")
        url = self.queue("classes")
        with self.assertRaises(self.sqs.exceptions.EmptyBatchRequest):
            self.sqs.send_message_batch(QueueUrl=url, Entries=[])
        with self.assertRaises(self.sqs.exceptions.BatchEntryIdsNotDistinct):
            self.sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": "a", "MessageBody": "x"}] * 2)
        with self.assertRaises(self.sqs.exceptions.TooManyEntriesInBatchRequest):
            self.sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": str(i), "MessageBody": "x"} for i in range(11)])
        self.fails("InvalidParameterValue", self.sqs.send_message, QueueUrl=url, MessageBody="x", DelaySeconds=901)
        self.fails("InvalidMessageContents", self.sqs.send_message, QueueUrl=url, MessageBody="\x01")
        self.fails("InvalidParameterValue", self.sqs.send_message, QueueUrl=url, MessageBody="x", MessageDeduplicationId="d")

    def test_a_batch_may_fail_in_part(self):
        url = self.queue("partial", MaximumMessageSize="1024")
        reply = self.sqs.send_message_batch(QueueUrl=url, Entries=[
            {"Id": "good", "MessageBody": "x" * 1024}, {"Id": "big", "MessageBody": "x" * 1025}, {"Id": "late", "MessageBody": "x", "DelaySeconds": 901}])
        self.assertEqual([entry["Id"] for entry in reply["Successful"]], ["good"])
        self.assertEqual({entry["Id"]: (entry["Code"], entry["SenderFault"]) for entry in reply["Failed"]},
                         {"big": ("InvalidParameterValue", True), "late": ("InvalidParameterValue", True)})
        message = self.sqs.receive_message(QueueUrl=url)["Messages"][0]
        reply = self.sqs.delete_message_batch(QueueUrl=url, Entries=[{"Id": "a", "ReceiptHandle": message["ReceiptHandle"]}, {"Id": "b", "ReceiptHandle": "junk"}])
        self.assertEqual(reply["Successful"], [{"Id": "a"}])
        self.assertEqual(reply["Failed"][0]["Code"], "ReceiptHandleIsInvalid")

    def test_one_mebibyte_and_no_more(self):
        url = self.queue("big")
        body = "".join(random.Random(SEED).choice(string.printable[:94] + "ü☃") for _ in range(1000)) * 1200
        body = body.encode()[: 1048576].decode(errors="ignore")
        body += "x" * (1048576 - len(body.encode()))
        sent = self.sqs.send_message(QueueUrl=url, MessageBody=body)
        self.assertEqual(sent["MD5OfMessageBody"], hashlib.md5(body.encode()).hexdigest())
        self.assertEqual(self.sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"], body)
        error = self.fails("InvalidParameterValue", self.sqs.send_message, QueueUrl=url, MessageBody=body + "x")
        self.assertIn("Message must be shorter than 1048576 bytes", str(error))
        half = "x" * 524289
        self.fails("AWS.SimpleQueueService.BatchRequestTooLong", self.sqs.send_message_batch, QueueUrl=url, Entries=[{"Id": "a", "MessageBody": half}, {"Id": "b", "MessageBody": half}])

    def test_unusual_characters_and_attributes(self):
        url = self.queue("unusual")
        draw = random.Random(SEED)
        for _ in range(50):
            body = "".join(chr(draw.choice([9, 10, 13, draw.randrange(32, 0xD800), draw.randrange(0xE000, 0xFFFE), draw.randrange(0x10000, 0x110000)])) for _ in range(40))
            binary = bytes(draw.randrange(256) for _ in range(20))
            attributes = {"text": {"DataType": "String.label", "StringValue": body}, "raw": {"DataType": "Binary", "BinaryValue": binary}, "n": {"DataType": "Number", "StringValue": "-1.5e3"}}
            sent = self.sqs.send_message(QueueUrl=url, MessageBody=body, MessageAttributes=attributes)
            got = self.sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"][0]
            self.assertEqual(got["Body"], body)
            self.assertEqual(got["MessageAttributes"]["raw"]["BinaryValue"], binary)
            self.assertEqual(got["MessageAttributes"]["text"]["StringValue"], body)
            self.assertEqual(got["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"])
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle=got["ReceiptHandle"])

    def test_dead_letters_and_a_vanished_queue(self):
        dead = self.queue("letters-dlq")
        url = self.queue("letters", RedrivePolicy=json.dumps({"deadLetterTargetArn": self.arn(dead), "maxReceiveCount": "2"}), VisibilityTimeout="0")
        self.assertEqual(self.sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"], [url])
        sent = self.sqs.send_message(QueueUrl=url, MessageBody="poison")
        for _ in range(2):
            self.assertEqual(len(self.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=2)["Messages"]), 1)
        letter = wait_until(lambda: self.sqs.receive_message(QueueUrl=url) and self.sqs.receive_message(QueueUrl=dead, AttributeNames=["All"]).get("Messages"), 10, "the burial")[0]
        self.assertEqual(letter["MessageId"], sent["MessageId"])
        self.assertEqual(letter["Attributes"]["DeadLetterQueueSourceArn"], self.arn(url))
        self.sqs.send_message(QueueUrl=url, MessageBody="kept")
        self.sqs.delete_queue(QueueUrl=dead)
        for _ in range(5):
            self.assertEqual(self.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=2)["Messages"][0]["Body"], "kept")

    def test_two_hundred_long_polls_at_once(self):
        url = self.queue("crowd")
        with concurrent.futures.ThreadPoolExecutor(200) as pool:
            started = threading.Barrier(201)

            def poll():
                started.wait()
                return self.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20).get("Messages", [])

            polls = [pool.submit(poll) for _ in range(200)]
            started.wait()
            sent = set()
            for batch in range(20):
                entries = [{"Id": str(i), "MessageBody": f"{batch}-{i}"} for i in range(10)]
                sent |= {entry["MessageId"] for entry in self.sqs.send_message_batch(QueueUrl=url, Entries=entries)["Successful"]}
            got = [message["MessageId"] for each in polls for message in each.result(60)]
        self.assertEqual(len(got), 200)
        self.assertEqual(set(got), sent)

    def test_a_long_poll_ends_in_time_or_with_a_message(self):
        url = self.queue("patience")
        begin = time.monotonic()
        self.assertNotIn("Messages", self.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1))
        self.assertGreater(time.monotonic() - begin, 0.9)
        self.sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=1)
        begin = time.monotonic()
        self.assertEqual(self.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"][0]["Body"], "later")
        self.assertLess(time.monotonic() - begin, 5)

    def test_visibility(self):
        url = self.queue("seen")
        self.sqs.send_message(QueueUrl=url, MessageBody="x")
        first = self.sqs.receive_message(QueueUrl=url, VisibilityTimeout=600)["Messages"][0]
        self.assertNotIn("Messages", self.sqs.receive_message(QueueUrl=url))
        self.sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
        second = self.sqs.receive_message(QueueUrl=url, AttributeNames=["ApproximateReceiveCount"])["Messages"][0]
        self.assertEqual(second["Attributes"]["ApproximateReceiveCount"], "2")
        self.assertNotEqual(second["ReceiptHandle"], first["ReceiptHandle"])
        self.fails("InvalidParameterValue", self.sqs.change_message_visibility, QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=5)
        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])  # an older receipt deletes as well
        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=second["ReceiptHandle"])  # and to do it again is no error
        self.assertEqual(self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]["ApproximateNumberOfMessagesNotVisible"], "0")

    def test_permissions_and_pages(self):
        url = self.queue("pages-a")
        self.queue("pages-b")
        self.queue("pages-c")
        first = self.sqs.list_queues(QueueNamePrefix="pages-", MaxResults=2)
        rest = self.sqs.list_queues(QueueNamePrefix="pages-", MaxResults=2, NextToken=first["NextToken"])
        self.assertEqual([name.rsplit("/")[-1] for name in first["QueueUrls"] + rest["QueueUrls"]], ["pages-a", "pages-b", "pages-c"])
        self.assertNotIn("NextToken", rest)
        self.sqs.add_permission(QueueUrl=url, Label="l", AWSAccountIds=["111122223333"], Actions=["SendMessage"])
        policy = json.loads(self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"])
        self.assertEqual(policy["Statement"][0]["Action"], ["SQS:SendMessage"])
        self.sqs.remove_permission(QueueUrl=url, Label="l")
        self.assertNotIn("Attributes", self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]))


class Keys(unittest.TestCase):
    def test_a_client_gets_nothing_into_the_sagas_dead_letters(self):
        server = LiveServer(credentials="CLIENT clients-secret client\nOPERATOR operators-secret operator")
        try:
            client, operator = client_of(server, "CLIENT", "clients-secret"), client_of(server, "OPERATOR", "operators-secret")
            policy = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:persona-generation-queue-dlq", "maxReceiveCount": 1})}
            url = client.create_queue(QueueName="mine")["QueueUrl"]
            for call, arguments in ((client.create_queue, {"QueueName": "other", "Attributes": policy}), (client.set_queue_attributes, {"QueueUrl": url, "Attributes": policy})):
                with self.assertRaises(ClientError) as caught:
                    call(**arguments)
                self.assertEqual(caught.exception.response["Error"]["Code"], "AccessDenied", caught.exception)
            operator.set_queue_attributes(QueueUrl=url, Attributes=policy)
            client.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "7"})  # and what is there stays
        finally:
            server.stop()


unittest.main(verbosity=2)
