"""As a service: what systemd is told and hands over, its units, secrets of containers, rotated logs."""
import contextlib
import os
import re
import signal
import socket
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from demo import MOUNT
from serve import Serve

UNITS = ("ramal.service", "ramal-static.service", "ramal.socket")
MOST_EXPOSED = "11"  # 1.1
NATIVE = "accept_native_keys: true\nlimits: {drain_delay: 0ms}\n"
ANY_PORT = "listeners: [{address: '127.0.0.1:0'}]\n" + NATIVE


def checks(setting):
    yield "systemd takes the units", lambda: verify_units(setting)
    yield "systemd finds the services well confined", lambda: confined(setting)
    for kind in ("a path", "an abstract name"):
        yield f"systemd is told what happens, by {kind}", lambda k=kind: notifies(setting, k)
    yield "a restart with systemd's sockets loses no request", lambda: restarts(setting)
    yield "sockets for another process are left alone", lambda: not_ours(setting)
    yield "K8 secrets in a container's /run/secrets", lambda: secrets_of_container(setting)
    yield "logrotate does what the documents say", lambda: rotates(setting)


def verify_units(setting):
    with tempfile.TemporaryDirectory() as folder:
        for name in UNITS:
            text = (setting.root / "examples" / name).read_text()
            (Path(folder) / name).write_text(text.replace("/usr/local/bin/ramal", setting.ramal))
        for name in UNITS:
            done = setting.run(["systemd-analyze", "verify", "--man=no", str(Path(folder) / name)])
            assert done.returncode == 0 and name not in done.stderr, done


def confined(setting):
    for name in UNITS[:2]:
        done = setting.run(["systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=" + MOST_EXPOSED,
                            str(setting.root / "examples" / name)])
        assert done.returncode == 0, done


class Manager:
    """The side of systemd that is told."""

    def __init__(self, stack, kind):
        self._socket = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        if kind == "a path":
            self.name = stack.enter_context(tempfile.TemporaryDirectory()) + "/notify"
            self._socket.bind(self.name)
        else:
            self._socket.bind("\0ramal-test-%d" % os.getpid())
            self.name = "@ramal-test-%d" % os.getpid()
        self.said = []

    def wait_for(self, line, seconds=20):
        """The datagram that holds it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._socket.settimeout(max(0.01, deadline - time.monotonic()))
            with contextlib.suppress(TimeoutError):
                self.said.append(self._socket.recv(4096).decode().split("\n"))
                if line in self.said[-1]:
                    return self.said[-1]
        raise AssertionError(f"no {line}: {self.said}")


def notifies(setting, kind):
    with contextlib.ExitStack() as stack:
        manager = Manager(stack, kind)
        environment = {"NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "200000"}
        with Serve(setting.ramal, ANY_PORT, environment=environment) as gateway:
            assert "STATUS=serving" in manager.wait_for("READY=1")
            manager.wait_for("WATCHDOG=1")
            manager.wait_for("WATCHDOG=1")
            before = time.monotonic_ns() // 1000
            gateway.process.send_signal(signal.SIGHUP)
            reloading = manager.wait_for("RELOADING=1")
            assert before <= int(reloading[1].removeprefix("MONOTONIC_USEC=")) <= time.monotonic_ns() // 1000, reloading
            assert "STATUS=serving" in manager.wait_for("READY=1")
        manager.wait_for("STOPPING=1")


def inherited(listener, pid="$$"):
    """A shell that hands the socket over as systemd does, as descriptor 3, and becomes what follows."""
    script = f'exec 3<&{listener.fileno()}; LISTEN_FDS=1 LISTEN_PID={pid} LISTEN_FDNAMES=ramal exec "$@"'
    return ["bash", "-c", script, "sh"]


def open_socket():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(4096)
    return listener, "127.0.0.1:%d" % listener.getsockname()[1]


def restarts(setting):
    listener, address = open_socket()
    seen, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            try:
                urllib.request.urlopen(f"http://{address}{MOUNT}/nowhere", timeout=20)
            except urllib.error.HTTPError as answer:
                seen.append(answer.code)
            except OSError as problem:
                seen.append(problem)

    yaml = f"listeners: [{{address: '{address}'}}]\nworkers: 2\n" + NATIVE
    with listener:
        asking = [threading.Thread(target=ask) for _ in range(4)]
        started = []
        try:
            for _ in range(3):
                with Serve(setting.ramal, yaml, inherited(listener), pass_fds=[listener.fileno()]) as gateway:
                    assert gateway.address == address + " (opened by systemd)", gateway.stderr()
                    if not started:
                        for one in asking:
                            one.start()
                        started = asking
                    wanted = len(seen) + 200
                    deadline = time.monotonic() + 20
                    while len(seen) < wanted:
                        assert time.monotonic() < deadline, "no answers"
                        gateway._pause()
                assert "another process listens" not in gateway.stderr(), gateway.stderr()
            with Serve(setting.ramal, yaml, inherited(listener), pass_fds=[listener.fileno()]):
                stop.set()
                for one in started:
                    one.join(30)
        finally:
            stop.set()
    lost = [one for one in seen if one != 404]
    assert len(seen) > 600 and not lost, (len(seen), lost[:5])


def not_ours(setting):
    listener, address = open_socket()
    with listener, Serve(setting.ramal, ANY_PORT, inherited(listener, pid="1"), pass_fds=[listener.fileno()]) as gateway:
        assert gateway.address != address and "systemd" not in gateway.stderr(), gateway.stderr()
    listener, address = open_socket()
    with listener, Serve(setting.ramal, ANY_PORT, inherited(listener), pass_fds=[listener.fileno()]) as gateway:
        assert gateway.address != address and f"systemd opened a socket at {address}" in gateway.stderr(), gateway.stderr()


def secrets_of_container(setting):
    """Mounts as Swarm makes them, in a mount namespace; without the right to one there is nothing to try."""
    if setting.run(["unshare", "--mount", "true"]).returncode != 0:
        return
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        program = Path(folder) / "ramal"
        os.link(setting.ramal, program) if os.stat(setting.ramal).st_dev == os.stat(folder).st_dev else \
            program.write_bytes(Path(setting.ramal).read_bytes())
        program.chmod(0o755)
        for name in ("mounted", "beside", "of_root"):
            (Path(folder) / f"{name}.yaml").write_text(
                f"keys: [{{name: a, client_key_sha256: {'5e' * 32}, native_key_file: /run/secrets/{name}}}]\n")
        done = setting.run(["unshare", "--mount", "bash", "-euc", SWARM, "sh", folder])
        said = re.split(r"^== ", done.stdout + done.stderr, flags=re.MULTILINE)[1:]
        assert done.returncode == 0 and len(said) == 3, done
    mounted, beside, of_root = said
    assert "no problem found" in mounted, mounted
    assert "everybody may read the file named here" in beside and 'uid: "65534", mode: 0400' in beside, beside
    assert "it has mode 0400 and belongs to user 0, while this program runs as user 65534" in of_root, of_root
    assert 'uid: "65534", mode: 0400' in of_root, of_root


SWARM = """
mount --make-rprivate /; mount -t tmpfs none /run; mkdir /run/secrets; exec 2>&1
for name in mounted of_root; do
  touch /run/secrets/$name; mkdir /run/$name; mount -t tmpfs none /run/$name; echo ps_a_key_of_ours > /run/$name/key
  chmod 0444 /run/$name/key; [ $name = mounted ] || chmod 0400 /run/$name/key
  mount --bind /run/$name/key /run/secrets/$name
done
echo ps_a_key_of_ours > /run/secrets/beside; chmod 0444 /run/secrets/beside
for name in mounted beside of_root; do
  echo "== $name"; setpriv --reuid 65534 --regid 65534 --clear-groups "$1/ramal" check --config "$1/$name.yaml" || true
done
"""


def rotates(setting):
    """The recipe of docs/operations.md, with another way to find the process."""
    recipe = re.search(r"^```\n(/var/log/ramal/.*?)^```", (setting.root / "docs/operations.md").read_text(),
                       re.MULTILINE | re.DOTALL).group(1)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "access.log"
        with Serve(setting.ramal, ANY_PORT + f"log: {{access: '{log}'}}\n") as gateway:
            def ask_for(path):
                with contextlib.suppress(urllib.error.HTTPError):
                    urllib.request.urlopen(f"http://{gateway.address}{MOUNT}{path}", timeout=10).close()

            def wait_for(file, text):
                deadline = time.monotonic() + 20
                while not (file.exists() and text in file.read_text()):
                    assert time.monotonic() < deadline, (file, text, gateway.stderr())
                    gateway._pause()

            ask_for("/before")
            wait_for(log, "/before")
            own = recipe.replace("/var/log/ramal/access.log", str(log))
            own = own.replace("systemctl kill -s SIGUSR1 ramal", f"kill -s USR1 {gateway.process.pid}")
            assert own.count(str(log)) == 1 and str(gateway.process.pid) in own, own
            file = Path(folder) / "recipe"
            file.write_text(own)
            file.chmod(0o644)
            done = setting.run(["logrotate", "--force", "--state", folder + "/state", str(file)])
            assert done.returncode == 0, done
            old = Path(folder) / "access.log.1"
            assert "/before" in old.read_text(), os.listdir(folder)
            wait_for(log, "")
            ask_for("/behind")
            wait_for(log, "/behind")
            assert "/behind" not in old.read_text(), old.read_text()
