"""Traces of `ramal serve`, as a collector reads them: by the schema that OpenTelemetry publishes, with nothing unknown."""
import base64
import http.server
import json
import pathlib
import sys
import threading
import urllib.request

from demo import MOUNT, Demo
from serve import Serve

CLIENT_KEY, NATIVE_KEY, NUMBER = "client-key-of-a-test", "ps_demo_web", "5511999990000"
TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
HEX_FIELDS = ("traceId", "spanId", "parentSpanId")


def checks(setting):
    sys.path.append(str(pathlib.Path(setting.node_modules).parent / "python"))  # the schema: requirements.txt
    demo, collector = Demo(setting.ramal), Collector()
    gateway = None
    try:
        gateway = Traced(setting, demo.engine, collector.url)
        yield "spans are what OpenTelemetry's schema says", lambda: spans_by_schema(gateway, collector)
        yield "the traced gateway ended in order, and its last spans came", lambda: last_spans(gateway, collector)
        yield "no span and no log of it holds a secret", lambda: no_secret(gateway, collector)
        yield "the demo behind the traced gateway ended in order", demo.end_in_order
    finally:
        demo.process.kill()
        collector.close()
        if gateway is not None:
            gateway.process.kill()


class Collector:
    """Keeps each body as it came."""

    def __init__(self):
        self.bodies, self.heads = [], []
        kept = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kept.heads.append((self.path, self.headers["Content-Type"], self.headers["X-Team"]))
                kept.bodies.append(body.decode())
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def requests(self):
        return [parse(body) for body in list(self.bodies)]

    def spans(self):
        return [span for one in self.requests() for resource in one.resource_spans
                for scope in resource.scope_spans for span in scope.spans]

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class Traced(Serve):
    def __init__(self, setting, engine, collector):
        super().__init__(setting.ramal, f"engine: {{base_url: \"http://{engine}\"}}\nlisteners: [{{address: \"127.0.0.1:0\"}}]\n"
                         f"keys: [{{name: shop, client_key: {CLIENT_KEY}, native_key: {NATIVE_KEY}}}]\n"
                         f"tracing: {{endpoint: \"{collector}\", headers: [{{name: X-Team, value: \"secret of a team\"}}]}}\n"
                         "limits: {drain_delay: 0ms}\n")

    def ask(self, path, body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"http://{self.address}{MOUNT}{path}", data=data,
                                       headers={"apikey": CLIENT_KEY, "Content-Type": "application/json", **headers})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return json.load(answer)


def parse(body):
    """Ids are hex in OTLP's JSON, against the usual base64 of protobuf; all else is protobuf's own JSON."""

    from google.protobuf import json_format
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    def convert(value):
        if isinstance(value, list):
            return [convert(one) for one in value]
        if not isinstance(value, dict):
            return value
        made = {}
        for name, one in value.items():
            if name in HEX_FIELDS:
                assert one == one.lower() and len(one) == (32 if name == "traceId" else 16), (name, one)
                one = base64.b64encode(bytes.fromhex(one)).decode()
            made[name] = convert(one)
        return made

    return json_format.ParseDict(convert(json.loads(body)), ExportTraceServiceRequest(), ignore_unknown_fields=False)


def value_of(attribute):
    return getattr(attribute.value, attribute.value.WhichOneof("value"))


def attributes(owner):
    names = [one.key for one in owner.attributes]
    assert len(names) == len(set(names)), names
    return {one.key: value_of(one) for one in owner.attributes}


def spans_by_schema(gateway, collector):
    from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

    call = gateway.ask("/call/start", {"number": NUMBER}, traceparent=f"00-{TRACE}-{CALLER}-01")
    gateway.ask(f"/call/get?callId={call['callId']}")
    assert gateway.wait_for(lambda: len(collector.spans()) >= 4), collector.bodies
    assert collector.heads[0] == ("/v1/traces", "application/json", "secret of a team"), collector.heads
    resource = attributes(collector.requests()[0].resource_spans[0].resource)
    assert resource["service.name"] == "ramal" and resource["service.version"] and resource["service.instance.id"], resource
    server, client = [span for span in collector.spans() if span.trace_id.hex() == TRACE]
    assert (server.kind, client.kind) == (Span.SPAN_KIND_SERVER, Span.SPAN_KIND_CLIENT), (server, client)
    assert server.parent_span_id.hex() == CALLER and client.parent_span_id == server.span_id, (server, client)
    assert (server.name, client.name) == ("POST /call/start", "POST /v1/calls"), (server, client)
    assert server.start_time_unix_nano <= client.start_time_unix_nano <= client.end_time_unix_nano <= server.end_time_unix_nano
    assert attributes(server)["http.response.status_code"] == 201 and attributes(server)["ramal.key"] == "shop", server
    assert attributes(client)["server.address"] == "127.0.0.1" and attributes(client)["ramal.operation"] == "start", client
    assert all(span.status.code == Status.STATUS_CODE_UNSET for span in (server, client)), (server, client)
    root, below = [span for span in collector.spans() if span.trace_id.hex() != TRACE]
    assert root.parent_span_id == b"" and below.parent_span_id == root.span_id and root.trace_id == below.trace_id, (root, below)
    assert below.name == "GET /v1/calls/{id}", below


def last_spans(gateway, collector):
    before = len(collector.spans())
    gateway.ask("/call/list")
    gateway.end_in_order()
    assert len(collector.spans()) == before + 2, collector.bodies
    assert [line["trace_id"] for line in gateway.requests()][0] == TRACE, gateway.requests()


def no_secret(gateway, collector):
    for secret in (CLIENT_KEY, NATIVE_KEY, NUMBER, "secret of a team"):
        assert secret not in "".join(collector.bodies), secret
        assert secret not in gateway.stdout() + gateway.stderr(), secret
