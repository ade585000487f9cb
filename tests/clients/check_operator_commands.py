"""Commands for who runs a gateway: keys, tail, top, completion, doctor --url, and where a file is looked for."""
import contextlib
import json
import os
import re
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from demo import MOUNT, Demo
from serve import Serve

CLIENT_KEY, NATIVE_KEY, WRONG_KEY = "client-key-of-a-test", "ps_demo_web", "ps_nobody_has_this"


def checks(setting):
    demo = Demo(setting.ramal)
    gateway = None
    try:
        gateway = Watched(setting, demo.engine)
        yield "commands find their file without --config", lambda: finds_file(setting, gateway)
        yield "`ramal keys list` shows no key, `keys rotate` one that is new", lambda: keys(setting, gateway)
        yield "`ramal keys test` asks for a list and places no call", lambda: key_test(setting, gateway, demo)
        yield "`ramal tail` follows a log over its rotation, and chooses", lambda: tail(setting, gateway)
        yield "`ramal top` shows rates, both sides and keys", lambda: top(setting, gateway)
        yield "`ramal doctor --url` tries the way from outside", lambda: outside(setting, gateway)
        yield "completions of three shells name every command and option", lambda: completion(setting)
        yield "the gateway of the operator's commands ended in order", lambda: (gateway.end_in_order(), demo.end_in_order())
    finally:
        demo.process.kill()
        if gateway is not None:
            gateway.process.kill()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


class Watched(Serve):
    """With an admin interface and a log in a file."""

    def __init__(self, setting, engine):
        self.folder = tempfile.TemporaryDirectory()
        self.log, self.admin = Path(self.folder.name) / "access.log", f"127.0.0.1:{free_port()}"
        super().__init__(setting.ramal, f"engine: {{base_url: \"http://{engine}\"}}\nlisteners: [{{address: \"127.0.0.1:0\"}}]\n"
                         f"keys:\n  - {{name: shop, client_key: {CLIENT_KEY}, native_key: {NATIVE_KEY}, allow: [read]}}\n"
                         f"  - {{name: wrong, client_key: {CLIENT_KEY}-2, native_key: {WRONG_KEY}}}\n"
                         f"admin: {{address: \"{self.admin}\"}}\nlog: {{access: \"{self.log}\"}}\nlimits: {{drain_delay: 0ms}}\n")

    def get(self, path, key=CLIENT_KEY):
        asked = urllib.request.Request(f"http://{self.address}{MOUNT}{path}", headers={"apikey": key})
        with contextlib.suppress(urllib.error.HTTPError):
            urllib.request.urlopen(asked, timeout=10).read()


def ramal(setting, *words, code=0, **more):
    done = setting.run([setting.ramal, *words], **more)
    assert done.returncode == code, done
    for secret in (CLIENT_KEY, NATIVE_KEY, WRONG_KEY):
        assert secret not in done.stdout + done.stderr, done
    return done.stdout + done.stderr


def finds_file(setting, gateway):
    named = dict(os.environ, RAMAL_CONFIG=str(gateway.file))
    assert "no problem" in ramal(setting, "check", env=named)
    assert "/nowhere.yaml" in ramal(setting, "check", "--config", "/nowhere.yaml", code=78, env=named)
    if not Path("/etc/ramal/ramal.yaml").exists():
        bare = {name: value for name, value in os.environ.items() if name != "RAMAL_CONFIG"}
        for command in (["serve"], ["check"], ["keys", "list"], ["tail"], ["webhooks", "list"]):
            assert "/etc/ramal/ramal.yaml" in ramal(setting, *command, code=78, env=bare), command


def keys(setting, gateway):
    config = ["--config", str(gateway.file)]
    said = ramal(setting, "keys", "list", *config)
    assert "shop\n    may read, callees any, from any, expires never\n" in said and said.endswith("2 keys\n"), said
    assert [one["name"] for one in json.loads(ramal(setting, "keys", "list", "--json", *config))] == ["shop", "wrong"]
    one, other = (ramal(setting, "keys", "rotate", "shop", *config) for _ in range(2))
    assert re.search(r"apikey:\n\n  [\w-]{32}\n", one) and re.search(r'client_key_sha256: "[0-9a-f]{64}"', one), one
    assert one != other
    for command in ("rotate", "test"):
        assert "keys list" in ramal(setting, "keys", command, "nobody", *config, code=64)


def key_test(setting, gateway, demo):
    def calls():
        asked = urllib.request.Request(f"http://{demo.engine}/v1/calls", headers={"x-api-key": NATIVE_KEY})
        return json.load(urllib.request.urlopen(asked, timeout=10))["calls"]

    config, before = ["--config", str(gateway.file)], calls()
    assert "shop" in ramal(setting, "keys", "test", "shop", *config)
    assert "wrong" in ramal(setting, "keys", "test", "wrong", *config, code=1)
    assert calls() == before
    away = gateway.file.with_name("away.yaml")
    away.touch(0o600)
    away.write_text(gateway.file.read_text().replace(demo.engine, f"127.0.0.1:{free_port()}"))
    ramal(setting, "keys", "test", "shop", "--config", str(away), code=69)


def tail(setting, gateway):
    gateway.get("/call/list")
    gateway.get("/call/list", "no-such-key-at-all")
    assert gateway.wait_for(lambda: gateway.log.read_text().count("/call/list") >= 2)
    config = ["--config", str(gateway.file), "--no-follow"]
    both = ramal(setting, "tail", *config)
    assert "  200  GET     /call/list" in both and "  401  GET     /call/list" in both and "\x1b" not in both, both
    assert "  200  " not in ramal(setting, "tail", "--errors", *config)
    assert "  401  " not in ramal(setting, "tail", "--key", "shop", *config)
    assert ramal(setting, "tail", "--lines", "1", *config).count("\n") == 1
    assert "\x1b[3" in ramal(setting, "tail", "--color", "always", *config)
    ramal(setting, "tail", "/nowhere.log", code=69)
    follow(setting)


def follow(setting):
    def line(number):
        return json.dumps({"time": "2026-11-29T01:41:44.400Z", "status": 200, "request_id": f"line-{number}-"}) + "\n"

    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "access.log"
        log.write_text(line(1) + line(2))
        child = subprocess.Popen([setting.ramal, "tail", str(log), "--lines", "1"], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, text=True)
        try:
            assert "line-2-" in child.stdout.readline()
            with log.open("a") as more:
                more.write(line(3)[:20])
                more.flush()
                more.write(line(3)[20:])
            assert "line-3-" in child.stdout.readline()
            log.rename(log.with_suffix(".1"))
            log.write_text(line(4))
            assert "line-4-" in child.stdout.readline()
            done = subprocess.run([setting.ramal, "tail", "-"], input=line(5) + "no JSON\n", capture_output=True, text=True,
                                  timeout=20, check=False)
            assert done.returncode == 0 and "line-5-" in done.stdout and done.stdout.endswith("no JSON\n"), done
        finally:
            child.kill()
            child.wait()


def top(setting, gateway):
    config = ["--once", "--config", str(gateway.file)]
    for _ in range(3):
        gateway.get("/call/list")
    deadline = time.monotonic() + 10
    while "busiest keys\n  shop" not in (said := ramal(setting, "top", *config)) and time.monotonic() < deadline:
        pass
    for part in ("requests", "clients    p50", "engine     p50", "in flight", "breaker closed", "busiest keys\n  shop"):
        assert part in said, said
    assert "\x1b" not in said and said.count("/s") >= 4, said
    assert "requests" in ramal(setting, "top", "--once", "--url", f"http://{gateway.admin}")
    ramal(setting, "top", "--once", "--url", f"http://127.0.0.1:{free_port()}", code=69)
    off = gateway.file.with_name("off.yaml")
    off.touch(0o600)
    off.write_text(re.sub(r"admin:.*\n", "", gateway.file.read_text()))
    assert "admin.address" in ramal(setting, "top", "--once", "--config", str(off), code=64)


def outside(setting, gateway):
    def findings(url):
        done = setting.run([setting.ramal, "doctor", "--json", "--config", str(gateway.file), "--url", url])
        return {one["id"]: one["level"] for one in json.loads(done.stdout)["findings"] if one["id"].startswith("outside")}

    right = findings(f"http://{gateway.address}{MOUNT}")
    assert right == {"outside": "good", "outside-key": "good", "outside-address": "warning", "outside-timeout": "good"}, right
    assert findings(f"http://{gateway.address}") == {"outside-path": "failure"}
    assert findings(f"http://127.0.0.1:{free_port()}{MOUNT}") == {"outside": "failure"}
    assert findings("calls.example") == {"outside": "failure"}


def words_of_help(setting, *words):
    """Commands and long options, of every command."""
    said = setting.run([setting.ramal, *words, "--help"]).stdout
    found = set(re.findall(r"(--[a-z-]+)", "\n".join(re.findall(r"^  (?:-\w,)?(--\S+)", said, re.M))))
    inner = said.split("Subcommands:")[1].split("\n\n")[0] if "Subcommands:" in said else ""
    for one in re.findall(r"^  ([a-z-]+) {2,}", inner, re.M):
        found |= {one} | (words_of_help(setting, *words, one) if one not in ("help", "version") else set())
    return found


def completion(setting):
    wanted = words_of_help(setting)
    assert len(wanted) > 50, sorted(wanted)
    scripts = {shell: ramal(setting, "completion", shell) for shell in ("bash", "zsh", "fish")}
    for shell, text in scripts.items():
        missing = {word for word in wanted if (word.removeprefix("--") if shell == "fish" else word) not in text}
        assert not missing, (shell, missing)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ramal"
        file.write_text(scripts["bash"])
        ask = 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ramal; printf "%s\\n" "${COMPREPLY[@]}"'
        for line, word in (("ramal se", "serve"), ("ramal webhooks new", "new-hook"), ("ramal check --s", "--show"),
                           ("ramal webhooks list --state de", "dead"), ("ramal demo --log-level w", "warn"),
                           ("ramal keys ro", "rotate"), ("ramal contract --base", "--base-url"), ("ramal contract --lang p", "pt"),
                           ("ramal completion z", "zsh"), ("ramal help do", "doctor"), ("ramal tail --color al", "always"),
                           (f"ramal serve --config {folder}/ra", f"{folder}/ramal")):
            done = setting.run(["bash", "-c", ask, str(file), *line.split()])
            assert done.stdout.split() == [word], (line, done)
