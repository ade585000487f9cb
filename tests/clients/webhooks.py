"""A reference engine that posts its events to a gateway, which hands them on to a bot."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading
import time
import urllib.request

from demo import MOUNT, Program
from serve import Serve

NATIVE_KEY, NATIVE_SECRET, HOOK = "ps_shop", "a-native-secret", "hook-of-the-clients-0123456789"
ENGINE = f"""api: 127.0.0.1:0
media: 127.0.0.1:0
speed: 10
webhook_secret: {NATIVE_SECRET}
numbers: [{{name: shop, number: "5511900000001", key: {NATIVE_KEY}}}]
"""
GATEWAY = """listeners: [{{address: '127.0.0.1:0'}}]
engine: {{base_url: 'http://{engine}'}}
webhooks: {{store: '{folder}/outbox.db'}}
keys:
  - name: shop
    client_key: the-bots-key
    native_key: {native}
    number: "5511900000001"
    webhook: {{hook: {hook}, native_secrets: [{secret}], url: '{url}'{more}}}
limits: {{key_rate: 10000, key_burst: 10000, drain_delay: 0ms}}
log: {{access: 'off'}}
"""


def ask(method, url, key, body=None):
    request = urllib.request.Request(url, body and json.dumps(body).encode(), {"x-api-key": key}, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


class Engine(Program):
    def __init__(self, ramal):
        self._folder = tempfile.TemporaryDirectory()
        file = pathlib.Path(self._folder.name, "engine.yaml")
        file.touch(0o600)
        file.write_text(ENGINE)
        super().__init__([ramal, "engine", "--config", str(file)])
        deadline = time.monotonic() + 20
        while not (found := re.search(r"engine listening on port (\d+)", self.stderr())):
            assert time.monotonic() < deadline and self.process.poll() is None, self.stderr()
            self._pause()
        self.address = f"127.0.0.1:{found[1]}"

    def call_from(self, number):
        return ask("POST", f"http://{self.address}/_engine/calls/inbound", NATIVE_KEY, {"from": number})


class Webhooks:
    """`url`: the bot's. `more`: further settings of the key's webhook, as `, name: value`."""

    def __init__(self, ramal, url, more=""):
        self._folder = tempfile.TemporaryDirectory()
        self.engine = Engine(ramal)
        try:
            yaml = GATEWAY.format(engine=self.engine.address, folder=self._folder.name, native=NATIVE_KEY, hook=HOOK,
                                  secret=NATIVE_SECRET, url=url, more=more)
            self.gateway = Serve(ramal, yaml)
        except BaseException:
            self.engine.process.kill()
            raise
        self.base = f"http://{self.gateway.address}{MOUNT}"
        done = subprocess.run([ramal, "webhooks", "ensure", "--config", str(self.gateway.file), "--public-url",
                               f"http://{self.gateway.address}"], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=30, check=False)
        assert done.returncode == 0 and HOOK not in done.stdout, f"{done.returncode}: {done.stdout}{done.stderr}"

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        try:
            self.engine.end_in_order()
        finally:
            self.gateway.end_in_order()


class Bot:
    """A program that says `listening PORT`, and then a line at a time; `said` waits for one."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment})
        self._lines, self._errors, self._more = [], [], threading.Condition()
        self._readers = [threading.Thread(target=self._read, args=(stream, lines), daemon=True)
                         for stream, lines in ((self.process.stdout, self._lines), (self.process.stderr, self._errors))]
        for reader in self._readers:
            reader.start()
        try:
            self.url = f"http://127.0.0.1:{self.said('listening ').split()[1]}/webhook"
        except BaseException:
            self.process.kill()
            raise

    def _read(self, stream, lines):
        for line in stream:
            with self._more:
                lines.append(line.rstrip("\n"))
                self._more.notify_all()

    def lines(self):
        with self._more:
            return list(self._lines)

    def said(self, beginning, seconds=40):
        with self._more:
            self._more.wait_for(lambda: any(one.startswith(beginning) for one in self._lines)
                                or self.process.poll() is not None, seconds)
            for one in self._lines:
                if one.startswith(beginning):
                    return one
        raise AssertionError(f"the bot never said {beginning!r}: {self._lines} {self._errors}")

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def ended_well(self, seconds=40):
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the bot goes on: {self._lines} {self._errors}") from None
        for reader in self._readers:
            reader.join(5)
        assert code == 0 and not self._errors, f"exit code {code}: {self._lines} {self._errors}"

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.process.kill()
        self.process.wait()
