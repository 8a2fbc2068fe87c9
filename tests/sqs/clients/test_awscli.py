# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's awscli (the Query protocol) as an operator types it, the monitoring commands of the design among it."""
import json, os, subprocess, unittest

from liveserver import BACKLOG, MONITORED, LiveServer, wait_until

AWS = os.environ.get("REMIRAI_AWS", "/usr/bin/aws")


def aws(server, *arguments, check=True, key=("test", "test")):
    environment = {"PATH": "/usr/bin:/bin", "HOME": server.folder.name, "AWS_ACCESS_KEY_ID": key[0], "AWS_SECRET_ACCESS_KEY": key[1],
                   "AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": "", "AWS_EC2_METADATA_DISABLED": "true"}
    done = subprocess.run([AWS, "sqs", *arguments, "--endpoint-url", server.endpoint, "--output", "json"], capture_output=True, text=True, env=environment, timeout=120)
    if check:
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else {}
    return done


class Monitoring(unittest.TestCase):
    """The design's "Monitoring SQS" during a backlog."""

    @classmethod
    def setUpClass(cls):
        cls.server = LiveServer(BACKLOG)
        for number in range(6):
            cls.server.start_persona(f"owner{number}")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def count(self, queue, name="ApproximateNumberOfMessages"):
        url = f"https://sqs.us-east-1.amazonaws.com/000000000000/{queue}"
        reply = aws(self.server, "get-queue-attributes", "--queue-url", url, "--attribute-names", name)
        return int(reply["Attributes"][name])

    def test_queue_depth_and_dead_letters(self):
        wait_until(lambda: self.count(MONITORED, "ApproximateNumberOfMessagesNotVisible") == 1, 20, "a claim")
        self.assertEqual(self.count(MONITORED), 5)
        self.assertEqual(self.count(MONITORED + "-dlq"), 0)

    def test_messages_can_be_read_but_not_taken(self):
        url = f"{self.server.endpoint}/000000000000/{MONITORED}"
        before = wait_until(lambda: self.count(MONITORED), 20, "a backlog")
        read = aws(self.server, "receive-message", "--queue-url", url, "--max-number-of-messages", "10", "--attribute-names", "All")
        self.assertIn("saga", read["Messages"][0]["Body"])
        self.assertEqual(read["Messages"][0]["Attributes"]["ApproximateReceiveCount"], "0")
        self.assertEqual(self.count(MONITORED), before)
        handle = read["Messages"][0]["ReceiptHandle"]
        for command in (["delete-message", "--receipt-handle", handle], ["purge-queue"], ["delete-queue"],
                        ["set-queue-attributes", "--attributes", "VisibilityTimeout=1"],
                        ["change-message-visibility", "--receipt-handle", handle, "--visibility-timeout", "5"]):
            refused = aws(self.server, command[0], "--queue-url", url, *command[1:], check=False)
            self.assertIn("AccessDenied", refused.stderr, command)
        self.assertEqual(self.count(MONITORED), before)


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = LiveServer()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def test_a_message_there_and_back(self):
        url = aws(self.server, "create-queue", "--queue-name", "orders", "--attributes", "VisibilityTimeout=60", "--tags", "team=blue")["QueueUrl"]
        self.assertEqual(url, f"{self.server.endpoint}/000000000000/orders")
        self.assertIn(url, aws(self.server, "list-queues")["QueueUrls"])
        self.assertEqual(aws(self.server, "get-queue-url", "--queue-name", "orders")["QueueUrl"], url)
        self.assertEqual(aws(self.server, "list-queue-tags", "--queue-url", url)["Tags"], {"team": "blue"})
        body = "<&> \"quoted\" ' ünïcødé 💚\r\nline two\ttab"
        attributes = json.dumps({"Colour": {"DataType": "String", "StringValue": "grün"}, "Count": {"DataType": "Number.int", "StringValue": "7"}})
        sent = aws(self.server, "send-message", "--queue-url", url, "--message-body", body, "--message-attributes", attributes)
        got = aws(self.server, "receive-message", "--queue-url", url, "--attribute-names", "All", "--message-attribute-names", "All")["Messages"][0]
        self.assertEqual(got["Body"], body)
        self.assertEqual(got["MessageId"], sent["MessageId"])
        self.assertEqual(got["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"])
        self.assertEqual(got["MessageAttributes"]["Colour"]["StringValue"], "grün")
        self.assertEqual(got["Attributes"]["ApproximateReceiveCount"], "1")
        aws(self.server, "delete-message", "--queue-url", url, "--receipt-handle", got["ReceiptHandle"])
        counts = aws(self.server, "get-queue-attributes", "--queue-url", url, "--attribute-names", "All")["Attributes"]
        self.assertEqual(counts["ApproximateNumberOfMessages"], "0")
        self.assertEqual(counts["ApproximateNumberOfMessagesNotVisible"], "0")
        self.assertEqual(counts["QueueArn"], "arn:aws:sqs:us-east-1:000000000000:orders")
        aws(self.server, "purge-queue", "--queue-url", url)
        aws(self.server, "delete-queue", "--queue-url", url)
        self.assertIn("AWS.SimpleQueueService.NonExistentQueue", aws(self.server, "get-queue-url", "--queue-name", "orders", check=False).stderr)

    def test_errors_come_as_the_real_service_words_them(self):
        url = aws(self.server, "create-queue", "--queue-name", "errors")["QueueUrl"]
        for arguments, says in (
            (["create-queue", "--queue-name", "a.fifo"], "standard queues only"),
            (["create-queue", "--queue-name", "errors", "--attributes", "DelaySeconds=5"], "(QueueAlreadyExists)"),
            (["receive-message", "--queue-url", url, "--max-number-of-messages", "11"], "Must be between 1 and 10, if provided."),
            (["receive-message", "--queue-url", url, "--wait-time-seconds", "21"], "Must be >= 0 and <= 20, if provided."),
            (["get-queue-attributes", "--queue-url", url, "--attribute-names", "Foobar"], "Unknown Attribute Foobar."),
            (["delete-message", "--queue-url", url, "--receipt-handle", "garbage"], "(ReceiptHandleIsInvalid)"),
        ):
            self.assertIn(says, aws(self.server, *arguments, check=False).stderr)


class Credentials(unittest.TestCase):
    def test_operators_may_change_the_sagas_queues(self):
        server = LiveServer(BACKLOG, "CLIENT client/secret+key client\nOPERATOR operators-secret operator")
        try:
            for number in range(3):
                server.start_persona(f"owner{number}")
            url = f"{server.endpoint}/000000000000/{MONITORED}"
            client, operator = ("CLIENT", "client/secret+key"), ("OPERATOR", "operators-secret")
            self.assertIn("(SignatureDoesNotMatch)", aws(server, "list-queues", check=False, key=("CLIENT", "wrong")).stderr)
            self.assertIn("(InvalidClientTokenId)", aws(server, "list-queues", check=False, key=("NOBODY", "wrong")).stderr)
            self.assertIn("AccessDenied", aws(server, "purge-queue", "--queue-url", url, check=False, key=client).stderr)
            self.assertIn("AccessDenied", aws(server, "send-message", "--queue-url", url, "--message-body", "x", check=False, key=client).stderr)
            depth = lambda: int(aws(server, "get-queue-attributes", "--queue-url", url, "--attribute-names", "All", key=client)["Attributes"]["ApproximateNumberOfMessages"])
            wait_until(lambda: depth() == 2, 20, "a backlog of two")
            aws(server, "purge-queue", "--queue-url", url, key=operator)
            self.assertEqual(depth(), 0)
        finally:
            server.stop()


unittest.main(verbosity=2)
