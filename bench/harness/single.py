"""What is measured of one peer alone: memory, system calls, heap allocations."""
import json
import re
import struct
import subprocess
import time

from . import machine, peers, slices
from .workloads import Workload, request

START = Workload("start", "start", 16)


def memory(peer, count, how="hold"):
    """KiB resident before any request and with `count` connections, and user-space bytes for each of these. Kernel
    memory is not in it."""
    one = peers.Running(peer)
    try:
        time.sleep(0.3)
        before = machine.resident(one.pids)
        port = peer.tls_port if how == "hold-tls" else peer.port
        client = machine.start([str(peers.PROGRAMS / "odd_clients"), str(port), how, str(count)],
                               {machine.OTHER_CORE}, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        client.stdin.write(request("start", peer.rewrites).text())
        client.stdin.flush()
        said = json.loads(client.stdout.readline())
        time.sleep(1)
        after = machine.resident(one.pids)
        client.stdin.close()
        client.wait(60)
        machine.stop(client)
        return {"peer": peer.name, "how": how, "count": count, "bad": said["bad"], "idle": one.fresh[0],
                "with": after[0], "each": round((after[1] - before[1]) * 1024 / count)}
    finally:
        one.stop()


def system_calls(peer, what, connections, seconds=2):
    """A request, counted by the kernel's tracepoint; None where perf may not do that."""
    one = peers.Running(peer)
    try:
        slices.measure(peer, one.pids, START, 1)
        counter = ["perf", "stat", "-x,", "-e", "raw_syscalls:sys_enter", "-p", ",".join(map(str, one.pids)),
                   "--", "sleep", str(seconds + 1)]
        perf = machine.start(counter, {machine.OTHER_CORE}, stderr=subprocess.PIPE)
        time.sleep(0.4)
        said = slices.measure(peer, one.pids, Workload(what, what, connections), seconds)
        _, text = perf.communicate(timeout=30)
        machine.stop(perf)
        found = re.search(r"^(\d+),.*sys_enter", text.decode(), re.M)
        return {"peer": peer.name, "what": f"{what}, {connections}",
                "calls": int(found[1]) / said["requests"] if found else None}
    finally:
        one.stop()


def allocations(peer, what, seconds=2):
    """Heap allocations a request after warm-up, counted inside the process."""
    counters = peers.RUN / f"{peer.name}.allocations"
    counters.unlink(missing_ok=True)
    one = peers.Running(peer, {"LD_PRELOAD": str(peers.PROGRAMS / "count_allocations.so"),
                               "BENCH_ALLOCATIONS": str(counters)})

    def now():
        return struct.unpack("QQ", counters.read_bytes()[:16])

    try:
        work = Workload(what, what, 64)
        slices.measure(peer, one.pids, work, 1)
        before = now()
        said = slices.measure(peer, one.pids, work, seconds)
        after = now()
        # wrk opens new connections for each slice: that is counted, too
        return {"peer": peer.name, "what": what, "requests": said["requests"],
                "allocations": after[0] - before[0], "bytes": after[1] - before[1]}
    finally:
        one.stop()


def call_names(peer, seconds=3):
    """[(name, a request)] by strace, which slows the process down: only the mix is of interest."""
    one = peers.Running(peer)
    try:
        out = peers.RUN / "strace.txt"
        trace = machine.start(["strace", "-f", "-c", "-o", str(out), "-p", str(one.pids[-1])], {machine.OTHER_CORE})
        time.sleep(0.5)
        said = slices.measure(peer, one.pids, START, seconds)
        trace.send_signal(2)
        trace.wait(10)
        machine.stop(trace)
        rows = [line.split() for line in out.read_text().splitlines() if re.match(r"\s+\d", line)]
        return [(row[-1], int(row[3]) / said["requests"]) for row in rows if row[-1] != "total"][:8]
    finally:
        one.stop()


def variants(seconds, rounds):
    """[{peer, what, ...}] of Ramal beside itself: two workers share both cores with engine and load."""
    running = [peers.Running(peer) for peer in (peers.PEERS[0], *peers.VARIANTS)]
    try:
        works = [Workload(what, what, 64) for what in ("start", "list of 25")]
        return [{"peer": one.peer.name, "what": work.what, "round": number} |
                slices.measure(one.peer, one.pids, work, seconds)
                for work in works for number in range(rounds) for one in running]
    finally:
        for one in running:
            one.stop()
