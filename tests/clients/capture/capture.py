#!/usr/bin/env python3
"""Writes down, byte for byte, what real clients send: contract cases on stdout (contract/README.md).

  tests/clients/capture/capture.py NAME=COMMAND... > contract/cases/real_clients.case

Each COMMAND is a shell line that makes the calls of STEPS in their order against BASE_URL with API_KEY; see README.md
here for those that were used.
"""
import os
import re
import socket
import subprocess
import sys
import threading

KEY = "demo-client-key"
MOUNT = "/api/layer/evolution-go"
# What a client asks for, what the engine then sees, and the status that the client sees.
STEPS = [("POST", "/call/start", ["POST /v1/calls", '{"to":"+5511987654321"}'], 201),
         ("GET", "/call/list?limit=10", ["GET /v1/calls?limit=10"], 200),
         ("GET", "/call/get?callId=call_1", ["GET /v1/calls/call_1"], 200),
         ("POST", "/call/hangup", ["POST /v1/calls/call_1/terminate"], 200)]


class Recorder:
    """One connection at a time, as the clients are: every request as its parts, in the order in which they came."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.requests = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            threading.Thread(target=self.serve, args=(self.listener.accept()[0],), daemon=True).start()

    def serve(self, peer):
        unread = b""

        def read_until(whole):
            nonlocal unread
            while (end := whole(unread)) is None:
                more = peer.recv(65536)
                if not more:
                    raise EOFError
                unread += more
            taken, unread = unread[:end], unread[end:]
            return taken

        try:
            while True:
                head = read_until(lambda text: text.index(b"\r\n\r\n") + 4 if b"\r\n\r\n" in text else None)
                names = {name.strip().lower(): value.strip()
                         for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])}
                parts = [head]
                if names.get(b"expect", b"").lower() == b"100-continue":
                    peer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                if b"chunked" in names.get(b"transfer-encoding", b""):
                    last = b"0\r\n\r\n"
                    parts.append(read_until(lambda text: text.index(last) + 5 if last in text else None))
                elif length := int(names.get(b"content-length", 0)):
                    parts.append(read_until(lambda text: length if len(text) >= length else None))
                self.requests.append(parts)
                closes = names.get(b"connection", b"").lower() == b"close" or b" HTTP/1.0\r\n" in head
                body = b'{"message":"success","data":{"callId":"call_1"}}'
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s"
                             % (len(body), b"Connection: close\r\n" if closes else b"", body))
                if closes:
                    return peer.close()
        except (EOFError, OSError):
            peer.close()


def raw_lines(data):
    """The bytes as `client sends raw` wants them, a line of the text for each line of the head."""
    text = "".join({13: "\\r", 10: "\\n", 9: "\\t", 92: "\\\\"}.get(byte) or
                   (chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}") for byte in data)
    for line in re.findall(r".*?\\n|.+$", text.replace(KEY, "${key}")):
        yield re.sub(r"^ | $", r"\\s", line)


def case_of(name, requests):
    out = [f"=== {name}", "why: What this client sends, byte for byte: strictness may not lock it out."]
    for (method, path, native, status), parts in zip(STEPS, requests, strict=True):
        line = parts[0].split(b"\r\n")[0].decode()
        if line.split()[:2] != [method, MOUNT + path]:
            raise SystemExit(f"{name}: {line} is not {method} {path}")
        waits = b"expect: 100-continue" in parts[0].lower() and len(parts) > 1
        for part in parts if waits else [b"".join(parts)]:
            out.append("client sends raw:")
            out += ["    " + text for text in raw_lines(part)]
            if waits and part is parts[0]:
                out += ["engine sees nothing", "client sees:", "    100"]
        out += ["engine sees:", *("    " + text for text in native), "client sees:", f"    {status}"]
        closes = re.search(rb"^connection: *close\r$| HTTP/1.0\r$", parts[0], re.I | re.M)
        out.append("    closed" if closes else "    open")
    return "\n".join(out) + "\n"


def main():
    print("# Section 6 and \"must accept\": real clients, captured by tests/clients/capture/capture.py. "
          "Not written by hand.")
    for argument in sys.argv[1:]:
        name, _, command = argument.partition("=")
        recorder = Recorder()
        base = f"http://127.0.0.1:{recorder.port}{MOUNT}"
        subprocess.run(command, shell=True, check=True, timeout=120, stdout=subprocess.DEVNULL,
                       stdin=subprocess.DEVNULL, env=dict(os.environ, BASE_URL=base, API_KEY=KEY))
        print("\n" + case_of(name, recorder.requests), end="")


if __name__ == "__main__":
    main()
