#!/usr/bin/env python3
"""Clients that ask without a pause until stdin ends: load.py HOST:PORT.

Prints how many answers of each status came, what was lost, and the calls that were started, as JSON.

Some connect for each request, some keep their connection, some start calls: each to a number of its own, once.
"""
import http.client
import itertools
import json
import sys
import threading

MOUNT = "/api/layer/evolution-go"
CONNECTING, KEEPING, CALLING = 4, 2, 2
CALLS_WAIT = 0.02  # seconds: an engine has no thousand telephones


class Load:
    def __init__(self, address):
        self._address, self._stop, self._lock = address, threading.Event(), threading.Lock()
        self.answers, self.lost, self.started = {}, [], []
        self._numbers = itertools.count()

    def _ask(self, connection, method, path, body, close):
        """True if the connection goes on."""
        headers = {"apikey": "demo", **({"Connection": "close"} if close else {})}
        try:
            connection.request(method, MOUNT + path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as problem:
            with self._lock:
                self.lost.append(f"{method} {path}: {problem!r}")
            return False
        with self._lock:
            self.answers[f"{method} {answer.status}"] = self.answers.get(f"{method} {answer.status}", 0) + 1
            if answer.status == 201:
                self.started.append(json.loads(text)["callId"])
        return not (close or answer.will_close)

    def _client(self, close, calls):
        connection = None
        while not self._stop.wait(CALLS_WAIT if calls else 0):
            if connection is None:
                connection = http.client.HTTPConnection(self._address, timeout=60)
            if calls:
                with self._lock:
                    number = next(self._numbers)
                body = json.dumps({"number": f"55119{number:06d}77"})
                kept = self._ask(connection, "POST", "/call/start", body, close)
            else:
                kept = self._ask(connection, "GET", "/call/list", None, close)
            if not kept:
                connection.close()
                connection = None

    def run(self, until):
        kinds = [(True, False)] * CONNECTING + [(False, False)] * KEEPING
        kinds += [(True, True), (False, True)] * (CALLING // 2)
        clients = [threading.Thread(target=self._client, args=kind) for kind in kinds]
        for one in clients:
            one.start()
        until()
        self._stop.set()
        for one in clients:
            one.join(70)


def main():
    load = Load(sys.argv[1])
    load.run(sys.stdin.read)
    print(json.dumps({"answers": load.answers, "lost": load.lost, "started": load.started}))


if __name__ == "__main__":
    main()
