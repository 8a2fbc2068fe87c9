# SPDX-License-Identifier: GPL-3.0-or-later
"""`remirai serve` as a child on free loopback ports, for tests that drive it with the clients of Amazon SQS."""
import http.client, json, os, pathlib, re, signal, socket, subprocess, tempfile, time

PROGRAM = os.environ["REMIRAI_PROGRAM"]
MONITORED = "persona-generation-queue"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class LiveServer:
    def __init__(self, config="", credentials=None):
        self.folder = tempfile.TemporaryDirectory()
        settings = pathlib.Path(self.folder.name, "test.toml")
        settings.write_text(config)
        self.port = free_port()
        command = [PROGRAM, "serve", "--config", settings, "--data-dir", self.folder.name + "/data",
                   "--listen", f"127.0.0.1:{self.port}", "--sqs-listen", "127.0.0.1:0"]
        environment = dict(os.environ)
        if credentials:
            environment["REMIRAI_SQS_CREDENTIALS"] = credentials
        self.log = open(self.folder.name + "/server.log", "wb")
        self.process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=self.log, text=True, env=environment)
        greeting = ""
        while "data " not in greeting:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit("the server did not start: " + pathlib.Path(self.log.name).read_text())
            greeting += line
        self.endpoint = re.search(r"SQS\s+(http://\S+)", greeting).group(1)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        self.process.stdout.close()
        self.log.close()
        self.folder.cleanup()
        assert code == 0, f"the server ended with {code}"

    def call(self, method, path, body=None, token=None, agent="test"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json", "User-Agent": agent}
        if token:
            headers["Authorization"] = "Bearer " + token
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        reply = connection.getresponse()
        text = reply.read().decode()
        connection.close()
        assert reply.status < 400, f"{method} {path}: {reply.status} {text}"
        return json.loads(text)

    def start_persona(self, name):
        """An owner, a survey, three responses, and the question that starts the saga."""
        token = self.call("POST", "/api/v1/auth/local", {"email": f"{name}@example.org"})["token"]
        survey = self.call("POST", "/api/v1/surveys", {}, token)["survey_id"]
        for friend in range(3):
            self.call("POST", f"/api/v1/surveys/{survey}/responses", {"answers": {"q1": f"joke {friend}"}}, agent=f"friend {friend}")
        self.call("GET", "/api/v1/personas/me", token=token)
        return token


# One slot, and a model that thinks for a minute: whatever is sent stays in the queue.
BACKLOG = """[local]
latency = "50s"
[workers]
min_slots = 1
max_slots = 1
"""


def wait_until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {seconds} s")
