"""The packages in a fresh root of Debian 12: installed from the repository, a first call, removed and purged without
rests. As root. There is no systemd inside: units are looked at, and the program is started as its unit would."""
import contextlib
import json
import os
import re
import shlex
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import roots
from check_debian import cmake_version
from roots import in_root

BASE = "http://127.0.0.1:8080/api/layer/evolution-go"
# What apt, dpkg and every new user of the system change. /var/log is looked at by name.
KEPT = re.compile(r"^\./(?:var/(?:cache|log|lib/(?:apt|dpkg|pam|ucf))|run|tmp|proc|sys|dev"
                  r"|etc/(?:passwd|group|g?shadow|subuid|subgid|ld\.so))\b")


def checks(setting):
    state = {}
    with contextlib.ExitStack() as stack:
        yield "a fresh root takes the repository", lambda: fresh_root(setting, state, stack)
        yield "apt-get install ramal makes user, configuration and units", lambda: install(setting, state)
        yield "the first call rings, with the configuration as it is installed", lambda: first_call(state)
        yield "an edited configuration stays as it is when the package is installed again", lambda: reinstall(setting, state)
        yield "remove and purge leave nothing behind", lambda: purge(setting, state)


def fresh_root(setting, state, stack):
    state["root"] = roots.unpack(setting, stack)
    for line in documented(setting)[:-1]:
        in_root(setting, state["root"], "sh", "-c", line)
    state["before"] = listing(state["root"])


def documented(setting):
    """The lines of install.md, with a repository that is there. The last one installs."""
    section = (setting.root / "docs/install.md").read_text().split("## 1. ")[1]
    lines = [line[2:] for line in section.split("```")[1].splitlines() if line.startswith("$ ")]
    assert len(lines) == 4 and lines[-1].startswith("apt-get install "), lines
    return [line.replace("https://apt.example.com", "file:///srv/apt") for line in lines]


def listing(root):
    found = set()
    for folder, inner, names in os.walk(root):
        inner[:] = [name for name in inner if not os.path.islink(os.path.join(folder, name))]
        found |= {"./" + os.path.relpath(os.path.join(folder, name), root) for name in [*inner, *names]}
    return {path for path in found if not KEPT.match(path)}


def install(setting, state):
    last = documented(setting)[-1].replace("apt-get install", "apt-get -q -y --no-install-recommends install")
    in_root(setting, state["root"], *last.split())
    root = Path(state["root"])
    user = re.search(r"^ramal:x:(\d+):(\d+):", (root / "etc/passwd").read_text(), re.M)
    assert user and int(user[1]) < 1000, "no system user"
    status = (root / "etc/ramal/ramal.yaml").stat()
    assert (status.st_mode & 0o777, status.st_uid, status.st_gid) == (0o640, 0, int(user[2])), status
    for link in ("sockets.target.wants/ramal.socket", "multi-user.target.wants/ramal.service"):
        assert (root / "etc/systemd/system" / link).is_symlink(), f"{link} is not enabled"
    assert not (root / "etc/systemd/system/multi-user.target.wants/ramal-engine.service").is_symlink()
    said = in_root(setting, state["root"], "ramal", "--version")
    assert cmake_version(setting) in said, said
    state["user"] = f"{user[1]}:{user[2]}"
    in_root(setting, root, "runuser", "-u", "ramal", "--", "ramal", "check", "--config", "/etc/ramal/ramal.yaml")


def command_of(root, unit):
    return shlex.split(re.search(r"^ExecStart=(.+)$", (Path(root) / "lib/systemd/system" / unit).read_text(), re.M)[1])


@contextlib.contextmanager
def started(state):
    """Both services as their units start them, in a network of their own that has 127.0.0.1 alone."""
    root = state["root"]
    engine, gateway = (shlex.join(command_of(root, unit)) for unit in ("ramal-engine.service", "ramal.service"))
    script = f"ip link set lo up; chroot --userspec={state['user']} {root} {engine} & exec chroot " \
             f"--userspec={state['user']} {root} {gateway}"
    process = subprocess.Popen(["unshare", "--net", "--pid", "--fork", "--kill-child", "sh", "-c", script],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        with contextlib.suppress(IndexError, FileNotFoundError, ProcessLookupError):
            # and so all of its namespace: --kill-child does not end who has changed its user
            os.kill(first_of(process), signal.SIGKILL)
        process.kill()
        process.wait(20)


def first_of(process):
    """The first process of the namespace."""
    return int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])


def ask(process, code):
    """Python in the services' network."""
    return subprocess.run(["nsenter", "--target", str(first_of(process)), "--net", "python3", "-c", code],
                          capture_output=True, text=True, timeout=30, check=False)


CALL = f"""
import urllib.request
request = urllib.request.Request("{BASE}/call/start", b'{{"number":"5511988887777"}}', {{"apikey": "demo"}})
print(urllib.request.urlopen(request, timeout=10).read().decode())
"""


def first_call(state):
    with started(state) as process:
        deadline, done = time.monotonic() + 60, None
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(IndexError, FileNotFoundError):
                done = ask(process, CALL)
                if done.returncode == 0:
                    break
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
        assert done is not None and done.returncode == 0, done
        assert json.loads(done.stdout)["status"] in ("starting", "ringing"), done.stdout


def reinstall(setting, state):
    file = Path(state["root"]) / "etc/ramal/ramal.yaml"
    edited = file.read_text().replace("name: demo", "name: shop")
    file.write_text(edited)
    file.chmod(0o600)
    in_root(setting, state["root"], "apt-get", "-q", "-y", "install", "--reinstall", "ramal")
    assert file.read_text() == edited and file.stat().st_mode & 0o777 == 0o600, "the administrator's file was changed"


def purge(setting, state):
    root = Path(state["root"])
    for folder in ("var/lib/ramal", "var/log/ramal"):
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / "left").write_text("by the service\n")
    in_root(setting, state["root"], "apt-get", "-q", "-y", "remove", "ramal")
    assert (root / "etc/ramal/ramal.yaml").exists() and (root / "var/lib/ramal/left").exists(), "removal is no purge"
    in_root(setting, state["root"], "apt-get", "-q", "-y", "purge", "ramal", "ramal-doc")
    rests = listing(root) - state["before"]
    assert not rests, sorted(rests)[:20]
    assert not (root / "var/lib/ramal").exists() and not (root / "var/log/ramal").exists()
    assert "ramal" not in (root / "etc/passwd").read_text() + (root / "etc/group").read_text()
