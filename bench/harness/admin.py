"""What the admin listener costs, and the inspector: Ramal with them beside Ramal without, CPU a request and memory at
rest. After each slice the admin interface is asked whether it counted and captured what it should have."""
import json
import os
import re
import urllib.request

from . import peers, slices
from .workloads import Workload

NAME = "admin listener and inspector"  # for --only
PLAIN, LISTENER, INSPECTOR = "ramal", "ramal-admin", "ramal-inspector"
MOST_CPU = {LISTENER: 1.01, INSPECTOR: 1.10}  # of plain Ramal's
MOST_RESIDENT_MIB = 15
ROUTES = {"start": "start", "list of 25": "list"}  # as the inspector names them
PANES = ("bot_sent", "engine_got", "engine_said", "bot_got")
WORKS = [Workload(what, what, 64) for what in ROUTES]


def _ask(peer, path):
    asked = urllib.request.Request(f"http://127.0.0.1:{peer.admin_port}{path}",
                                   headers={"Authorization": f"Bearer {peers.ADMIN_TOKEN}"})
    with urllib.request.urlopen(asked, timeout=5) as answer:
        return answer.read().decode()


def _counted(peer):
    """Requests that /metrics has counted so far."""
    counts = re.findall(r"^http_server_request_duration_seconds_count\{[^}]*\} (\d+)", _ask(peer, "/metrics"), re.M)
    return sum(map(int, counts))


def _captured(peer):
    """How many exchanges so far, and those that are still kept, in short."""
    listed = json.loads(_ask(peer, "/api/requests?n=500"))
    if listed["inspector"]["on"] != peer.inspector:
        raise RuntimeError(f"{peer.name}: the inspector is {'off' if peer.inspector else 'on'}")
    return listed["next"], listed["requests"]


def _look(peer):
    return (_counted(peer), _captured(peer)[0]) if peer.admin else (0, 0)


def _is_whole(peer, what, rows):
    """Whether the newest exchange that was answered is of this workload, with all that both sides said. When wrk ends
    it leaves some requests without an answer."""
    answered = [row for row in rows if row["error"] is None]
    if not answered or answered[-1]["route"] != ROUTES[what]:
        return False
    whole = json.loads(_ask(peer, f"/api/requests/{answered[-1]['seq']}"))
    return all(whole[pane] for pane in PANES)


def _check(peer, what, requests, before):
    """How many exchanges the inspector has captured of so many requests."""
    if not peer.admin:
        return 0
    counted = _counted(peer) - before[0]
    if counted < requests:
        raise RuntimeError(f"{peer.name}: /metrics counted {counted} of {requests} requests")
    last, rows = _captured(peer)
    captured = last - before[1]
    if (captured > 0) != peer.inspector or (peer.inspector and not _is_whole(peer, what, rows)):
        raise RuntimeError(f"{peer.name}: {captured} of {requests} requests were captured, the last as {rows[-1:]}")
    return captured


def _slice(one, work, seconds):
    before = _look(one.peer)
    said = slices.measure(one.peer, one.pids, work, seconds)
    return said | {"captured": _check(one.peer, work.what, said["requests"], before)}


def measure(rounds, seconds, say):
    """{"slices": [{peer, what, round, cpu, captured, ...}], "resident": [{peer, KiB}]}, all peers in turn. An older
    build is one of them where there is one: beside it alone can be seen what metrics cost, which are always counted."""
    before = [peer for peer in peers.available() if peer.name == "ramal-before" and not peer.engine_tls]
    running = [peers.Running(peer) for peer in (peers.PEERS[0], *before, *peers.WITH_ADMIN)]
    found = {"slices": [], "resident": [{"peer": one.peer.name, "KiB": one.fresh[0]} for one in running]}
    try:
        for work in WORKS:
            for number in range(rounds):
                shift = number % len(running)
                for one in running[shift:] + running[:shift]:
                    found["slices"].append({"peer": one.peer.name, "what": work.what, "round": number} |
                                           _slice(one, work, seconds))
                os.truncate(peers.RUN / "access.log", 0)
            say(f"{NAME}: {rounds} rounds of {work.what}")
        return found
    finally:
        for one in running:
            one.stop()
