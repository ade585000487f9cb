"""Runs the benchmark; bench/run.sh starts it in a network namespace of its own.
  python3 -m harness [--quick] [--rounds N] [--seconds S] [--peers a,b] [--only words]
With BENCH_BEFORE=PROGRAM another build of Ramal is a peer in the same run, "ramal-before"."""
import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import time

from . import admin, machine, peers, plot, report, single, slices, streams
from .workloads import WORKLOADS

RESULTS = peers.BUILD / "results"


def say(text):
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def arguments():
    parse = argparse.ArgumentParser(prog="./ramal.sh bench")
    parse.add_argument("--quick", action="store_true", help="fewer workloads and rounds: under five minutes")
    parse.add_argument("--rounds", type=int, help="slices of each peer and workload")
    parse.add_argument("--seconds", type=int, help="length of a slice")
    parse.add_argument("--peers", help="comma-separated; ramal is always there")
    parse.add_argument("--only", help="workloads whose name has these words, or \"inspector\", \"streamed\"")
    parse.add_argument("--load-only", action="store_true", help="no memory, system calls, allocations")
    asked = parse.parse_args()
    asked.rounds = asked.rounds or (2 if asked.quick else 7)
    asked.seconds = asked.seconds or (1 if asked.quick else 2)
    return asked


def chosen_peers(asked):
    names = asked.peers.split(",") if asked.peers else None
    return [p for p in peers.available() if p.name == "ramal" or names is None or p.name in names]


def chosen_works(asked):
    return [w for w in WORKLOADS if (asked.only in w.name if asked.only else w.quick or not asked.quick)]


def load(asked, works, chosen, results):
    running = [peers.Running(p) for p in chosen]
    say("all peers run: " + ", ".join(p.name for p in chosen))
    for one in running:  # warm
        slices.measure(one.peer, one.pids, WORKLOADS[0], 1)
    for workload in works:
        results += slices.rounds_of(workload, running, asked.rounds, asked.seconds, say)
    for one in running:
        one.stop()


def stream(asked, chosen, data):
    names = {p.name for p in chosen}
    streams.start()
    data["streams"] += streams.rounds([p for p in peers.STREAM_PEERS if p.name in names], asked.rounds,
                                      64 if asked.quick else 256, say)


def alone(asked, chosen, data):
    chosen = [p for p in chosen if not p.engine_tls]
    gateways = [p for p in chosen if p.name != "relay"]
    sizes = [("hold", 1000), ("hold-tls", 1000)]
    sizes += [] if asked.quick else [("hold", 10000), ("hold-tls", 10000), ("slow", 1000)]
    for peer in gateways:
        for how, count in [s for s in sizes if peer.tls or s[0] != "hold-tls"]:
            say(f"memory of {peer.name}, {count} {how}")
            data["memory"].append(single.memory(peer, count, how))
    for peer in chosen:
        for what, connections in [("start", 16), ("start", 64)] + ([] if asked.quick else [("list of 25", 16)]):
            say(f"system calls of {peer.name}, {what}, {connections} connections")
            data["calls"].append(single.system_calls(peer, what, connections, asked.seconds))
    say("ramal beside itself: two workers")
    data["variants"] += single.variants(asked.seconds, asked.rounds)
    ramal = chosen[0]
    data["names"] += single.call_names(ramal)
    for what in ("start", "list of 25", "get", "unknown call"):
        say(f"allocations of ramal, {what}")
        data["allocations"].append(single.allocations(ramal, what, asked.seconds))


def micro(asked):
    say("the pure functions alone")
    command = [str(peers.PROGRAMS / "plans"), "--benchmark_format=json",
               f"--benchmark_min_time={0.1 if asked.quick else 0.5}"]
    os.sched_setaffinity(0, {machine.GATEWAY_CORE})
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    os.sched_setaffinity(0, {machine.OTHER_CORE})
    return [row | {"ns": row["cpu_time"]} for row in json.loads(done.stdout)["benchmarks"]]


def machine_line(busy):
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "?")
    return (f"{model}, {os.cpu_count()} cores, Linux {platform.release()}. The gateway on core {machine.GATEWAY_CORE}, "
            f"engine and load on core {machine.OTHER_CORE}. Load average before: {busy}.")


def save(data):
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "results.json").write_text(json.dumps(data))
    (RESULTS / "report.md").write_text(report.write(data))
    (RESULTS / "cpu_per_request.svg").write_text(plot.write(data))
    print(report.write(data))
    say(f"written to {RESULTS}")


def main():
    asked = arguments()
    if os.cpu_count() < 2:
        sys.exit("bench: two cores are needed, one for the gateway and one for the load")
    os.sched_setaffinity(0, {machine.OTHER_CORE})
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    data = {"when": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), "machine": machine_line(os.getloadavg()[0]),
            "versions": peers.versions(), "micro": [], "slices": [], "memory": [], "calls": [], "allocations": [],
            "names": [], "variants": [], "streams": [], "admin": None}
    try:
        data["micro"] += micro(asked)
        peers.start_engine()
        chosen, works = chosen_peers(asked), chosen_works(asked)
        if works:
            load(asked, works, chosen, data["slices"])
        if not asked.only or asked.only in admin.NAME:
            data["admin"] = admin.measure(asked.rounds, asked.seconds, say)
        if not asked.only or asked.only in "streamed":
            stream(asked, chosen, data)
        if not asked.load_only and (works or not asked.only):
            alone(asked, chosen, data)
    finally:  # what was measured until an interruption is kept
        machine.stop_all()
        save(data)


main()
