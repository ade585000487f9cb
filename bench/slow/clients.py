"""One slow client, and a crowd of them until they are gone."""
import socket
import time

from .requests import LIST, START, request

DEADLINES = {"head": 10, "body": 15, "read": 15, "silent": 10, "idle": 60}  # seconds, Ramal's defaults
SLACK = 4  # a busy machine, and the second in which the client may read a 408
PER_ADDRESS = 200


class Client:
    DRIPS = {"head": b"x", "body": b" "}
    BEGINNINGS = {"head": request("GET", "/call/list", "X-Slow: ")[:-2],
                  "body": request("POST", "/call/start", "Content-Length: 1000\r\n"),
                  "read": LIST * 12, "silent": b"", "idle": START}

    def __init__(self, kind, number, port):
        self.kind, self.began, self.gone = kind, time.monotonic(), None
        self.socket = socket.socket()
        if kind == "read":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1400)  # as of a network, not of the loopback
        host = number // PER_ADDRESS
        self.socket.bind((f"127.1.{host // 250}.{1 + host % 250}", 0))
        self.socket.settimeout(10)
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(self.BEGINNINGS[kind])
        self.socket.setblocking(False)
        self.began = time.monotonic()

    def look(self):
        """Whether it is gone: its peer has ended or reset the connection."""
        try:
            if self.kind == "read":  # it does not read: a byte too much tells
                return bool(self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)) or self.is_reset()
            while data := self.socket.recv(65536):
                if data.startswith(b"HTTP/1.1 408"):
                    return True
            return True
        except BlockingIOError:
            return False
        except OSError:
            return True

    def is_reset(self):
        state = self.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
        return state in (7, 8)  # closed, or ended by the peer

    def drip(self):
        try:
            if self.kind in self.DRIPS:
                self.socket.send(self.DRIPS[self.kind])
        except OSError:
            pass  # look() sees it

    def end(self):
        self.gone = time.monotonic() - self.began
        self.socket.close()


def crowd(kinds, count, port):
    return [Client(kinds[i % len(kinds)], i, port) for i in range(count)]


def watch(slow, memory):
    """Until all are gone, or long past their deadlines; the most of memory() while all were there."""
    most, longest = 0, max(DEADLINES[each.kind] for each in slow) + 2 * SLACK
    began = time.monotonic()
    alive = slow
    while alive and time.monotonic() - began < longest:
        turn = time.monotonic()
        if len(alive) == len(slow):
            most = max(most, memory())
        for each in alive:
            each.drip()
            if each.look():
                each.end()
        alive = [each for each in alive if each.gone is None]
        time.sleep(max(0.0, 2 - (time.monotonic() - turn)))
    for each in alive:
        each.socket.close()
    return most
