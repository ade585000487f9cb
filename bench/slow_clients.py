#!/usr/bin/env python3
"""Ten thousand slow clients from addresses of 127/8 while good traffic runs: Ramal, nginx and HAProxy one after the
other, each with the same deadlines. Prints one row a peer: resident memory for each slow client, how long the last of
each kind stayed, and what the good ones noticed.

  bench/slow_clients.py [--ramal PROGRAM] [--count N] [--kinds head,body,read,silent,idle] [--peers ramal,nginx,haproxy]

Kinds: `head` and `body` send a byte every two seconds, `read` asks for more than the kernel buffers and reads nothing,
`silent` sends nothing, `idle` has asked once and says no more. It needs as many descriptors as clients, twice.
"""
import argparse
import asyncio
import json
import os
import resource
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOUNT = "/api/layer/evolution-go"
DEADLINES = {"head": 10, "body": 15, "read": 15, "silent": 10, "idle": 60}  # seconds, Ramal's defaults
SLACK = 4  # a busy machine, and the second in which the client may read a 408
PER_ADDRESS = 200
CALL = ('{"id":"call_1","externalCallId":"3EB0C767D26A1D8E8A1F","direction":"OUTBOUND","status":"ACCEPTED",'
        '"peerNumber":"5511987654321","createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z"}')
LIST = ('{"calls":[' + ",".join([CALL] * 25) + "]}").encode()
STARTED = b'{"id":"call_1","status":"INITIATED"}'

CONFIGURATIONS = {
    "ramal": """
listeners: [{address: "127.0.0.1:@PORT@"}]
workers: 1
engine: {base_url: "http://127.0.0.1:@ENGINE@"}
keys: [{name: bench, client_key: bench, native_key: ps_bench_5f2c9a1e7d3b4860a1c2e3f4}]
limits: {key_rate: 1000000, key_burst: 1000000, key_concurrency: 1000000}
log: {level: warn, access: "off"}
""",
    "nginx": """
daemon off; worker_processes 1; worker_rlimit_nofile 20000; pid @RUN@/nginx.pid; error_log stderr crit;
events { worker_connections 20000; }
http {
  access_log off; server_tokens off; client_body_temp_path @RUN@/body; proxy_temp_path @RUN@/proxy;
  client_header_timeout 10s; client_body_timeout 15s; send_timeout 15s; keepalive_timeout 60s;
  client_max_body_size 256k; proxy_max_temp_file_size 0; proxy_buffer_size 16k; proxy_buffers 8 16k;
  upstream engine { server 127.0.0.1:@ENGINE@; keepalive 64; }
  server { listen 127.0.0.1:@PORT@ backlog=4096;
    location / { proxy_pass http://engine; proxy_http_version 1.1; proxy_set_header Connection ""; } }
}
""",
    "haproxy": """
global
  nbthread 1
  maxconn 12000
  no strict-limits
defaults
  mode http
  option http-buffer-request
  timeout connect 3s
  timeout client 15s
  timeout server 60s
  timeout http-request 10s
  timeout http-keep-alive 60s
frontend clients
  bind 127.0.0.1:@PORT@ backlog 4096
  default_backend engine
backend engine
  http-reuse always
  server one 127.0.0.1:@ENGINE@
"""}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def request(method, path, fields="", body=""):
    return (f"{method} {MOUNT}{path} HTTP/1.1\r\nHost: ramal.example\r\napikey: bench\r\n{fields}\r\n{body}").encode()


START = request("POST", "/call/start", "Content-Type: application/json\r\nContent-Length: 26\r\n", '{"number":"5511987654321"}')


class Engine(asyncio.Protocol):
    """Answers starts and lists; requests come whole and one at a time, in both spellings of the path."""

    def connection_made(self, transport):
        self.transport, self.unread = transport, b""

    def data_received(self, data):
        self.unread += data
        while (end := self.unread.find(b"\r\n\r\n")) >= 0:
            head = self.unread[:end].lower()
            at = head.find(b"content-length:")
            whole = end + 4 + (int(head[at + 15:].split(b"\r\n")[0]) if at >= 0 else 0)
            if len(self.unread) < whole:
                return
            self.unread = self.unread[whole:]
            body, status = (LIST, b"200 OK") if head.startswith(b"get") else (STARTED, b"201 Created")
            self.transport.write(b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                                 % (status, len(body), body))


async def run_engine(port):
    server = await asyncio.get_running_loop().create_server(Engine, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


def run_good(port):
    """Starts, one after the other, on a connection that stays and now and then on a new one, until standard input ends."""
    seen = {"requests": 0, "errors": 0, "slowest_ms": 0.0}
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin, selectors.EVENT_READ)
    client = None
    while not selector.select(0.004):
        began = time.monotonic()
        try:
            if seen["requests"] % 50 == 0:
                client = socket.create_connection(("127.0.0.1", port), 10)
            client.sendall(START)
            seen["errors"] += not client.recv(65536).startswith(b"HTTP/1.1 201")
        except OSError:
            seen["errors"] += 1
            client = socket.create_connection(("127.0.0.1", port), 10)
        seen["requests"] += 1
        seen["slowest_ms"] = max(seen["slowest_ms"], round((time.monotonic() - began) * 1000, 1))
    print(json.dumps(seen))


class Slow:
    """One slow client."""
    DRIPS = {"head": b"x", "body": b" "}
    BEGINNINGS = {"head": request("GET", "/call/list", "X-Slow: ")[:-2],
                  "body": request("POST", "/call/start", "Content-Length: 1000\r\n"),
                  "read": request("GET", "/call/list") * 12, "silent": b"", "idle": START}

    def __init__(self, kind, number, port):
        self.kind, self.began, self.gone = kind, time.monotonic(), None
        self.socket = socket.socket()
        if kind == "read":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1400)  # as of a network, not of the loopback
        host = number // PER_ADDRESS
        self.socket.bind((f"127.1.{host // 250}.{1 + host % 250}", 0))
        self.socket.settimeout(10)
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(self.BEGINNINGS[kind])
        self.socket.setblocking(False)
        self.began = time.monotonic()

    def look(self):
        """Whether it is gone: its peer has ended or reset the connection."""
        try:
            if self.kind == "read":  # it does not read: a byte too much tells
                return bool(self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)) or self.is_reset()
            while data := self.socket.recv(65536):
                if data.startswith(b"HTTP/1.1 408"):
                    return True
            return True
        except BlockingIOError:
            return False
        except OSError:
            return True

    def is_reset(self):
        state = self.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
        return state in (7, 8)  # closed, or ended by the peer

    def drip(self):
        try:
            if self.kind in self.DRIPS:
                self.socket.send(self.DRIPS[self.kind])
        except OSError:
            pass  # look() sees it

    def end(self):
        self.gone = time.monotonic() - self.began
        self.socket.close()


def tree(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [each for child in children for each in tree(int(child))]


def resident(pid):
    """KiB of anonymous memory over all of its processes."""
    text = "".join(Path(f"/proc/{each}/status").read_text() for each in tree(pid))
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("RssAnon"))


def crowd(kinds, count, port):
    return [Slow(kinds[i % len(kinds)], i, port) for i in range(count)]


def watch(slow, pid):
    """Until all are gone, or long past their deadlines; the most memory that was seen while all were there."""
    most, longest = 0, max(DEADLINES[each.kind] for each in slow) + 2 * SLACK
    began = time.monotonic()
    alive = slow
    while alive and time.monotonic() - began < longest:
        turn = time.monotonic()
        if len(alive) == len(slow):
            most = max(most, resident(pid))
        for each in alive:
            each.drip()
            if each.look():
                each.end()
        alive = [each for each in alive if each.gone is None]
        time.sleep(max(0.0, 2 - (time.monotonic() - turn)))
    for each in alive:
        each.socket.close()
    return most


def wait_for(port):
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nobody listens on {port}")


def start(command, **more):
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, **more)


def measure(peer, arguments, engine_port, run):
    port = free_port()
    text = CONFIGURATIONS[peer]
    for key, value in {"PORT": port, "ENGINE": engine_port, "RUN": run}.items():
        text = text.replace(f"@{key}@", str(value))
    file = Path(run) / f"{peer}.conf"
    file.touch(0o600)
    file.write_text(text)
    process = start({"ramal": [arguments.ramal, "serve", "--config", str(file)], "nginx": ["nginx", "-c", str(file)],
                     "haproxy": ["haproxy", "-db", "-q", "-f", str(file)]}[peer])
    try:
        wait_for(port)
        good = subprocess.Popen([sys.executable, __file__, "good", str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        time.sleep(2)
        before = resident(process.pid)
        began = time.monotonic()
        slow = crowd(arguments.kinds, arguments.count, port)
        opened = time.monotonic() - began
        most = watch(slow, process.pid)
        told = json.loads(good.communicate(b"\n", timeout=30)[0])
        stayed = {kind: [each.gone for each in slow if each.kind == kind] for kind in arguments.kinds}
        return {"peer": peer, "opened_s": round(opened, 1), "kib_each": round((most - before) / len(slow), 2),
                "left": {kind: sum(gone is None for gone in gones) for kind, gones in stayed.items()},
                "last_s": {kind: round(max((gone for gone in gones if gone is not None), default=0), 1)
                           for kind, gones in stayed.items()}, "good": told}
    finally:
        process.terminate()
        process.wait(40)


def main():
    if sys.argv[1:2] == ["engine"]:
        return asyncio.run(run_engine(int(sys.argv[2])))
    if sys.argv[1:2] == ["good"]:
        return run_good(int(sys.argv[2]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ramal", default=str(ROOT / "build/release/proxy/ramal"))
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--kinds", type=lambda text: text.split(","), default=list(DEADLINES))
    parser.add_argument("--peers", type=lambda text: text.split(","), default=list(CONFIGURATIONS))
    arguments = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    engine_port = free_port()
    engine = start([sys.executable, __file__, "engine", str(engine_port)])
    failed = False
    try:
        wait_for(engine_port)
        with tempfile.TemporaryDirectory() as run:
            for peer in arguments.peers:
                row = measure(peer, arguments, engine_port, run)
                print(json.dumps(row), flush=True)
                late = [kind for kind, last in row["last_s"].items() if last > DEADLINES[kind] + SLACK or row["left"][kind]]
                if peer == "ramal" and (late or row["good"]["errors"] or row["kib_each"] > 10):
                    failed = True
    finally:
        engine.terminate()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
