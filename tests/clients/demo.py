"""`ramal demo` as a child process: free ports, parsed from what it prints; ended by SIGTERM."""
import contextlib
import json
import os
import re
import signal
import subprocess
import tempfile
import time

MOUNT = "/api/layer/evolution-go"
LAST_WORDS = "Ctrl+C"


class Program:
    """A command of `ramal` as a child process; ended by SIGTERM."""

    def __init__(self, command, environment=None, **more):
        self._out = tempfile.TemporaryFile("w+b")
        self._err = tempfile.TemporaryFile("w+b")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self._out, stderr=self._err,
                                        env={**os.environ, **(environment or {})}, **more)

    def _pause(self):
        """20 ms, or less if the process ends."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0.02)

    def stdout(self):
        return os.pread(self._out.fileno(), 1 << 24, 0).decode()

    def stderr(self):
        return os.pread(self._err.fileno(), 1 << 24, 0).decode()

    def requests(self):
        """The access log so far: one object for each request of a client."""
        lines = [json.loads(line) for line in self.stdout().splitlines() if line.startswith('{"time"')]
        return [line for line in lines if not line.get("route", "/hooks/").startswith("/hooks/")]

    def wait_for(self, holds, seconds=20):
        """Whether `holds()` before the deadline."""
        deadline = time.monotonic() + seconds
        while not holds() and time.monotonic() < deadline:
            self._pause()
        return holds()

    def requests_once(self, enough, seconds=10):
        """The access log is written a moment after the answer: waits until `enough(requests)`."""
        deadline = time.monotonic() + seconds
        while not enough(self.requests()) and time.monotonic() < deadline:
            self._pause()
        return self.requests()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.end_in_order()

    def end_in_order(self, seconds=20):
        """SIGTERM. Whatever went on: it was still running, has nothing to complain about and ends with 0."""
        died = self.process.poll()
        if died is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"ramal did not end within {seconds} s of SIGTERM") from None
        said = self.stderr()
        assert died is None, f"ramal ended by itself with {died}: {said}"
        assert code == 0, f"ramal ended with {code}: {said}"
        for mark in ('"level":"error"', '"level":"critical"', "runtime error", "Sanitizer"):
            assert mark not in said, said


class Demo(Program):
    def __init__(self, ramal, *words, speed=10, environment=None):
        super().__init__([ramal, "demo", *(words or ("--port", "0")), "--speed", str(speed)], environment)
        self.text = self._wait_for_text(time.monotonic() + 20)
        self.gateway = re.search(r"http://(127\.0\.0\.\d:\d+)" + MOUNT, self.text).group(1)
        self.engine = re.search(r"http://(127\.0\.0\.\d:\d+)/v1", self.text).group(1)
        self.base = f"http://{self.gateway}{MOUNT}"

    def _wait_for_text(self, deadline):
        while time.monotonic() < deadline:
            text = self.stdout()
            if LAST_WORDS in text and text.endswith("\n"):
                return text
            if self.process.poll() is not None:
                break
            self._pause()
        self.process.kill()
        raise AssertionError(f"ramal demo did not start: {self.stdout()}{self.stderr()}")
