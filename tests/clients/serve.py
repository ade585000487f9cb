"""`ramal serve` as a child process with a configuration of a test's own."""
import tempfile
import time
from pathlib import Path

from demo import Program


class Serve(Program):
    """`started`: a command in front of `ramal serve`, which it becomes."""

    def __init__(self, ramal, yaml, started=(), **more):
        self._folder = tempfile.TemporaryDirectory()
        file = Path(self._folder.name) / "ramal.yaml"
        file.touch(0o600)
        file.write_text(yaml)
        self.file = file
        super().__init__([*started, ramal, "serve", "--config", str(file)], **more)
        self.address = self._wait_for_address(time.monotonic() + 20)

    def _wait_for_address(self, deadline):
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in self.stderr().splitlines():
                if '"listening on ' in line:
                    return line.split("listening on ", 1)[1].split('"')[0]
            self._pause()
        self.process.kill()
        raise AssertionError(f"ramal serve did not start: {self.stderr()}")
