"""A gateway whose engine stands behind a judge: every byte that it sends there must be what Ramal may send, and nothing
else (contract/wire_purity.hpp is the same for the tests in C++)."""
import contextlib
import pathlib
import re
import selectors
import socket
import subprocess
import tempfile
import threading
import time

KEYS = {"demo": "ps_demo_web", "demo-meta": "ps_demo_meta"}
ID = r"(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+"
TARGET = (rf"(?:GET /v1/calls(?:\?limit=\d+)?|GET /v1/calls/{ID}(?:\?includeSdp=1)?|POST /v1/calls"
          rf"|POST /v1/calls/{ID}/(?:accept|reject|terminate|play|realtime-session))")
# Of the native door (contracts/gateway.md section 1).
NATIVE_TARGET = (rf"(?:GET /v1/calls(?:\?(?:limit|before)=[^ &]*(?:&(?:limit|before)=[^ &]*)?)?|(?:GET|PUT) /v1/calls/settings"
                 rf"|GET /v1/calls/permissions(?:\?to=[^ &]*)?|POST /v1/calls(?:/permissions/request)?"
                 rf"|GET /v1/calls/{ID}(?:\?includeSdp=[^ &]*)?"
                 rf"|POST /v1/calls/{ID}/(?:pre-accept|accept|reject|terminate|play|realtime-session))")
NATIVE_BODY = re.compile(rb"\{.*\}", re.S)
BODY = re.compile(rb'\{("(to|sdp|sdpType|bizOpaqueCallbackData|mediaUrl|mode)":"(?:[^"\\]|\\.)*",?)+\}', re.S)


CALLS = (TARGET, BODY)
NATIVE = (NATIVE_TARGET, NATIVE_BODY)


class Judge:
    """Relays between a gateway and `engine` ("host:port"); what was wrong stands in `impurities`."""

    def __init__(self, engine, door=CALLS):
        target, self.body = door
        host, port = engine.split(":")
        self.engine = (host, int(port))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:{}".format(self.listener.getsockname()[1])
        self.requests, self.impurities = 0, []
        self.pure = re.compile((
            rf"{target} HTTP/1\.1\r\nHost: {re.escape(self.address)}\r\nx-api-key: (?:{'|'.join(KEYS.values())})\r\n"
            r"(?:Content-Type: application/json\r\nContent-Length: (?P<length>[1-9]\d*)\r\n|Content-Length: 0\r\n)?"
            r"Accept: application/json\r\nUser-Agent: ramal/[\w.+-]+\r\nX-Request-Id: [A-Za-z0-9._-]{1,128}\r\n"
            r"traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\r\nVia: 1\.1 ramal\r\n\r\n").encode())
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            threading.Thread(target=self._relay, args=(self.listener.accept()[0],), daemon=True).start()

    def _relay(self, gateway):
        unread = b""
        with gateway, socket.create_connection(self.engine) as engine, selectors.DefaultSelector() as readable:
            readable.register(gateway, selectors.EVENT_READ)
            readable.register(engine, selectors.EVENT_READ)
            while True:
                ready = [key.fileobj for key, _ in readable.select()]
                for source, other in ((gateway, engine), (engine, gateway)):
                    if source in ready:
                        data = source.recv(65536)
                        if source is gateway:
                            unread = self._take_requests(unread + data)
                        if not data:
                            if unread:
                                self.impurities.append(f"a cut request: {unread}")
                            return
                        other.sendall(data)

    def _take_requests(self, data):
        while (end := data.find(b"\r\n\r\n") + 4) > 3:
            fits = self.pure.fullmatch(data[:end])
            length = int(fits["length"] or 0) if fits else 0
            if len(data) < end + length:
                break
            self.requests += 1
            body, whole, data = data[end:end + length], data[:end + length], data[end + length:]
            if not fits or (body and not self.body.fullmatch(body)) or (data and fits):
                self.impurities.append(f"not what Ramal may send: {whole + data}")
                return b""
        return data


class JudgedGateway:
    """`ramal serve` in front of the judge; ended by close()."""

    def __init__(self, ramal, mount, engine, door=CALLS):
        self.judge = Judge(engine, door)
        self.folder = tempfile.TemporaryDirectory()
        file = pathlib.Path(self.folder.name, "ramal.yaml")
        file.touch(0o600)
        file.write_text("listeners: [{address: '127.0.0.1:0'}]\n"
                        f"engine: {{base_url: 'http://{self.judge.address}'}}\n"
                        f"keys: [{', '.join(self.key(*each) for each in KEYS.items())}]\n"
                        "limits: {key_rate: 10000, key_burst: 10000}\nlog: {access: 'off'}\n")
        log = pathlib.Path(self.folder.name, "log")
        with log.open("wb") as errors:
            self.process = subprocess.Popen([ramal, "serve", "--config", str(file)], stdin=subprocess.DEVNULL,
                                            stderr=errors)
        deadline = time.monotonic() + 20
        while not (found := re.search(r"listening on ([\d.:]+)\"", log.read_text())):
            assert time.monotonic() < deadline and self.process.poll() is None, log.read_text()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.02)
        self.base = f"http://{found[1]}{mount}"

    @staticmethod
    def key(client, native):
        return f"{{name: {client}, client_key: {client}, native_key: {native}}}"

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        self.folder.cleanup()
