"""The package on a machine that runs: systemd starts it, restarts it under load, and refuses what it cannot start.
As root; the machine is one of systemd-nspawn."""
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import check_installed
import roots
from booted import Booted

UPGRADES = 10
UNITS = ("ramal.service", "ramal.socket", "ramal-engine.service")
FILE = "/etc/ramal/ramal.yaml"
OWN_ENGINE = "127.0.0.1:9090"


def checks(setting):
    state = {}
    with contextlib.ExitStack() as stack:
        yield "a machine with systemd starts", lambda: start(setting, state, stack)
        yield "systemd runs what apt-get installed: the first call within a minute", lambda: first_call(setting, state)
        yield "ramal doctor finds nothing to mend, as the service's user", lambda: doctor(state)
        yield "systemctl reload puts a new key in force", lambda: reload(state)
        yield "a wrong configuration is refused once, and mended by a restart", lambda: refused(state)
        yield "the reference engine ends where the configuration names another one", lambda: engine_ends(setting, state)
        yield f"{UPGRADES} upgrades under systemd lose no request, call nobody twice", lambda: upgrades(setting, state)
        yield "what is removed no longer runs, and what is purged is gone", lambda: remove(state)


def start(setting, state, stack):
    state["root"] = roots.unpack(setting, stack, starts_units=True)
    state["machine"] = stack.enter_context(Booted(setting, state["root"]))


def ask(machine, *more):
    """Body and status, or what curl says."""
    done = machine.run("curl", "-sS", "-m", "20", "-w", " %{http_code}", *more)
    return done.stdout + done.stderr


def call(machine):
    return ask(machine, "-H", "apikey: demo", "-d", '{"number":"5511988887777"}', f"{check_installed.BASE}/call/start")


def first_call(setting, state):
    machine, began = state["machine"], time.monotonic()
    for line in check_installed.documented(setting):
        machine.must("sh", "-c", line.replace("apt-get install", "apt-get -q -y --no-install-recommends install"))
    assert '"status":"starting"' in call(machine)
    assert time.monotonic() - began < 60, time.monotonic() - began
    for unit in UNITS:
        assert machine.state(unit) == "active", machine.run("systemctl", "status", unit)
    enabled = [machine.run("systemctl", "is-enabled", unit).stdout.strip() for unit in UNITS]
    assert enabled == ["enabled", "enabled", "static"], enabled
    log = machine.must("journalctl", "-u", "ramal", "-o", "cat")
    assert "127.0.0.1:8080 (opened by systemd)" in log, log


def doctor(state):
    done = state["machine"].run("runuser", "-u", "ramal", "--", "ramal", "doctor", "--config", FILE)
    assert done.returncode == 0, done


def edit(state, change):
    file = Path(state["root"] + FILE)
    before = file.read_text()
    file.write_text(change(before))
    assert file.read_text() != before


def reload(state):
    machine = state["machine"]
    asked = ("-H", "apikey: another-key-of-ours", f"{check_installed.BASE}/call/list")
    assert ask(machine, *asked).endswith(" 401")
    edit(state, lambda text: text.replace("keys:\n", "keys:\n  - {name: more, client_key: another-key-of-ours, "
                                                     "native_key: ps_local_meta}\n"))
    machine.must("systemctl", "reload", "ramal")
    machine.wait_for(lambda: ask(machine, *asked).endswith(" 200"), "the new key in force", 20)


def refused(state):
    machine, process = state["machine"], lambda: machine.must("systemctl", "show", "-P", "MainPID", "ramal")
    edit(state, lambda text: text.replace("keys:", "kyes:"))
    done = machine.run("systemctl", "restart", "ramal")
    assert done.returncode != 0 and machine.state("ramal.service") == "failed", done
    assert machine.must("systemctl", "show", "-P", "ExecMainStatus", "ramal").strip() == "78"
    assert "kyes" in machine.must("journalctl", "-u", "ramal", "-o", "cat", "-n", "5")
    assert machine.must("systemctl", "show", "-P", "NRestarts", "ramal").strip() == "0"
    # A client that comes now must not start it again and again.
    assert "curl:" in call(machine)
    edit(state, lambda text: text.replace("kyes:", "keys:"))
    machine.must("systemctl", "restart", "ramal")
    assert [machine.state(unit) for unit in UNITS] == ["active"] * 3 and process() != "0\n"
    assert '"status":"starting"' in call(machine)


def engine_ends(setting, state):
    """What ramal.yaml tells its reader to do, with an engine of one's own in place of the vendor's."""
    machine = state["machine"]
    with own_engine(setting, machine):
        edit(state, lambda text: text.replace("127.0.0.1:8090", OWN_ENGINE))
        machine.must("systemctl", "restart", "ramal")
        assert machine.state("ramal-engine.service") == "inactive", machine.run("systemctl", "status", "ramal-engine")
        assert '"status":"starting"' in call(machine)


@contextlib.contextmanager
def own_engine(setting, machine):
    """An engine that no upgrade touches."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        setting.run(["dpkg-deb", "-x", str(next(setting.dist.glob("ramal_*_amd64.deb"))), folder])
        file = Path(folder) / "engine.yaml"
        file.write_text((setting.root / "examples/reference-engine.yaml").read_text().replace(":8090", ":9090")
                        .replace(":8091", ":9091"))
        process = subprocess.Popen(machine.beside(f"{folder}/usr/bin/ramal", "engine", "--config", str(file)),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            health = f"http://{OWN_ENGINE}/_engine/health"
            machine.wait_for(lambda: machine.run("curl", "-fsS", "-m", "5", health).returncode == 0, "the engine")
            yield
        finally:
            process.terminate()
            process.wait(20)


def upgrades(setting, state):
    machine = state["machine"]
    edit(state, lambda text: text + "limits: {key_rate: 100000, key_burst: 100000}\n")
    with own_engine(setting, machine):
        machine.must("systemctl", "restart", "ramal")
        started = start_time(machine)
        command = machine.beside(sys.executable, "-B", str(Path(__file__).with_name("load.py")), "127.0.0.1:8080")
        clients = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            for _ in range(UPGRADES):
                machine.must("apt-get", "-q", "-y", "install", "--reinstall", "ramal")
                before, started = started, start_time(machine)
                assert before != started, "an upgrade restarts nothing"
        finally:
            said, _ = clients.communicate(timeout=120)
        judge(json.loads(said), placed(machine))


def start_time(machine):
    return machine.must("systemctl", "show", "-P", "ExecMainStartTimestampMonotonic", "ramal")


def placed(machine):
    """The numbers that the engine has called, newest first. At the end of a page some of one millisecond may be left out."""
    numbers, before = [], ""
    while True:
        url = f"http://{OWN_ENGINE}/v1/calls?limit=100{before}"
        page = json.loads(machine.must("curl", "-fsS", "-m", "20", "-H", "x-api-key: ps_local_web", url))["calls"]
        if not page:
            return numbers
        numbers += [one["peerNumber"] for one in page if one["peerNumber"].lstrip("+").startswith("55119")]
        before = f"&before={page[-1]['createdAt']}"


def judge(load, called):
    lost, answered = load["lost"], sum(load["answers"].values())
    assert not lost, f"{len(lost)} of {len(lost) + answered} were lost: {sorted(set(lost))[:5]}"
    assert set(load["answers"]) == {"GET 200", "POST 201"}, load["answers"]
    assert load["answers"]["GET 200"] > 50 * UPGRADES and load["answers"]["POST 201"] > 5 * UPGRADES, load["answers"]
    assert len(set(load["started"])) == len(load["started"]) == load["answers"]["POST 201"]
    assert len(set(called)) == len(called), "a number was called twice"
    assert 0.9 * len(load["started"]) <= len(called) <= len(load["started"]), (len(called), len(load["started"]))


def remove(state):
    machine, root = state["machine"], Path(state["root"])
    machine.must("apt-get", "-q", "-y", "remove", "ramal")
    assert "curl: (7)" in call(machine), "somebody listens"
    assert [machine.state(unit) for unit in UNITS] == ["inactive"] * 3, [machine.state(unit) for unit in UNITS]
    machine.must("apt-get", "-q", "-y", "purge", "ramal", "ramal-doc")
    assert not (root / "etc/ramal").exists() and not (root / "var/lib/ramal").exists()
    failed = machine.must("systemctl", "--failed", "--no-legend", "--plain")
    assert "ramal" not in failed + machine.run("systemctl", "list-unit-files", "ramal*", "--no-legend").stdout, failed
