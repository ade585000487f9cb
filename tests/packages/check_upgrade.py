"""The package is upgraded again and again while clients ask: none is refused, none loses an answer.

systemd is not there in a root: a small manager does what the maintainer scripts ask `deb-systemd-invoke` for, and does it as
systemd would. It holds the socket; who restarts or stops the socket closes it, so that a package that does is found out.
"""
import contextlib
import http.client
import os
import shlex
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import check_installed
from check_installed import command_of
from roots import in_root

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients"))
from demo import MOUNT, Demo  # noqa: E402

UPGRADES = 10
CLIENTS = 8
INVOKE = """#!/bin/sh
printf '%s\\n' "$*" >/run/manager/asked
read -r answer </run/manager/done
"""


class Manager:
    """Runs ramal.service of a root with a socket that it holds, as the scripts in the root ask."""

    def __init__(self, root, user):
        self._root, self._user, self._process = root, user, None
        self.listener = self._open(0)
        self.port = self.listener.getsockname()[1]
        self.asked = []  # under GIL alone: appended by one thread
        folder = Path(root) / "run/manager"
        folder.mkdir(parents=True)
        for name in ("asked", "done"):
            os.mkfifo(folder / name)
        self._folder = folder
        (Path(root) / "run/systemd/system").mkdir(parents=True, exist_ok=True)
        for name, script in (("deb-systemd-invoke", INVOKE), ("systemctl", "#!/bin/sh\nexit 0\n")):
            path = Path(root) / "usr/bin" / name  # apt gives the scripts a PATH of its own, without /usr/local
            path.unlink()
            path.write_text(script)
            path.chmod(0o755)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @staticmethod
    def _open(port):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(4096)
        return listener

    def _serve(self):
        while True:
            with open(self._folder / "asked") as asked:
                line = asked.read().strip()
            if line == "end":
                return
            self.asked.append(line)
            verb, *units = line.split()
            for unit in units:
                self._carry_out(verb, unit)
            with open(self._folder / "done", "w") as done:
                done.write("done\n")

    def _carry_out(self, verb, unit):
        if unit == "ramal.socket":
            if verb in ("stop", "restart"):
                self.listener.close()
                if verb == "restart":
                    self.listener = self._open(self.port)
        elif unit == "ramal.service":
            if verb in ("stop", "restart"):
                self.stop()
            if verb in ("start", "restart") and self._process is None:
                self.start()

    def start(self):
        command = shlex.join(command_of(self._root, "ramal.service"))
        script = f"exec 3<&{self.listener.fileno()}; exec chroot --userspec={self._user} {self._root} " \
                 f"sh -c 'LISTEN_FDS=1 LISTEN_PID=$$ exec {command}'"
        self._process = subprocess.Popen(["bash", "-c", script], pass_fds=[self.listener.fileno()],
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def stop(self):
        if self._process is not None:
            self._process.terminate()
            assert self._process.wait(60) == 0, "ramal did not end in order"
            self._process = None

    def close(self):
        with contextlib.suppress(Exception):
            self.stop()
        with open(self._folder / "asked", "w") as asked:
            asked.write("end\n")
        self._thread.join(20)
        self.listener.close()


def checks(setting):
    yield f"{UPGRADES} upgrades under load lose no request", lambda: upgrades(setting)


def upgrades(setting):
    state = {}
    with contextlib.ExitStack() as stack:
        check_installed.fresh_root(setting, state, stack)
        check_installed.install(setting, state)
        # The engine is another process, which no upgrade touches: the program outside of the root.
        own = stack.enter_context(tempfile.TemporaryDirectory())
        os.chmod(own, 0o755)
        setting.run(["dpkg-deb", "-x", str(next(setting.dist.glob("ramal_*_amd64.deb"))), own])
        engine = stack.enter_context(Demo(f"{own}/usr/bin/ramal"))
        manager = Manager(state["root"], state["user"])
        stack.callback(manager.close)
        file = Path(state["root"]) / "etc/ramal/ramal.yaml"
        file.write_text(file.read_text().replace("127.0.0.1:8080", f"127.0.0.1:{manager.port}")
                        .replace("127.0.0.1:8090", engine.engine).replace("ps_local_web", "ps_demo_web")
                        + "limits: {key_rate: 100000, key_burst: 100000}\n")
        manager.start()
        load(setting, state, manager)
        restarts = [line for line in manager.asked if line == "restart ramal.service"]
        assert len(restarts) == UPGRADES, manager.asked


def load(setting, state, manager):
    stop, answers, lost = threading.Event(), [], []

    def ask():
        """A connection for each request: what is refused is seen."""
        while not stop.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", manager.port, timeout=60)
            try:
                connection.request("GET", f"{MOUNT}/call/list", headers={"apikey": "demo", "Connection": "close"})
                answers.append(connection.getresponse().status)
            except (OSError, http.client.HTTPException) as problem:
                lost.append(repr(problem))
            finally:
                connection.close()

    clients = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for one in clients:
        one.start()
    try:
        for _ in range(UPGRADES):
            before = len(answers)
            in_root(setting, state["root"], "apt-get", "-q", "-y", "install", "--reinstall", "ramal")
            assert len(answers) > before, "no request came during the upgrade"
    finally:
        stop.set()
        for one in clients:
            one.join(70)
    assert not lost, f"{len(lost)} of {len(lost) + len(answers)} requests were lost: {sorted(set(lost))[:5]}"
    assert set(answers) == {200}, sorted(set(answers))
    assert len(answers) > 100 * UPGRADES, f"{len(answers)} requests are no load"
