"""What is asked, in the client's dialect and in the engine's, and how."""
from dataclasses import dataclass

GO = "/api/layer/evolution-go"
REQUESTS = {
    # name: (GO method, path, body), (native method, path, body), how the answers to the two begin
    "start": (("POST", GO + "/call/start", '{"number":"5511999999999"}'),
              ("POST", "/v1/calls", '{"to":"+5511999999999"}')),
    "list of 25": (("GET", GO + "/call/list?limit=25", None), ("GET", "/v1/calls?limit=25", None)),
    "list of 1,000": (("GET", GO + "/call/list?limit=1000", None), ("GET", "/v1/calls?limit=1000", None)),
    "get": (("GET", GO + "/call/get?callId=call_01HZX8BENCH", None), ("GET", "/v1/calls/call_01HZX8BENCH", None)),
    "message": (("POST", GO + "/send/text", '{"number":"5511999999999","text":"hi"}'),
                ("POST", "/send/text", '{"number":"5511999999999","text":"hi"}')),
    "unknown call": (("GET", GO + "/call/get?callId=call_unknown", None), ("GET", "/v1/calls/call_unknown", None)),
}


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: str | None
    key_name: str
    key: str

    def environment(self):
        """For load/request.lua."""
        values = {"BENCH_METHOD": self.method, "BENCH_PATH": self.path, "BENCH_KEY_NAME": self.key_name,
                  "BENCH_KEY": self.key}
        return values | ({"BENCH_BODY": self.body} if self.body else {})

    def text(self):
        """For tools/odd_clients."""
        body = self.body or ""
        more = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        return (f"{self.method} {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self.key_name}: {self.key}\r\n"
                f"{more}\r\n{body}").encode()


def request(what, rewrites):
    if rewrites:
        return Request(*REQUESTS[what][0], "apikey", "bench-key")
    if what == "message":
        return Request(*REQUESTS[what][1], "apikey", "go-bench-token")
    return Request(*REQUESTS[what][1], "x-api-key", "ps_bench_5f2c9a1e7d3b4860a1c2e3f4")


@dataclass(frozen=True)
class Workload:
    name: str
    what: str
    connections: int
    how: str = "keep-alive"  # or "close" (a new connection for each request), "handshake", "abort", "paced"
    direct: bool = False     # also without any gateway
    quick: bool = True
    tls: bool = False         # between client and gateway
    engine_tls: bool = False  # between gateway and engine

    @property
    def fails(self):
        return self.what == "unknown call"


WORKLOADS = [
    Workload("start, 64 connections", "start", 64),
    Workload("list of 25, 64 connections", "list of 25", 64),
    Workload("start, 1 connection", "start", 1, direct=True),
    Workload("start, 16 connections", "start", 16, quick=False),
    Workload("start, 256 connections", "start", 256),
    Workload("list of 25, 1 connection", "list of 25", 1, quick=False),
    Workload("list of 1,000, 16 connections", "list of 1,000", 16),
    Workload("get, 64 connections", "get", 64),
    Workload("engine answers 404, 64 connections", "unknown call", 64),
    Workload("message passed on, 64 connections", "message", 64),
    Workload("start, a new connection for each request", "start", 16, "close"),
    Workload("start, 10 % aborted, 64 connections", "start", 64, "abort"),
    Workload("start over TLS, 64 connections", "start", 64, tls=True),
    Workload("start over TLS, a new connection with a full handshake for each request", "start", 16, "handshake",
             tls=True),
    Workload("start over TLS, a new connection for each request, resumed as wrk does", "start", 16, "close", tls=True),
    Workload("start, engine over TLS, 64 connections", "start", 64, engine_tls=True),
    Workload("start, 64 connections at a rate", "start", 64, "paced", direct=True),
]
PAUSE_MS = 3
