"""A root as a machine of its own: systemd is its first process, its network is its own. As root, by systemd-nspawn."""
import contextlib
import subprocess
import time
from pathlib import Path

from roots import PATH


class Booted:
    def __init__(self, setting, root):
        self._setting = setting
        self._process = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--directory", root, "--machine", f"ramal-test-{time.monotonic_ns()}",
             "--private-network", "--register=no", "--keep-unit", "--console=pipe", "--boot"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self._first = None

    def __enter__(self):
        try:
            self.wait_for(self._leader, "its first process")
            self.wait_for(lambda: self._said("systemctl", "is-system-running") in ("running", "degraded"), "systemd", 180)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind, value, trace):
        self._process.terminate()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(20)
        self._process.stdout.close()

    def _leader(self):
        with contextlib.suppress(FileNotFoundError, IndexError):
            children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
            self._first = children[0]
        return self._first is not None

    def wait_for(self, holds, what, seconds=60):
        deadline = time.monotonic() + seconds
        while not holds():
            assert self._process.poll() is None, f"systemd-nspawn ended: {self._process.stdout.read().decode()[-2000:]}"
            assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.1)

    def run(self, *command, seconds=120):
        """A command in the machine."""
        inside = ["nsenter", "--target", self._first, "--mount", "--uts", "--ipc", "--net", "--pid", "--"]
        environment = ["env", "-i", "DEBIAN_FRONTEND=noninteractive", f"PATH={PATH}"]
        return self._setting.run([*inside, *environment, *command], seconds=seconds)

    def must(self, *command, seconds=120):
        done = self.run(*command, seconds=seconds)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def _said(self, *command):
        return self.run(*command).stdout.strip()

    def state(self, unit):
        """active, inactive, failed, ..."""
        return self._said("systemctl", "is-active", unit)

    def beside(self, *command):
        """A command of this machine in the other one's network, to be put in front of."""
        return ["nsenter", "--target", self._first, "--net", *command]
