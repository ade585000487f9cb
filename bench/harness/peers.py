"""Ramal and its peers: how each is started, and that it does what is measured."""
import glob
import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from . import machine
from .workloads import REQUESTS, request

HERE = Path(__file__).resolve().parent.parent
BUILD = HERE.parent / "build" / "bench"
PROGRAMS = BUILD / "tree" / "bench"
RUN = BUILD / "run"  # a tmpfs while the harness runs
ENGINE_PORT = 9001

RAMAL_YAML = """
listeners: [{address: "127.0.0.1:@PORT@"}]
workers: 1
engine: {base_url: "http://127.0.0.1:@ENGINE@"}
keys: [{name: bench, client_key: bench, native_key: ps_bench_5f2c9a1e7d3b4860a1c2e3f4}]
limits: {requests_per_connection: 1000000000, connections_per_address: 1000000, key_rate: 1000000, key_burst: 1000000,
  key_concurrency: 1000000, unauthorized_per_minute: 1000000}
log: {level: warn, access: "@RUN@/access.log"}
"""
ENVOY_FILTER = """- name: envoy.filters.http.lua
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
                      default_source_code: {filename: @RUN@/envoy_gateway.lua}"""


@dataclass(frozen=True)
class Peer:
    name: str
    port: int
    rewrites: bool
    unable: tuple = ()  # requests it cannot serve


PEERS = [
    Peer("ramal", 9010, True),
    Peer("relay", 9011, False),
    Peer("nginx", 9012, False),
    Peer("haproxy", 9013, False),
    Peer("envoy", 9014, False),
    Peer("caddy", 9015, False),
    Peer("nginx-lua", 9016, True),
    Peer("haproxy-lua", 9017, True, ("list of 1,000",)),
    Peer("envoy-lua", 9018, True),
]
DIRECT = Peer("direct", ENGINE_PORT, False)


def envoy_binary():
    found = glob.glob(str(BUILD / "venv/lib/python*/site-packages/envoy/_bin/envoy"))
    return found[0] if found else None


def available():
    return [p for p in PEERS if not p.name.startswith("envoy") or envoy_binary()]


def _write(name, text, port):
    for key, value in {"RUN": RUN, "PEERS": HERE / "peers", "PORT": port, "ENGINE": ENGINE_PORT}.items():
        text = text.replace(f"@{key}@", str(value))
    path = RUN / name
    path.touch(0o600)
    path.write_text(text)
    return str(path)


def _render(source, peer, name=None):
    return _write(name or source, (HERE / "peers" / source).read_text(), peer.port)


def _envoy_command(peer):
    text = (HERE / "peers/envoy.yaml").read_text().split("\n", 1)[1]
    lua = peer.name == "envoy-lua"
    if lua:
        _render("envoy_gateway.lua", peer)
    text = text.replace("@LUA@", ENVOY_FILTER if lua else "")
    return [envoy_binary(), "-c", _write(peer.name + ".yaml", text, peer.port), "--concurrency", "1",
            "--disable-hot-restart", "-l", "error"]


def command(peer):
    match peer.name:
        case "ramal":
            return [str(BUILD / "tree/proxy/ramal"), "serve", "--config", _write("ramal.yaml", RAMAL_YAML, peer.port)]
        case "relay":
            return [str(PROGRAMS / "relay"), str(peer.port), str(ENGINE_PORT)]
        case "nginx" | "nginx-lua":
            return ["/usr/sbin/nginx", "-c", _render(peer.name + ".conf", peer)]
        case "haproxy" | "haproxy-lua":
            return ["/usr/sbin/haproxy", "-db", "-q", "-f", _render(peer.name + ".cfg", peer)]
        case "caddy":
            return ["/usr/bin/caddy", "run", "--config", _render("Caddyfile", peer), "--adapter", "caddyfile"]
        case _:
            return _envoy_command(peer)


class Running:
    """A peer that serves, and its processes."""

    def __init__(self, peer, environment=None):
        self.peer = peer
        self.process = machine.start(command(peer), machine.GATEWAY_CORE, env=os.environ | {
            "GOMAXPROCS": "1", "HOME": str(RUN)} | (environment or {}))
        machine.wait_for_port(peer.port, self.process)
        check(peer)
        self.pids = machine.tree(self.process.pid)

    def stop(self):
        machine.stop(self.process)


def start_engine():
    engine = machine.start([str(PROGRAMS / "stub_engine"), str(ENGINE_PORT)], machine.OTHER_CORE)
    machine.wait_for_port(ENGINE_PORT, engine)
    return engine


def _ask(port, asked):
    plain = urllib.request.Request(f"http://127.0.0.1:{port}{asked.path}", method=asked.method,
                                   data=asked.body.encode() if asked.body else None,
                                   headers={asked.key_name: asked.key, "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(plain, timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def engine_counts():
    with urllib.request.urlopen(f"http://127.0.0.1:{ENGINE_PORT}/counts", timeout=5) as answer:
        return json.load(answer)


# What a rewritten call has; `error` answers and lists are judged by the same rules for every peer that rewrites.
def _is_call(call):
    return {"callId", "nativeId", "status", "state", "number", "peer", "mediaType"} <= call.keys() \
        and "externalCallId" not in call


def _is_right(what, rewrites, status, body):
    if what == "unknown call":
        return status == 404 and body.get("code") == "CALL_NOT_FOUND"
    if status not in (200, 201):
        return False
    if what.startswith("list"):
        calls = body.get("data" if rewrites else "calls")
        return len(calls) == (25 if "25" in what else 1000) and (not rewrites or all(map(_is_call, calls)))
    return not rewrites or (_is_call(body) and _is_call(body["data"]) and body["message"] == "success")


def check(peer):
    """Every request once, its answer looked at."""
    for what in REQUESTS:
        if what in peer.unable:
            continue
        for attempt in range(20):
            try:
                status, body = _ask(peer.port, request(what, peer.rewrites))
                break
            except OSError:
                if attempt == 19:
                    raise
                time.sleep(0.1)
        if not _is_right(what, peer.rewrites, status, body):
            raise RuntimeError(f"{peer.name} answers {what} with {status} {str(body)[:300]}")


def versions():
    """One line for each program, as it calls itself."""
    lines = []
    commands = [[str(BUILD / "tree/proxy/ramal"), "--version"], ["nginx", "-v"], ["haproxy", "-v"], ["caddy", "version"],
                ["wrk", "-v"]]
    if envoy_binary():
        commands.append([envoy_binary(), "--version"])
    for words in commands:
        done = subprocess.run(words, capture_output=True, text=True)
        text = (done.stdout + done.stderr).strip().splitlines()
        said = text[0].rsplit(" version: ", 1)[-1].strip() if text else "?"
        lines.append(f"{Path(words[0]).name}: {said[:80]}")
    return lines
