"""The measurements as Markdown."""
import statistics

from . import admin
from .workloads import WORKLOADS


def _table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def median(rows, key):
    return statistics.median(r[key] for r in rows)


def by_peer(results, workload):
    found = {}
    for row in results:
        if row["workload"] == workload:
            found.setdefault(row["peer"], []).append(row)
    return found


def ratio(ramal, other):
    """Ramal's CPU over another's: the median of the rounds' ratios."""
    pairs = {r["round"]: r["cpu"] for r in other}
    ratios = [r["cpu"] / pairs[r["round"]] for r in ramal if pairs.get(r["round"])]
    return statistics.median(ratios) if ratios else float("nan")


def _load_table(found):
    rows = []
    for peer, slices in found.items():
        cpu = sorted(r["cpu"] for r in slices)
        direct = peer == "direct"
        latency = "p50" in slices[0]
        rows.append([
            peer,
            "" if direct else f"{median(slices, 'cpu'):.1f} ({cpu[0]:.1f} to {cpu[-1]:.1f})",
            "" if direct else f"{median(slices, 'user'):.1f}",
            "" if direct else f"{median(slices, 'system'):.1f}",
            "" if direct or peer == "ramal" else f"{ratio(found['ramal'], slices):.2f}",
            f"{median(slices, 'rate'):,.0f}",
            *[f"{median(slices, k):,.0f}" if latency else "" for k in ("p50", "p99", "p999")],
            sum(r["bad"] for r in slices)])
    return _table(["peer", "CPU us a request (from to)", "user", "kernel", "Ramal to it", "requests/s", "p50 us",
                   "p99 us", "p99.9 us", "bad"], rows)


def _memory_table(rows):
    columns = sorted({(r["how"], r["count"]) for r in rows})
    head = ["peer", "resident at start MiB"]
    for how, count in columns:
        words = {"hold": "idle", "hold-tls": "idle over TLS", "slow": "slow"}[how]
        head += [f"with {count:,} {words} MiB", f"user bytes for each {words}"]
    body = []
    for peer in dict.fromkeys(r["peer"] for r in rows):
        mine = {(r["how"], r["count"]): r for r in rows if r["peer"] == peer}
        line = [peer, f"{next(iter(mine.values()))['idle'] / 1024:.1f}"]
        for column in columns:
            one = mine.get(column)
            line += [f"{one['with'] / 1024:.1f}", f"{one['each']:,}"] if one else ["", ""]
        body.append(line)
    return _table(head, body)


def _calls_table(rows):
    kinds = list(dict.fromkeys(r["what"] for r in rows))
    peers = list(dict.fromkeys(r["peer"] for r in rows))
    found = {(r["peer"], r["what"]): r["calls"] for r in rows}
    return _table(["peer", *kinds],
                  [[p, *[f"{found[p, k]:.2f}" if found.get((p, k)) else "" for k in kinds]] for p in peers])


def _micro_table(rows):
    body = []
    for row in rows:
        size = f"{row['in']:,.0f}" if "in" in row else ""
        speed = f"{row['bytes_per_second'] / 1e9:.2f}" if "bytes_per_second" in row else ""
        body.append([row["name"], f"{row['ns']:,.0f}", size, speed])
    return _table(["function", "ns a call", "bytes in", "GB/s of JSON"], body)


def _variants_table(rows):
    kinds = list(dict.fromkeys(r["what"] for r in rows))
    body = []
    for peer in dict.fromkeys(r["peer"] for r in rows):
        line = [peer]
        for what in kinds:
            mine = [r for r in rows if (r["peer"], r["what"]) == (peer, what)]
            plain = [r for r in rows if (r["peer"], r["what"]) == ("ramal", what)]
            line += [f"{median(mine, 'cpu'):.1f}", f"{ratio(mine, plain):.2f}", f"{median(mine, 'rate'):,.0f}"]
        body.append(line)
    head = [word for what in kinds for word in (f"{what}: CPU us a request", "to ramal", "requests/s")]
    return _table(["", *head], body)


def _admin_table(data):
    resident = {r["peer"]: r["KiB"] / 1024 for r in data["resident"]}
    body = []
    for peer in resident:
        line = [peer]
        for work in admin.WORKS:
            mine, plain = ([r for r in data["slices"] if (r["peer"], r["what"]) == (name, work.what)]
                           for name in (peer, admin.PLAIN))
            requests, seen = (sum(r[of] for r in mine) for of in ("requests", "captured"))
            line += [f"{median(mine, 'cpu'):.1f}", "" if peer == admin.PLAIN else f"{ratio(mine, plain):.3f}",
                     f"{requests:,}", f"{seen:,}" if seen else ""]
        body.append([*line, admin.MOST_CPU.get(peer, ""), f"{resident[peer]:.1f}",
                     admin.MOST_RESIDENT_MIB if peer in admin.MOST_CPU else ""])
    head = [word for work in admin.WORKS
            for word in (f"{work.what}: CPU us a request", "to ramal", "requests", "captured")]
    return _table(["", *head, "goal", "resident before any request MiB", "goal"], body)


def _streams_table(rows):
    body = []
    for peer in dict.fromkeys(r["peer"] for r in rows):
        line = [peer]
        for way in dict.fromkeys(r["way"] for r in rows):
            mine = [r for r in rows if (r["peer"], r["way"]) == (peer, way)]
            ramal = [r for r in rows if (r["peer"], r["way"]) == ("ramal", way)]
            line += [f"{median(mine, 'cpu'):.3f}", f"{ratio(ramal, mine):.2f}" if peer != "ramal" else "",
                     f"{median(mine, 'rate'):,.0f}"]
        body.append(line)
    head = [word for way in dict.fromkeys(r["way"] for r in rows)
            for word in (f"{way}: CPU s a GiB", "Ramal to it", "MiB/s")]
    return _table(["peer", *head], body)


def write(data):
    versions = "\n".join(f"- {v}" for v in data["versions"])
    text = [f"# Measured {data['when']}\n", data["machine"] + "\n", versions + "\n"]
    for workload in WORKLOADS:
        found = by_peer(data["slices"], workload.name)
        if found:
            text += [f"## {workload.name[0].upper()}{workload.name[1:]}\n", _load_table(found)]
    if data["streams"]:
        text += ["## Bodies that are streamed, 4 connections\n", _streams_table(data["streams"])]
    if data["memory"]:
        text += ["## Memory\n", _memory_table(data["memory"])]
    if data["calls"]:
        text += ["## System calls a request, by connections\n", _calls_table(data["calls"])]
    if data["variants"]:
        text += ["## Ramal beside itself, 64 connections\n", _variants_table(data["variants"])]
    if data["names"]:
        text += ["Ramal's, by strace: " + ", ".join(f"{name} {count:.2f}" for name, count in data["names"]) + ".\n"]
    if data["admin"]:
        text += ["## Ramal with its admin listener, and with the inspector on, 64 connections\n",
                 _admin_table(data["admin"])]
    if data["allocations"]:
        text += ["## Heap allocations after warm-up, 64 connections\n",
                 _table(["peer", "what", "requests", "allocations", "a request"],
                        [[r["peer"], r["what"], f"{r['requests']:,}", f"{r['allocations']:,}",
                          f"{r['allocations'] / r['requests']:.4f}"] for r in data["allocations"]])]
    if data["micro"]:
        text += ["## The pure functions alone\n", _micro_table(data["micro"])]
    return "\n".join(text)
