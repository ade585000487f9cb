"""Bodies that a gateway only streams: CPU for each GiB, up and down, of Ramal's passthrough, nginx and HAProxy.
  python3 -m harness.streams PORT     the server behind them: takes every upload, gives ?bytes=N of a download"""
import re
import socket
import sys
import threading
import time

from . import machine, peers

PORT = peers.STREAM_PORT
PIECE = bytes(256 * 1024)
AT_ONCE = 4
WAYS = ("upload", "download")


def _head(connection, rest):
    while b"\r\n\r\n" not in rest:
        got = connection.recv(65536)
        if not got:
            return None, b""
        rest += got
    head, rest = rest.split(b"\r\n\r\n", 1)
    return head, rest


def _number(head, pattern):
    found = re.search(pattern, head, re.IGNORECASE)
    return int(found[1]) if found else 0


def _skip(connection, left):
    room = memoryview(bytearray(1024 * 1024))
    while left > 0:
        got = connection.recv_into(room, min(left, len(room)))
        if not got:
            raise OSError("the connection ended in the middle of a body")
        left -= got


def _give(connection, left):
    while left > 0:
        connection.sendall(memoryview(PIECE)[:left])
        left -= len(PIECE)


def _serve(connection):
    with connection:
        rest = b""
        while True:
            head, rest = _head(connection, rest)
            if head is None:
                return
            length, wanted = _number(head, rb"\r\ncontent-length: (\d+)"), _number(head, rb"\?bytes=(\d+)")
            _skip(connection, length - len(rest[:length]))
            rest = rest[length:]
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: %d\r\n\r\n" % wanted)
            _give(connection, wanted)


def _listen(port):
    with socket.create_server(("127.0.0.1", port), backlog=128) as listener:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_serve, args=(connection,), daemon=True).start()


def start():
    server = machine.start([sys.executable, "-m", "harness.streams", str(PORT)], {machine.OTHER_CORE})
    machine.wait_for_port(PORT, server)


def _request(peer, way, count):
    where = "/api/layer/evolution-go" if peer.rewrites else ""
    head = f"Host: 127.0.0.1\r\napikey: {'bench-key' if peer.rewrites else 'go-bench-token'}\r\n"
    if way == "upload":
        return f"POST {where}/send/media HTTP/1.1\r\n{head}Content-Type: image/png\r\nContent-Length: {count}\r\n\r\n"
    return f"GET {where}/user/avatar?bytes={count} HTTP/1.1\r\n{head}\r\n"


def _transfer(peer, way, count, bad):
    try:
        with socket.create_connection(("127.0.0.1", peer.port), 10) as connection:
            connection.settimeout(60)
            connection.sendall(_request(peer, way, count).encode())
            if way == "upload":
                _give(connection, count)
            head, rest = _head(connection, b"")
            if head is None or not head.startswith(b"HTTP/1.1 200"):
                raise OSError(f"answered {(head or b'nothing')[:60]!r}")
            if way == "download":
                _skip(connection, count - len(rest))
    except OSError as problem:
        bad.append(str(problem))


def _measure(one, way, mib):
    """One slice: so many MiB on each of a few connections at once."""
    bad = []
    clients = [threading.Thread(target=_transfer, args=(one.peer, way, mib * 2**20, bad)) for _ in range(AT_ONCE)]
    before, began = machine.cpu_seconds(one.pids), time.monotonic()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    after, took = machine.cpu_seconds(one.pids), time.monotonic() - began
    if bad:
        raise RuntimeError(f"{one.peer.name}: {way}: {bad[0]}")
    gib = AT_ONCE * mib / 1024
    return {"cpu": (sum(after) - sum(before)) / gib, "rate": gib * 1024 / took}


def rounds(chosen, number, mib, say):
    """[{peer, way, round, cpu: seconds for each GiB, rate: MiB/s}]; all of them run, as for the other workloads."""
    running = [peers.Running(peer) for peer in chosen]
    try:
        results = []
        for way in WAYS:
            for turn in range(number):
                shift = turn % len(running)
                for one in running[shift:] + running[:shift]:
                    results.append({"peer": one.peer.name, "way": way, "round": turn} | _measure(one, way, mib))
            say(f"{way}s streamed: {number} rounds")
        return results
    finally:
        for one in running:
            one.stop()


if __name__ == "__main__":
    _listen(int(sys.argv[1]))
