# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts a server and runs tests/sqs/js against it."""
import os, pathlib, subprocess, sys

from liveserver import LiveServer

modules = pathlib.Path(os.environ["REMIRAI_JS_MODULES"])
if not (modules / "node_modules/@aws-sdk/client-sqs").is_dir():
    raise SystemExit(f"@aws-sdk/client-sqs is not installed in {modules}; scripts/test does that")
server = LiveServer(credentials="JSCLIENT js-secret")
try:
    script = pathlib.Path(__file__).parent.parent / "js/client.test.mjs"
    environment = {**os.environ, "REMIRAI_SQS_ENDPOINT": server.endpoint}
    sys.exit(subprocess.run(["node", "--test", script], env=environment, timeout=150).returncode)
finally:
    server.stop()
