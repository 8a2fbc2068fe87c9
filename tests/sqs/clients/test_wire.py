# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire itself, request by request: both protocols, statuses, headers, and clients that leave."""
import http.client, json, pathlib, re, socket, sqlite3, subprocess, time, unittest

from liveserver import PROGRAM, LiveServer, wait_until

JSON = "application/x-amz-json-1.0"
FORM = "application/x-www-form-urlencoded; charset=utf-8"


class Wire(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = LiveServer()
        cls.host = cls.server.endpoint.removeprefix("http://")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def http(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=30)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        reply = connection.getresponse()
        text = reply.read().decode()
        connection.close()
        return reply, text

    def json(self, action, members, path="/", **headers):
        return self.http("POST", path, json.dumps(members), Content_Type=JSON, X_Amz_Target="AmazonSQS." + action, **headers)

    def form(self, text, path="/", **headers):
        return self.http("POST", path, text, Content_Type=FORM, **headers)

    def make(self, name):
        self.json("CreateQueue", {"QueueName": name})
        return f"{self.server.endpoint}/000000000000/{name}"

    def test_the_protocol_is_chosen_by_the_request(self):
        reply, text = self.json("CreateQueue", {"QueueName": "both"}, Host="queues:99")
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (200, JSON))
        self.assertEqual(json.loads(text)["QueueUrl"], "http://queues:99/000000000000/both")
        reply, text = self.form("Action=GetQueueUrl&QueueName=both&Version=2012-11-05", Host="other.localhost")
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (200, "text/xml"))
        self.assertIn("<QueueUrl>http://other.localhost/000000000000/both</QueueUrl>", text)
        self.assertTrue(reply.headers["x-amzn-RequestId"])
        reply, text = self.http("GET", "/000000000000/both?Action=GetQueueAttributes&AttributeName.1=QueueArn")
        self.assertIn("<Value>arn:aws:sqs:us-east-1:000000000000:both</Value>", text)

    def test_errors_by_protocol_and_mode(self):
        missing = {"QueueUrl": "http://x/000000000000/nowhere"}
        reply, text = self.json("GetQueueAttributes", missing)
        self.assertEqual(reply.status, 400)
        self.assertEqual(reply.headers["x-amzn-query-error"], "AWS.SimpleQueueService.NonExistentQueue;Sender")
        self.assertEqual(json.loads(text), {"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "The specified queue does not exist."})
        source = {"SourceArn": "arn:aws:sqs:us-east-1:000000000000:nowhere"}
        self.assertEqual(self.json("ListMessageMoveTasks", source)[0].status, 400)
        self.assertEqual(self.json("ListMessageMoveTasks", source, x_amzn_query_mode="true")[0].status, 404)
        reply, text = self.form("Action=Foo")
        self.assertEqual(reply.status, 400)
        self.assertIn("<Type>Sender</Type><Code>InvalidAction</Code><Message>The action Foo is not valid for this endpoint.</Message>", text)
        self.assertIn("InvalidAction", self.form("Action=ListQueues", "/000000000000/x")[1])
        reply, text = self.http("GET", "/000000000000/x")
        self.assertEqual((reply.status, text), (404, "<UnknownOperationException/>"))
        self.assertEqual(self.json("ListQueues", {}, "/unknown")[0].status, 404)

    def test_bad_input_is_refused(self):
        for body, headers in (("{", {}), ("[]", {}), ('{"QueueUrl": 7}', {}), ('{"a":"\xff"}'.encode("latin1"), {})):
            reply, _ = self.http("POST", "/", body, Content_Type=JSON, X_Amz_Target="AmazonSQS.SendMessage", **headers)
            self.assertEqual(reply.status, 400, body)
        self.assertEqual(self.form("Action=SendMessage&MessageBody=%f")[0].status, 400)
        self.assertEqual(self.form("Action=SendMessage&MessageBody=%ff")[0].status, 400)
        url = self.make("bad")
        for member, value in (("MessageBody", ""), ("MessageBody", "\ud800"), ("MessageBody", "\u0000")):
            reply, text = self.json("SendMessage", {"QueueUrl": url, member: value})
            self.assertEqual(reply.status, 400, text)
        self.assertIn("must contain the parameter MessageBody", self.json("SendMessage", {"QueueUrl": url})[1])
        for action, members in (("GetQueueAttributes", {"AttributeNames": ["All", 7]}), ("GetQueueAttributes", {"AttributeNames": 7}),
                                ("ReceiveMessage", {"MessageAttributeNames": [None]}), ("UntagQueue", {"TagKeys": [{}]}),
                                ("ReceiveMessage", {"MessageSystemAttributeNames": [["All"]]}),
                                ("AddPermission", {"Label": "l", "Actions": [True], "AWSAccountIds": ["1"]}),
                                ("AddPermission", {"Label": "l", "Actions": ["*"], "AWSAccountIds": [1]})):
            reply, text = self.json(action, {"QueueUrl": url} | members)
            name = next(name for name, value in members.items() if not isinstance(value, str) and value not in (["*"], ["1"]))
            self.assertEqual((reply.status, json.loads(text)["__type"]), (400, "com.amazon.coral.service#SerializationException"), text)
            self.assertIn(name + " must be a list of texts", text)
        for action, member in (("SendMessage", "MessageAttributes"), ("SendMessage", "MessageSystemAttributes"), ("CreateQueue", "Attributes"),
                               ("CreateQueue", "tags"), ("SetQueueAttributes", "Attributes"), ("TagQueue", "Tags")):
            reply, text = self.json(action, {"QueueUrl": url, "QueueName": "worse", "MessageBody": "x", member: ["a"]})
            self.assertEqual((reply.status, json.loads(text)["message"]), (400, f"{member} must be a map of names to values."))
        arn = "arn:aws:sqs:us-east-1:000000000000:bad"
        for action, member, value in (("ReceiveMessage", "QueueUrl", 7), ("ListQueues", "QueueNamePrefix", ["a"]), ("ListQueues", "NextToken", {}),
                                      ("StartMessageMoveTask", "DestinationArn", True), ("SendMessage", "MessageGroupId", 1),
                                      ("SendMessage", "MessageDeduplicationId", [])):
            reply, text = self.json(action, {"QueueUrl": url, "MessageBody": "x", "SourceArn": arn, member: value})
            self.assertEqual((reply.status, json.loads(text)["message"]), (400, member + " must be a text."))
        self.assertIn("tag a must be a text", self.json("TagQueue", {"QueueUrl": url, "Tags": {"a": 7}})[1])
        self.assertEqual(self.http("POST", "/", b"x" * 8_000_000, Content_Type=JSON)[0].status, 413)

    def test_a_long_poll_holds_little(self):
        url = self.make("patient")
        for names, says in ((["a"] * 51, "has 51 names; 50 are the most"), (["b" * 259], "longer than 258 characters")):
            reply, text = self.json("ReceiveMessage", {"QueueUrl": url, "MessageAttributeNames": names, "WaitTimeSeconds": 20})
            self.assertEqual(reply.status, 400, text)
            self.assertIn(says, text)
        names = {"MessageAttributeNames": ["a"] * 50, "MessageSystemAttributeNames": ["All"] * 1000}
        reply, text = self.json("ReceiveMessage", {"QueueUrl": url, "WaitTimeSeconds": 1, "Padding": "x" * 1_000_000} | names)
        self.assertEqual((reply.status, text), (200, "{}"))

    def test_the_insides_are_for_the_log(self):
        arn = "arn:aws:sqs:us-east-1:000000000000:inside"
        self.make("inside")
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
        self.json("CreateQueue", {"QueueName": "inside-source", "Attributes": {"RedrivePolicy": policy}})
        database = sqlite3.connect(self.server.folder.name + "/data/remirai.db", timeout=30)
        database.execute("ALTER TABLE move_tasks RENAME TO lost")
        try:
            for number, action in enumerate(("ListMessageMoveTasks", "StartMessageMoveTask")):  # by the reader, and by the writer
                reply, text = self.json(action, {"SourceArn": arn}, X_Request_Id=f"quote-{number}")
                self.assertEqual((reply.status, reply.headers["x-amzn-RequestId"]), (500, f"quote-{number}"), text)
                self.assertIn(f"tell who runs it the number quote-{number}", text)
                self.assertNotIn("move_tasks", text)
                log = pathlib.Path(self.server.log.name).read_text()
                self.assertRegex(log, f"request quote-{number} failed: .*no such table: move_tasks")
        finally:
            database.execute("ALTER TABLE lost RENAME TO move_tasks")
            database.close()

    def test_who_may_cancel_is_not_guessed(self):
        url, arn = self.make("guarded"), "arn:aws:sqs:us-east-1:000000000000:guarded"
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
        self.json("CreateQueue", {"QueueName": "guarded-source", "Attributes": {"RedrivePolicy": policy}})
        entries = [{"Id": str(number), "MessageBody": "x"} for number in range(10)]
        for _ in range(3):
            self.json("SendMessageBatch", {"QueueUrl": url, "Entries": entries})
        started, text = self.json("StartMessageMoveTask", {"SourceArn": arn, "DestinationArn": arn + "-source", "MaxNumberOfMessagesPerSecond": 1})
        self.assertEqual(started.status, 200, text)
        task = {"TaskHandle": json.loads(text)["TaskHandle"]}
        database = sqlite3.connect(self.server.folder.name + "/data/remirai.db", timeout=30)
        database.execute("ALTER TABLE queues RENAME TO lost")  # its source cannot be looked up: whose it is nobody knows
        try:
            self.assertEqual(self.json("CancelMessageMoveTask", task)[0].status, 500)
        finally:
            database.execute("ALTER TABLE lost RENAME TO queues")
            database.close()
        self.assertEqual(self.json("CancelMessageMoveTask", task)[0].status, 200)  # it has not ended

    def test_a_page_in_a_browser_may_not_call(self):
        self.assertEqual(self.form("Action=ListQueues", Origin="https://example.org")[0].status, 403)
        image = {"Sec_Fetch_Site": "cross-site"}  # a GET, without an origin
        self.assertEqual(self.http("GET", "/?Action=ListQueues", **image)[0].status, 403)
        self.assertEqual(self.http("GET", "/?Action=ListQueues", Host="rebound.example:9324")[0].status, 403)
        for host in ("localhost:9324", "127.0.0.1:9324", "[::1]:9324", "queues:9324"):
            self.assertEqual(self.http("GET", "/?Action=ListQueues", Host=host)[0].status, 200, host)

    def test_a_receipt_of_another_queue_is_none(self):
        one, two = self.make("one"), self.make("two")
        self.json("SendMessage", {"QueueUrl": one, "MessageBody": "x"})
        handle = json.loads(self.json("ReceiveMessage", {"QueueUrl": one})[1])["Messages"][0]["ReceiptHandle"]
        self.assertIn("ReceiptHandleIsInvalid", self.json("DeleteMessage", {"QueueUrl": two, "ReceiptHandle": handle})[1])
        forged = ("A" if handle[0] != "A" else "B") + handle[1:]
        self.assertIn("ReceiptHandleIsInvalid", self.json("DeleteMessage", {"QueueUrl": one, "ReceiptHandle": forged})[1])
        self.assertEqual(self.json("DeleteMessage", {"QueueUrl": one, "ReceiptHandle": handle})[0].status, 200)

    def test_who_leaves_a_long_poll_takes_nothing_along(self):
        url = self.make("left")
        for _ in range(20):
            poller = socket.create_connection(self.host.split(":"))
            body = json.dumps({"QueueUrl": url, "WaitTimeSeconds": 20})
            poller.sendall(f"POST / HTTP/1.1\r\nHost: h\r\nX-Amz-Target: AmazonSQS.ReceiveMessage\r\nContent-Type: {JSON}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
            self.json("ListQueues", {})  # the poll is parked by now
            poller.close()
        wait_until(lambda: self.json("ListQueues", {})[0].status == 200, 5, "an answer")
        self.json("SendMessage", {"QueueUrl": url, "MessageBody": "mine"})
        message = json.loads(self.json("ReceiveMessage", {"QueueUrl": url, "WaitTimeSeconds": 5, "AttributeNames": ["All"]})[1])["Messages"][0]
        self.assertEqual(message["Attributes"]["ApproximateReceiveCount"], "1")

    def test_purge_of_more_than_a_bite(self):
        url = self.make("purged")
        for _ in range(210):
            self.json("SendMessageBatch", {"QueueUrl": url, "Entries": [{"Id": str(i), "MessageBody": "x"} for i in range(10)]})
        self.assertEqual(self.json("PurgeQueue", {"QueueUrl": url})[0].status, 200)
        counts = json.loads(self.json("GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessages"]})[1])
        self.assertEqual(counts["Attributes"]["ApproximateNumberOfMessages"], "0")

    def test_the_sagas_queues_stay(self):
        url = f"{self.server.endpoint}/000000000000/persona-generation-queue-dlq"
        for action in ("DeleteQueue", "PurgeQueue"):
            self.assertIn("AccessDenied", self.json(action, {"QueueUrl": url})[1])

    def test_behind_a_proxy_with_tls(self):
        self.make("proxied")
        self.assertIn('"http://', self.json("GetQueueUrl", {"QueueName": "proxied"}, X_Forwarded_Proto="https")[1])  # anybody may say so
        server = LiveServer('[server]\ntrusted_proxies = ["127.0.0.0/8"]\n')
        wire = Wire()
        wire.host = server.endpoint.removeprefix("http://")
        wire.json("CreateQueue", {"QueueName": "q"})
        # Of a list, the last is the proxy's that we trust.
        for protocol, scheme in (("https", "https"), ("http, HTTPS", "https"), ("https, http", "http"), ("gopher", "http")):
            url = f"{scheme}://queues.localhost/000000000000/q"
            forwarded = {"Host": "queues.localhost", "X_Forwarded_Proto": protocol}
            self.assertEqual(json.loads(wire.json("GetQueueUrl", {"QueueName": "q"}, **forwarded)[1])["QueueUrl"], url)
            self.assertIn(f"<QueueUrl>{url}</QueueUrl>", wire.form("Action=ListQueues&QueueNamePrefix=q", **forwarded)[1])
        server.stop()


class Life(unittest.TestCase):
    def test_a_move_task_goes_on_by_itself(self):
        server = LiveServer()  # of its own, as leases of other tests would keep it busy
        wire = Wire()
        wire.server, wire.host = server, server.endpoint.removeprefix("http://")
        dead, arn = wire.make("tired-dead"), "arn:aws:sqs:us-east-1:000000000000:tired-dead"
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
        wire.json("CreateQueue", {"QueueName": "tired", "Attributes": {"RedrivePolicy": policy, "VisibilityTimeout": "0"}})
        url = f"{server.endpoint}/000000000000/tired"
        wire.json("SendMessageBatch", {"QueueUrl": url, "Entries": [{"Id": str(i), "MessageBody": "x"} for i in range(6)]})

        def depth(queue):
            text = wire.json("GetQueueAttributes", {"QueueUrl": queue, "AttributeNames": ["ApproximateNumberOfMessages"]})[1]
            return int(json.loads(text)["Attributes"]["ApproximateNumberOfMessages"])

        wait_until(lambda: wire.json("ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": 10}) and depth(dead) == 6, 20, "their death")
        seen = [None, 0.0]  # commits, and since when there are so many

        def is_idle():
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            connection.request("GET", "/metrics")
            commits = re.search(r"^remirai_writer_commits_total (\d+)", connection.getresponse().read().decode(), re.M).group(1)
            connection.close()
            if commits != seen[0]:
                seen[:] = [commits, time.monotonic()]
            return time.monotonic() - seen[1] > 3

        wait_until(is_idle, 30, "a server that has nothing to sweep")
        reply, text = wire.json("StartMessageMoveTask", {"SourceArn": arn, "MaxNumberOfMessagesPerSecond": 2})
        self.assertEqual(reply.status, 200, text)
        wait_until(lambda: depth(dead) == 0, 20, "the end of the move")
        self.assertEqual(depth(url), 6)
        server.stop()

    def test_a_poll_that_waits_keeps_no_body(self):
        server = LiveServer("[server]\nhttp_threads = 1\n")
        wire = Wire()
        wire.server, wire.host = server, server.endpoint.removeprefix("http://")
        members = json.dumps({"QueueUrl": wire.make("waited-for"), "WaitTimeSeconds": 20, "Padding": "x" * 7_000_000}).encode()
        head = f"POST / HTTP/1.1\r\nHost: h\r\nX-Amz-Target: AmazonSQS.ReceiveMessage\r\nContent-Type: {JSON}\r\nContent-Length: {len(members)}\r\n\r\n"
        polls = []
        for _ in range(15):  # 105 MB; the bodies that a thread holds at once are bounded by 64 MiB
            polls.append(socket.create_connection(wire.host.split(":"), timeout=30))
            polls[-1].sendall(head.encode() + members)
            self.assertEqual(wire.json("ListQueues", {})[0].status, 200)  # one after the other
        self.assertEqual(wire.json("ListQueues", {"Padding": "x" * 7_000_000})[0].status, 200)
        server.stop()  # answers them
        for poll in polls:
            self.assertTrue(poll.recv(4096).startswith(b"HTTP/1.1 200"))
            poll.close()

    def test_a_stop_answers_long_polls_at_once(self):
        server = LiveServer()
        host = server.endpoint.removeprefix("http://")

        poller = socket.create_connection(host.split(":"), timeout=30)
        body = json.dumps({"QueueUrl": "persona-generation-queue", "WaitTimeSeconds": 20})
        # Two requests at once: when the first is answered, the second is under way.
        for action, members in (("ListQueues", "{}"), ("ReceiveMessage", body)):
            poller.sendall(f"POST / HTTP/1.1\r\nHost: h\r\nX-Amz-Target: AmazonSQS.{action}\r\nContent-Type: {JSON}\r\nContent-Length: {len(members)}\r\n\r\n{members}".encode())
        self.assertIn(b"200 OK", poller.recv(4096))
        begin = time.monotonic()
        server.stop()
        self.assertLess(time.monotonic() - begin, 4)
        self.assertIn(b"200 OK", poller.recv(4096))
        poller.close()

    def test_a_port_that_is_taken(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            server = LiveServer()  # for its folder
            done = subprocess.run([PROGRAM, "serve", "--data-dir", server.folder.name + "/other", "--listen", "127.0.0.1:0", "--sqs-listen", f"127.0.0.1:{port}"], capture_output=True, text=True, timeout=60)
            server.stop()
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"sqs.listen (--sqs-listen): 127.0.0.1 port {port} is in use by another program", done.stderr)


unittest.main(verbosity=2)
