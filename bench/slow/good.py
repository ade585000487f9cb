"""The good traffic, and what it notices: python3 -m slow.good PORT."""
import json
import selectors
import socket
import sys
import time

from .requests import START


def run_good(port):
    """Starts, one after the other, on a connection that stays and now and then on a new one, until standard input tells
    something."""
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


if __name__ == "__main__":
    run_good(int(sys.argv[1]))
