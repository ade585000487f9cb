#!/usr/bin/env python3
"""Webhooks: events that an engine posts, that are kept on disk, and that a bot gets. Prints one row each:

  load     64 connections, each with the next event as soon as the last one is answered: events a second from the first
           byte to the last delivery, with the floor beside it (the same load straight into the bot)
  rate     500 events a second: how long the engine waits for its answer
  pending  100,000 events whose bot is gone: anonymous memory of the program
  beside   starts over 64 connections, alone and while 500 events a second pass: CPU of the worker for a start, without
           what the same events cost it when they come alone; medians of rounds that take turns

  bench/webhooks.py [--ramal PROGRAM] [--tool hook_load] [--seconds S] [--pending N] [--rounds N] [--only WORDS]
                    [--folder DIR]

The folder is where the outbox is written: on a disk, or its fsync costs nothing. The tools are built by
bench/run.sh build; the last row needs wrk.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import machine
from harness.workloads import request
from slow.peers import resident
from slow_clients import free_port

HERE = Path(__file__).resolve().parent
ENGINE_PORT = 9001
SLICE_SECONDS = 3
KEYS = 16  # of which each has a destination of its own: at most 8 deliveries at a time go to one
GOALS = {"load": lambda row: row["events_a_second"] >= 3_000,
         "rate": lambda row: row["p50_ms"] <= 50 and row["p99_ms"] <= 250,
         "pending": lambda row: row["mib"] <= 100,
         "beside": lambda row: row["change"] <= 0.01}


def hook(number):
    return f"a-hook-of-the-benchmark-{number:04}"


def configuration(port, bot_port, folder, arguments):
    lines = [f"listeners: [{{address: '127.0.0.1:{port}'}}]", f"engine: {{base_url: 'http://127.0.0.1:{ENGINE_PORT}'}}",
             "workers: 1",
             f"log: {{access: {folder}/access.log}}",
             f"webhooks: {{store: {folder}/outbox.db, hook_rate: 100000, pending: {2 * arguments.pending}}}",
             "limits: {connections_per_address: 10000, requests_per_connection: 1000000000, key_rate: 1000000, "
             "key_burst: 1000000, key_concurrency: 1000000}", "keys:",
             "  - {name: bench, client_key: bench-key, native_key: ps_bench_5f2c9a1e7d3b4860a1c2e3f4}"]
    for number in range(KEYS):
        lines.append(f"  - {{name: key-{number}, client_key: client-key-{number:04}, native_key: ps_{number:08}, "
                     f"webhook: {{hook: {hook(number)}, repair: false, url: 'http://127.0.0.1:{bot_port}/hook'}}}}")
    return "\n".join(lines) + "\n"


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Gateway:
    def __init__(self, arguments):
        self.folder = tempfile.TemporaryDirectory(dir=arguments.folder)
        self.port, self.bot_port = free_port(), free_port()
        path = Path(self.folder.name, "ramal.yaml")
        path.touch(0o600)
        path.write_text(configuration(self.port, self.bot_port, self.folder.name, arguments))
        self.process = subprocess.Popen([arguments.ramal, "serve", "--config", str(path)], stderr=subprocess.DEVNULL)
        machine.wait_for_port(self.port, self.process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)
        self.folder.cleanup()


def start_tool(arguments, port, bot_port, *mode):
    hooks = ",".join(f"/hooks/native/{hook(number)}" for number in range(KEYS))
    return subprocess.Popen([arguments.tool, str(port), str(bot_port), hooks, *map(str, mode)], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True)


def result_of(tool):
    return json.loads(tool.communicate(timeout=600)[0])


def is_whole(told):
    return told["bad"] == 0 and told["sent"] == told["delivered"]


def load(arguments):
    floor = free_port()
    direct = result_of(start_tool(arguments, floor, floor, "load", 64, 1_000 * arguments.seconds))
    with Gateway(arguments) as gateway:
        before = cpu_seconds(gateway.process.pid)
        told = result_of(start_tool(arguments, gateway.port, gateway.bot_port, "load", 64, 1_000 * arguments.seconds))
        cpu = cpu_seconds(gateway.process.pid) - before
    rate = told["delivered"] / told["us"] * 1e6
    return {"row": "load", "whole": is_whole(told), "events": told["sent"], "events_a_second": round(rate),
            "cpu_us_an_event": round(cpu / max(told["sent"], 1) * 1e6, 1), "p50_ms": told["p50"] / 1000,
            "p99_ms": told["p99"] / 1000, "to_the_floor": round(rate / (direct["delivered"] / direct["us"] * 1e6), 3)}


def rate(arguments):
    with Gateway(arguments) as gateway:
        tool = start_tool(arguments, gateway.port, gateway.bot_port, "rate", 64, 1_000 * arguments.seconds, 500)
        told = result_of(tool)
    return {"row": "rate", "whole": is_whole(told), "events": told["sent"], "p50_ms": told["p50"] / 1000,
            "p99_ms": told["p99"] / 1000, "most_ms": told["most"] / 1000}


def pending(arguments):
    with Gateway(arguments) as gateway:
        before = resident(gateway.process.pid)
        tool = start_tool(arguments, gateway.port, gateway.bot_port, "fill", 64, arguments.pending)
        told = json.loads(tool.stdout.readline())
        after = resident(gateway.process.pid)
        tool.stdin.close()
        tool.wait(60)
        disk = sum(each.stat().st_size for each in Path(gateway.folder.name).glob("outbox.db*"))
    return {"row": "pending", "whole": told["bad"] == 0, "events": told["sent"], "mib": round((after - before) / 1024, 1),
            "stored_a_second": round(told["sent"] / told["sent_us"] * 1e6), "file_mib": round(disk / 2**20, 1)}


def thread_seconds(pid):
    """CPU of each thread so far."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return {task.name: int((task / "schedstat").read_text().split()[0]) / 1e9 for task in tasks}


class Slice:
    """One stretch of load: of starts, of events, or of both at once."""

    def __init__(self, gateway, arguments, worker, starts, events):
        before = thread_seconds(gateway.process.pid)
        tool = events and start_tool(arguments, gateway.port, gateway.bot_port, "rate", 64, 1_000 * SLICE_SECONDS, 500)
        wrk = starts and subprocess.Popen(
            ["wrk", "-t1", "--latency", "-c64", f"-d{SLICE_SECONDS}s", "-s", str(HERE / "load/request.lua"),
             f"http://127.0.0.1:{gateway.port}"],
            stdout=subprocess.PIPE, text=True, env=os.environ | request("start", True).environment())
        self.events = result_of(tool) if tool else {"bad": 0, "sent": 0, "delivered": 0}
        said = json.loads(re.search(r"BENCH (.*)", wrk.communicate(timeout=60)[0])[1]) if wrk else None
        self.starts = said["requests"] if said else 0
        self.whole = is_whole(self.events) and (not said or said["broken"] + said["not_2xx"] == 0)
        after = thread_seconds(gateway.process.pid)
        used = {name: after[name] - before.get(name, 0) for name in after}
        self.worker = worker or max(used, key=used.get)  # alone with starts nobody else has work
        self.cpu = used[self.worker]


def beside(arguments):
    engine = subprocess.Popen([str(Path(arguments.tool).parent / "stub_engine"), str(ENGINE_PORT)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        machine.wait_for_port(ENGINE_PORT, engine)
        with Gateway(arguments) as gateway:
            worker = Slice(gateway, arguments, None, True, False).worker
            kinds = ((True, False), (True, True), (False, True))
            rounds = [[Slice(gateway, arguments, worker, *kind) for kind in kinds]
                      for _ in range(arguments.rounds)]
    finally:
        engine.terminate()
        engine.wait(10)
    alone = [one.cpu / one.starts * 1e6 for one, _, _ in rounds]
    both = [(two.cpu - three.cpu) / two.starts * 1e6 for _, two, three in rounds]
    return {"row": "beside", "whole": all(each.whole for one in rounds for each in one), "rounds": len(rounds),
            "alone_us": round(statistics.median(alone), 2), "beside_us": round(statistics.median(both), 2),
            "event_us": round(statistics.median(three.cpu / three.events["sent"] * 1e6 for _, _, three in rounds), 1),
            "change": round(statistics.median(b / a for a, b in zip(alone, both)) - 1, 4)}


ROWS = {"load": load, "rate": rate, "pending": pending, "beside": beside}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ramal", default=str(HERE.parent / "build/bench/tree/proxy/ramal"))
    parser.add_argument("--tool", default=str(HERE.parent / "build/bench/tree/bench/hook_load"))
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--pending", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default=",".join(ROWS))
    parser.add_argument("--folder", default=None)
    arguments = parser.parse_args()
    failed = False
    for word in arguments.only.split(","):
        row = ROWS[word](arguments)
        print(json.dumps(row), flush=True)
        failed |= not row["whole"] or not GOALS[word](row)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
