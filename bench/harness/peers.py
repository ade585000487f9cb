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
TLS_ENGINE_PORT = 9002
STREAM_PORT = 9003
# Another build of Ramal, to be measured beside this one: its program.
BEFORE = os.environ.get("BENCH_BEFORE")

# Every rule is on; limits that are there to stop such a load are out of its way.
RAMAL_YAML = """
listeners:
  - {address: "127.0.0.1:@PORT@"}
  - address: "127.0.0.1:@TLS_PORT@"
    tls: {certificates: [{cert_file: "@RUN@/server.crt", key_file: "@RUN@/server.key"}]}
workers: @WORKERS@
engine: {base_url: "@SCHEME@://127.0.0.1:@ENGINE@"@RAMAL_ENGINE_TLS@}
@RAMAL_GO@
keys: [{name: bench, client_key: bench-key, native_key: ps_bench_5f2c9a1e7d3b4860a1c2e3f4@RAMAL_GO_TOKEN@}]
limits: {requests_per_connection: 1000000000, connections_per_address: 1000000, key_rate: 1000000, key_burst: 1000000,
  key_concurrency: 1000000, in_flight: 1024, unauthorized_per_minute: 1000000}
log: {level: warn, access: "@RUN@/access.log"}
@RAMAL_ADMIN@
"""
# How the engine's certificate is checked, in each one's words; empty where the engine speaks no TLS.
ENGINE_TLS = {
    "RAMAL_ENGINE_TLS": ', tls_server_name: localhost, ca_file: "@RUN@/server.crt"',
    "NGINX_ENGINE_TLS": "proxy_ssl_verify on; proxy_ssl_trusted_certificate @RUN@/server.crt; "
                        "proxy_ssl_name localhost; proxy_ssl_server_name on; proxy_ssl_protocols TLSv1.2 TLSv1.3;",
    "HAPROXY_ENGINE_TLS": "ssl verify required ca-file @RUN@/server.crt verifyhost localhost sni str(localhost)",
}
# An Evolution GO server, which gets what is no call; a peer of an older build knows none.
RAMAL_GO = {"RAMAL_GO": 'evolution_go: {base_url: "http://127.0.0.1:@GO@", body_bytes: 1GiB, in_flight: 1024}',
            "RAMAL_GO_TOKEN": ", evolution_go_token: go-bench-token"}
# Metrics are counted with it and without; the inspector is on where it says so.
RAMAL_ADMIN = 'admin: {address: "127.0.0.1:@ADMIN_PORT@", token_file: "@RUN@/admin.token", inspector: @INSPECTOR@}'
ADMIN_TOKEN = "bench-admin-token-5f2c9a1e7d3b4860a1c2e3f4"
# Bodies go on as they come, as Ramal's do.
STREAMS = {"NGINX_STREAMS": "client_max_body_size 0; proxy_request_buffering off;"}
ENVOY_FILTER = """- name: envoy.filters.http.lua
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
                      default_source_code: {filename: @CODE@}"""


@dataclass(frozen=True)
class Peer:
    name: str
    port: int
    rewrites: bool
    unable: tuple = ()  # requests it cannot serve
    tls: bool = False   # listens on tls_port, too
    engine_tls: bool = False
    workers: int = 1
    streams: bool = False  # in front of streams.py, for large bodies
    admin: bool = False    # has an admin listener
    inspector: bool = False

    @property
    def tls_port(self):
        return self.port + 100

    @property
    def admin_port(self):
        return self.port + 200


MESSAGE = ("message",)  # who rewrites by Lua passes nothing on, and an older build does not either
PEERS = [
    Peer("ramal", 9010, True, tls=True),
    Peer("relay", 9011, False),
    Peer("nginx", 9012, False, tls=True),
    Peer("haproxy", 9013, False, tls=True),
    Peer("envoy", 9014, False),
    Peer("caddy", 9015, False),
    Peer("nginx-lua", 9016, True, MESSAGE),
    Peer("haproxy-lua", 9017, True, ("list of 1,000", *MESSAGE)),
    Peer("envoy-lua", 9018, True, MESSAGE),
    Peer("ramal", 9030, True, engine_tls=True),
    Peer("nginx", 9032, False, engine_tls=True),
    Peer("haproxy", 9033, False, engine_tls=True),
    Peer("ramal-before", 9019, True, MESSAGE, tls=True),
    Peer("ramal-before", 9039, True, MESSAGE, engine_tls=True),
]
# In a run of their own: their server serves no calls.
STREAM_PEERS = [Peer("ramal", 9050, True, streams=True), Peer("relay", 9051, False, streams=True),
                Peer("nginx", 9052, False, streams=True), Peer("haproxy", 9053, False, streams=True)]
# Ramal beside itself: with a second worker.
VARIANTS = [Peer("ramal-two-workers", 9040, True, workers=2)]
# Ramal beside itself: with its admin listener, and with the inspector on.
WITH_ADMIN = [Peer("ramal-admin", 9060, True, admin=True),
              Peer("ramal-inspector", 9061, True, admin=True, inspector=True)]
DIRECT = Peer("direct", ENGINE_PORT, False)


def envoy_binary():
    found = glob.glob(str(BUILD / "venv/lib/python*/site-packages/envoy/_bin/envoy"))
    return found[0] if found else None


def available():
    there = {"envoy": envoy_binary(), "envoy-lua": envoy_binary(), "ramal-before": BEFORE}
    return [p for p in PEERS if there.get(p.name, True)]


def _write(source, text, peer):
    engine = TLS_ENGINE_PORT if peer.engine_tls else STREAM_PORT if peer.streams else ENGINE_PORT
    values = {key: words if peer.engine_tls else "" for key, words in ENGINE_TLS.items()} | {
        key: words if peer.streams else "" for key, words in STREAMS.items()} | {
        key: "" if peer.name == "ramal-before" else words for key, words in RAMAL_GO.items()} | {
        "RAMAL_ADMIN": RAMAL_ADMIN if peer.admin else "", "ADMIN_PORT": peer.admin_port,
        "INSPECTOR": str(peer.inspector).lower(),
        "RUN": RUN, "PEERS": HERE / "peers", "PORT": peer.port, "TLS_PORT": peer.tls_port, "WORKERS": peer.workers,
        "GO": STREAM_PORT if peer.streams else ENGINE_PORT, "ENGINE": engine,
        "SCHEME": "https" if peer.engine_tls else "http"}
    for key, value in values.items():
        text = text.replace(f"@{key}@", str(value))
    path = RUN / f"{peer.port}-{source}"
    path.touch(0o600)
    path.write_text(text)
    return str(path)


def _render(source, peer):
    return _write(source, (HERE / "peers" / source).read_text(), peer)


def _envoy_command(peer):
    text = (HERE / "peers/envoy.yaml").read_text().split("\n", 1)[1]
    lua = peer.name == "envoy-lua"
    code = ENVOY_FILTER.replace("@CODE@", _render("envoy_gateway.lua", peer)) if lua else ""
    text = text.replace("@LUA@", code)
    return [envoy_binary(), "-c", _write(peer.name + ".yaml", text, peer), "--concurrency", "1",
            "--disable-hot-restart", "-l", "error"]


def command(peer):
    match peer.name:
        case "ramal" | "ramal-two-workers" | "ramal-admin" | "ramal-inspector" | "ramal-before":
            program = BEFORE if peer.name == "ramal-before" else str(BUILD / "tree/proxy/ramal")
            return [program, "serve", "--config", _write("ramal.yaml", RAMAL_YAML, peer)]
        case "relay":
            return [str(PROGRAMS / "relay"), str(peer.port), str(STREAM_PORT if peer.streams else ENGINE_PORT)]
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
        cores = {machine.GATEWAY_CORE} if peer.workers == 1 else {machine.GATEWAY_CORE, machine.OTHER_CORE}
        self.process = machine.start(command(peer), cores, env=os.environ | {
            "GOMAXPROCS": "1", "HOME": str(RUN)} | (environment or {}))
        machine.wait_for_port(peer.port, self.process)
        if peer.admin:
            machine.wait_for_port(peer.admin_port, self.process)
        self.fresh = machine.resident(machine.tree(self.process.pid))  # before any request
        if not peer.streams:  # every transfer is looked at
            check(peer)
        self.pids = machine.tree(self.process.pid)

    def stop(self):
        machine.stop(self.process)


def make_secrets():
    """One self-signed certificate for listeners and engine, with a P-256 key, and the token of admin listeners."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc",
                    "-days", "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                    "-keyout", str(RUN / "server.key"), "-out", str(RUN / "server.crt")],
                   check=True, capture_output=True)
    (RUN / "server.pem").write_text((RUN / "server.crt").read_text() + (RUN / "server.key").read_text())
    (RUN / "admin.token").write_text(ADMIN_TOKEN + "\n")
    for name in ("server.key", "server.pem", "admin.token"):
        (RUN / name).chmod(0o600)


def start_engine():
    """The engine, and HAProxy in front of it for those who speak TLS to it: both on the load's core."""
    make_secrets()
    engine = machine.start([str(PROGRAMS / "stub_engine"), str(ENGINE_PORT)], {machine.OTHER_CORE})
    machine.wait_for_port(ENGINE_PORT, engine)
    front = machine.start(["/usr/sbin/haproxy", "-db", "-q", "-f", _render("tls_engine.cfg", DIRECT)],
                          {machine.OTHER_CORE})
    machine.wait_for_port(TLS_ENGINE_PORT, front)


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
    if what == "message":
        return body == {"message": "success"}
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
    commands = [[str(BUILD / "tree/proxy/ramal"), "--version"], ["nginx", "-v"], ["haproxy", "-v"],
                ["caddy", "version"], ["wrk", "-v"]]
    if envoy_binary():
        commands.append([envoy_binary(), "--version"])
    for words in commands:
        done = subprocess.run(words, capture_output=True, text=True)
        text = (done.stdout + done.stderr).strip().splitlines()
        said = text[0].rsplit(" version: ", 1)[-1].strip() if text else "?"
        lines.append(f"{Path(words[0]).name}: {said[:80]}")
    return lines
