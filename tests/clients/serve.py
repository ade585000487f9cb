"""`ramal serve` as a child process with a configuration of a test's own; ended by SIGTERM."""
import contextlib
import json
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path


class Serve:
    def __init__(self, ramal, yaml, environment=None):
        self._folder = tempfile.TemporaryDirectory()
        self.file = Path(self._folder.name) / "ramal.yaml"
        self.file.touch(0o600)
        self.file.write_text(yaml)
        self._out = tempfile.TemporaryFile("w+b")
        self._err = tempfile.TemporaryFile("w+b")
        self.process = subprocess.Popen([ramal, "serve", "--config", str(self.file)], stdin=subprocess.DEVNULL,
                                        stdout=self._out, stderr=self._err, env=environment)
        self.address = self._wait_for_address(time.monotonic() + 20)

    def _wait_for_address(self, deadline):
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in self.stderr().splitlines():
                if '"listening on ' in line:
                    return line.split("listening on ", 1)[1].split('"')[0].split(" ")[0]
            self._pause()
        self.process.kill()
        raise AssertionError(f"ramal serve did not start: {self.stderr()}")

    def _pause(self):
        """20 ms, or less if the process ends."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0.02)

    def stdout(self):
        return os.pread(self._out.fileno(), 1 << 24, 0).decode()

    def stderr(self):
        return os.pread(self._err.fileno(), 1 << 24, 0).decode()

    def requests_once(self, enough, seconds=10):
        """The access log, one object for each request, once `enough(requests)`."""
        deadline = time.monotonic() + seconds
        while True:
            found = [json.loads(line) for line in self.stdout().splitlines() if line.startswith('{"time"')]
            if enough(found) or time.monotonic() > deadline:
                return found
            self._pause()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(40)
        self._folder.cleanup()
        assert code == 0, f"ramal serve ended with {code}: {self.stderr()}"
