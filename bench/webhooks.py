#!/usr/bin/env python3
"""Webhooks: events that an engine posts, that are kept on disk, and that a bot gets. Prints one row each:

  load     64 connections, each with the next event as soon as the last one is answered: events a second from the first
           byte to the last delivery, with the floor beside it (the same load straight into the bot)
  rate     500 events a second: how long the engine waits for its answer
  pending  100,000 events whose bot is gone: anonymous memory of the program

  bench/webhooks.py [--ramal PROGRAM] [--tool hook_load] [--seconds S] [--pending N] [--only WORDS] [--folder DIR]

The folder is where the outbox is written: on a disk, or its fsync costs nothing. The tool is built by bench/run.sh build.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import machine
from slow.peers import resident
from slow_clients import free_port

HERE = Path(__file__).resolve().parent
KEYS = 16  # of which each has a destination of its own: at most 8 deliveries at a time go to one
GOALS = {"load": lambda row: row["events_a_second"] >= 3_000,
         "rate": lambda row: row["p50_ms"] <= 50 and row["p99_ms"] <= 250,
         "pending": lambda row: row["mib"] <= 100}


def hook(number):
    return f"a-hook-of-the-benchmark-{number:04}"


def configuration(port, bot_port, folder, arguments):
    # never used: what is asked of the engine finds nobody
    lines = [f"listeners: [{{address: '127.0.0.1:{port}'}}]", "engine: {base_url: 'http://127.0.0.1:9'}", "workers: 1",
             f"log: {{access: {folder}/access.log}}",
             f"webhooks: {{store: {folder}/outbox.db, hook_rate: 100000, pending: {2 * arguments.pending}}}",
             "limits: {connections_per_address: 10000}", "keys:"]
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
        told = result_of(start_tool(arguments, gateway.port, gateway.bot_port, "rate", 64, 1_000 * arguments.seconds, 500))
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ramal", default=str(HERE.parent / "build/bench/tree/proxy/ramal"))
    parser.add_argument("--tool", default=str(HERE.parent / "build/bench/tree/bench/hook_load"))
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--pending", type=int, default=100_000)
    parser.add_argument("--only", default="load,rate,pending")
    parser.add_argument("--folder", default=None)
    arguments = parser.parse_args()
    failed = False
    for word in arguments.only.split(","):
        row = {"load": load, "rate": rate, "pending": pending}[word](arguments)
        print(json.dumps(row), flush=True)
        failed |= not row["whole"] or not GOALS[word](row)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
