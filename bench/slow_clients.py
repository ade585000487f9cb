#!/usr/bin/env python3
"""Ten thousand slow clients from addresses of 127/8 while good traffic runs: Ramal, nginx and HAProxy one after the
other, each with the same deadlines. Prints one row a peer: resident memory for each slow client, how long the last of
each kind stayed, and what the good ones noticed.

  bench/slow_clients.py [--ramal PROGRAM] [--count N] [--kinds head,body,read,silent,idle] [--peers ramal,nginx,haproxy]

Kinds: `head` and `body` send a byte every two seconds, `read` asks for more than the kernel buffers and reads nothing,
`silent` sends nothing, `idle` has asked once and says no more. It needs as many descriptors as clients, twice.
"""
import argparse
import json
import resource
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import machine
from slow import clients, peers

HERE = Path(__file__).resolve().parent


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def start(module, port, **more):
    """A part of this that runs beside it."""
    return subprocess.Popen([sys.executable, "-m", module, str(port)], cwd=HERE, **more)


def measure(peer, arguments, engine_port, run):
    port = free_port()
    process = peers.start(peer, RAMAL=arguments.ramal, PORT=port, ENGINE=engine_port, RUN=run)
    try:
        machine.wait_for_port(port, process)
        good = start("slow.good", port, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        time.sleep(2)
        before = peers.resident(process.pid)
        began = time.monotonic()
        slow = clients.crowd(arguments.kinds, arguments.count, port)
        opened = time.monotonic() - began
        most = clients.watch(slow, lambda: peers.resident(process.pid))
        told = json.loads(good.communicate(b"\n", timeout=30)[0])
        stayed = {kind: [each.gone for each in slow if each.kind == kind] for kind in arguments.kinds}
        return {"peer": peer, "opened_s": round(opened, 1), "kib_each": round((most - before) / len(slow), 2),
                "left": {kind: sum(gone is None for gone in gones) for kind, gones in stayed.items()},
                "last_s": {kind: round(max((gone for gone in gones if gone is not None), default=0), 1)
                           for kind, gones in stayed.items()}, "good": told}
    finally:
        process.terminate()
        process.wait(40)


def is_as_promised(row):
    in_time = all(last <= clients.DEADLINES[kind] + clients.SLACK for kind, last in row["last_s"].items())
    return in_time and not any(row["left"].values()) and not row["good"]["errors"] and row["kib_each"] <= 10


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ramal", default=str(HERE.parent / "build/release/proxy/ramal"))
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--kinds", type=lambda text: text.split(","), default=list(clients.DEADLINES))
    parser.add_argument("--peers", type=lambda text: text.split(","), default=list(peers.COMMANDS))
    arguments = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    engine_port = free_port()
    engine = start("slow.engine", engine_port)
    failed = False
    try:
        machine.wait_for_port(engine_port, engine)
        with tempfile.TemporaryDirectory() as run:
            for peer in arguments.peers:
                row = measure(peer, arguments, engine_port, run)
                print(json.dumps(row), flush=True)
                failed |= peer == "ramal" and not is_as_promised(row)
    finally:
        engine.terminate()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
