"""Load in short slices: every workload goes round all peers, all of them running, so that slow changes of a shared
machine's speed fall on all alike."""
import json
import os
import re
import subprocess
import time

from . import machine, peers
from .workloads import PAUSE_MS, request

WRK = ["wrk", "-t1", "--latency", "-s", str(peers.HERE / "load/request.lua")]


def _wrk(peer, asked, workload, seconds):
    environment = os.environ | asked.environment()
    if workload.how == "close":
        environment["BENCH_CLOSE"] = "1"
    if workload.how == "paced":
        environment["BENCH_PAUSE_MS"] = str(PAUSE_MS)
    url = f"https://127.0.0.1:{peer.tls_port}" if workload.tls else f"http://127.0.0.1:{peer.port}"
    command = [*WRK, f"-c{workload.connections}", f"-d{seconds}s", url]
    client = machine.start(command, {machine.OTHER_CORE}, stdout=subprocess.PIPE, env=environment)
    output, _ = client.communicate(timeout=seconds + 30)
    machine.stop(client)
    said = json.loads(re.search(r"BENCH (.*)", output.decode())[1])
    said["bad"] = said["broken"] + (said["requests"] - said["not_2xx"] if workload.fails else said["not_2xx"])
    return said


def _odd(peer, asked, workload, seconds):
    port = peer.tls_port if workload.tls else peer.port
    command = [str(peers.PROGRAMS / "odd_clients"), str(port), workload.how, str(workload.connections),
               str(int(seconds * 1000))]
    client = machine.start(command, {machine.OTHER_CORE}, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    output, _ = client.communicate(asked.text(), timeout=seconds + 30)
    machine.stop(client)
    return json.loads(output)


def measure(peer, pids, workload, seconds):
    """One slice. CPU in microseconds a request; None where there is no gateway."""
    asked = request(workload.what, peer.rewrites)
    load = _odd if workload.how in ("abort", "handshake") else _wrk
    refused = peers.engine_counts()["refused"]
    before, busy, began = machine.cpu_seconds(pids), machine.busy_seconds(), time.monotonic()
    said = load(peer, asked, workload, seconds)
    after, busy_after, took = machine.cpu_seconds(pids), machine.busy_seconds(), time.monotonic() - began
    if peers.engine_counts()["refused"] != refused:
        raise RuntimeError(f"{peer.name}: the engine got requests that were not rewritten rightly")
    count = max(said["requests"], 1)
    user, system = ((b - a) * 1e6 / count for a, b in zip(before, after))
    return said | {"rate": count / (said["us"] / 1e6), "user": user, "system": system, "cpu": user + system,
                   "busy": (busy_after[0] - busy[0]) / took, "steal": (busy_after[1] - busy[1]) / took}


def rounds_of(workload, running, rounds, seconds, say):
    """[{peer, round, ...}] of one workload."""
    turns = [(r.peer, r.pids) for r in running if workload.what not in r.peer.unable and
             workload.engine_tls == r.peer.engine_tls and (r.peer.tls or not workload.tls)]
    if workload.direct:
        turns.append((peers.DIRECT, []))
    results = []
    for number in range(rounds):
        shift = number % len(turns)
        for peer, pids in turns[shift:] + turns[:shift]:
            result = measure(peer, pids, workload, seconds)
            results.append({"workload": workload.name, "peer": peer.name, "round": number} | result)
        if (peers.RUN / "access.log").exists():
            os.truncate(peers.RUN / "access.log", 0)
        say(f"{workload.name}: round {number + 1} of {rounds}")
    return results
