#!/usr/bin/env python3
"""`ramal contract` against right and wrong gateways and engines.

  python3 -B tests/contract/check_kit.py build/release/proxy/ramal [WORD]

With WORD only the checks with that word in their name run."""
import http.server
import json
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request
import xml.etree.ElementTree

from mistakes import ENGINE, GATEWAY
from wrong_gateway import Relay, with_field

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import check_openapi as openapi  # noqa: E402 (it lies beside this folder)

MOUNT = "/api/layer/evolution-go"
PATIENCE = 300


def free_port():
    """Nobody has it now; who takes it does so at once."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


class Program:
    """A `ramal` that listens, ended by SIGTERM."""

    def __init__(self, ramal, folder, verb, yaml, said):
        path = folder / f"{verb}.yaml"
        path.write_text(yaml)
        path.chmod(0o600)
        self.child = subprocess.Popen([ramal, verb, "--config", str(path)], stderr=subprocess.PIPE, text=True,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        so_far = ""
        for line in self.child.stderr:
            so_far += line
            found = re.search(said, line)
            if found:
                self.port = int(found.group(1))
                threading.Thread(target=self.child.stderr.read, daemon=True).start()  # lest the pipe is full
                return
        raise AssertionError(f"{verb} does not listen: {so_far}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.send_signal(signal.SIGTERM)
        self.child.wait(timeout=60)


class World:
    def __init__(self, ramal, folder):
        self.ramal, self.folder = ramal, folder
        (folder / "key").write_text("demo-client-key\n")
        (folder / "native").write_text("ps_local_web\n")

    def gateway(self, engine_port):
        yaml = (ROOT / "examples/contract-loop.yaml").read_text()
        yaml = yaml.replace("base_url: http://127.0.0.1:9000", f"base_url: http://127.0.0.1:{engine_port}")
        yaml = yaml.replace("address: 127.0.0.1:8080", "address: 127.0.0.1:0")
        return Program(self.ramal, self.folder, "serve", yaml + "log: {level: info}\n", r"listening on 127.0.0.1:(\d+)")

    def local_gateway(self, engine_port, limits="key_rate: 100000, key_burst: 100000, unauthorized_per_minute: 100000, "):
        """In front of the reference engine, with the client key `demo`."""
        (self.folder / "key").write_text("demo\n")
        yaml = (ROOT / "examples/local-engine.yaml").read_text().replace("127.0.0.1:8090", f"127.0.0.1:{engine_port}")
        yaml += f"listeners: [{{address: \"127.0.0.1:0\"}}]\nlimits: {{{limits}drain_delay: 0ms}}\n"
        return Program(self.ramal, self.folder, "serve", yaml, r"listening on 127.0.0.1:(\d+)")

    def engine(self, speed=20):
        yaml = (ROOT / "examples/reference-engine.yaml").read_text()
        yaml = yaml.replace("127.0.0.1:8090", "127.0.0.1:0").replace("127.0.0.1:8091", "127.0.0.1:0")
        yaml = yaml.replace("speed: 1\n", f"speed: {speed}\n")
        return Program(self.ramal, self.folder, "engine", yaml, r"engine listening on port (\d+)")

    def case_folder(self, name, text):
        """A folder with this one file in it."""
        folder = self.folder / name.removesuffix(".case")
        folder.mkdir()
        (folder / name).write_text(text)
        return folder

    def contract(self, *arguments):
        """Exit code, the JSON report, and what was printed."""
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        done = subprocess.run([self.ramal, "contract", "--json", str(report), *arguments], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        return done.returncode, json.loads(report.read_text()) if report.exists() else None, done.stdout + done.stderr

    def base_url(self, port):
        return ["--base-url", f"http://127.0.0.1:{port}{MOUNT}", "--key-file", str(self.folder / "key")]


def complaints_of(report):
    return "\n".join(each for case in report["cases"] for each in case.get("complaints", []))


def loop_run(world, there=None, back=None, pattern="*"):
    """The kit as client and engine, a gateway between, and a relay on each of its sides."""
    loop = free_port()
    to_engine = Relay(loop, there=there) if there else Relay(loop)
    with world.gateway(to_engine.port) as gateway:
        to_gateway = Relay(gateway.port, back=back) if back else None
        port = to_gateway.port if to_gateway else gateway.port
        found = world.contract(*world.base_url(port), "--loop", f"127.0.0.1:{loop}", "--case", pattern)
        if to_gateway:
            to_gateway.close()
    to_engine.close()
    return found


def check_real_answers_are_what_openapi_says(world):
    loop = free_port()
    with world.gateway(loop) as gateway:
        between = Relay(gateway.port, back=lambda message: message)
        for files in ("routes", "aliases", "answers", "fields", "local", "credentials", "native", "native_errors"):
            code, _, said = world.contract(*world.base_url(between.port), "--loop", f"127.0.0.1:{loop}",
                                           "--case", f"{files}: *")
            assert code == 0, said
        between.close()
    judged, faults = openapi.judge_answers(between.answers, MOUNT)
    assert not faults, "\n".join(faults)
    assert judged >= 500, f"only {judged} answers were judged"


def check_wrong_gateways(world):
    for name, side, change, pattern, words in GATEWAY:
        code, report, said = loop_run(world, **{side: change}, pattern=pattern)
        assert code == 1, f"{name}: exit code {code}\n{said}"
        assert re.search(words, complaints_of(report)), f"{name}: nobody says {words}\n{said}"
        assert "demo-client-key" not in said + json.dumps(report), f"{name}: a key is in the report"


def check_every_report_can_be_read_and_holds_no_key(world):
    loop, files = free_port(), {kind: world.folder / f"report.{kind}" for kind in ("junit", "tap", "html")}
    with world.gateway(loop) as gateway:
        between = Relay(gateway.port, back=with_field(b"Vary: ps_demo_native_key, demo-client-key, demo%2Dclient%2Dkey"))
        code, report, said = world.contract(*world.base_url(between.port), "--loop", f"127.0.0.1:{loop}", "--tags",
                                            "routes,aliases", *(word for kind, path in files.items()
                                                                for word in (f"--{kind}", str(path))))
        between.close()
    assert code == 1 and report["failed"] >= 50, said
    texts = {kind: path.read_text() for kind, path in files.items()}
    suite = xml.etree.ElementTree.fromstring(texts["junit"])
    count = len(report["cases"])
    assert int(suite.get("tests")) == len(suite.findall("testcase")) == count
    assert int(suite.get("failures")) == len(suite.findall("testcase/failure")) == report["failed"]
    assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped")) == report["skipped"]
    assert {case.get("classname") for case in suite} == {"routes", "aliases"}
    points = re.findall(r"^(?:not )?ok (\d+) - ", texts["tap"], re.M)
    assert texts["tap"].startswith(f"TAP version 14\n1..{count}\n") and points == [str(i + 1) for i in range(count)]
    assert texts["html"].count("<article") == texts["html"].count("</article>") == report["failed"]
    for text in (*texts.values(), json.dumps(report), said):
        for secret in ("ps_demo_native_key", "demo-client-key", "demo%2Dclient%2Dkey"):
            assert secret not in text, f"{secret}: {text[max(0, text.find(secret) - 200):][:400]}"


def check_relays_alone_change_nothing(world):
    code, _, said = loop_run(world, there=lambda message: message, back=lambda message: message, pattern="routes: *")
    assert code == 0, said


def ask_engine(port, path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, {"x-api-key": "ps_local_web"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def check_safe_mode_touches_no_call(world):
    """Calls that ring are as they were, and the engine was asked for nothing but reads. Its time stands nearly still."""
    with world.engine(speed=0.01) as engine:
        ask_engine(engine.port, "/v1/calls", b'{"to":"+5511988887777"}')
        ask_engine(engine.port, "/_engine/calls/inbound", b'{"from":"+5511977776666"}')
        before = ask_engine(engine.port, "/v1/calls")
        between = Relay(engine.port)
        with world.local_gateway(between.port) as gateway:
            code, report, said = world.contract(*world.base_url(gateway.port))
        between.close()
        after = ask_engine(engine.port, "/v1/calls")
    assert code == 0, said
    assert report["passed"] >= 60, said
    in_the_end = {call["direction"]: call for call in after["calls"]}
    assert len(before["calls"]) == len(after["calls"]) == 2, f"{before}\n{after}"
    assert in_the_end["INBOUND"] in before["calls"], f"{before}\n{after}"
    assert in_the_end["OUTBOUND"]["status"] in ("INITIATED", "RINGING", "ACCEPTED"), f"{before}\n{after}"
    assert between.starts, "no read reached the engine"
    assert all(start.startswith("GET ") for start in between.starts), between.starts


def check_usual_limits_are_waited_for(world):
    """A 429 is no fault of the gateway's: what is safe is sent again when Retry-After allows it."""
    with world.engine() as engine:
        with world.local_gateway(engine.port, "key_rate: 10, key_burst: 5, ") as gateway:
            between = Relay(gateway.port, back=lambda message: message)
            code, report, said = world.contract(*world.base_url(between.port), "--tags", "cors,local,paths")
            between.close()
    assert code == 0 and report["passed"] >= 30, said
    assert any(message.startswith(b"HTTP/1.1 429 ") for _, message in between.answers), "the limits were not met"


class Turncoat(http.server.BaseHTTPRequestHandler):
    """A gateway that names a call so that the next request would be an order."""
    protocol_version = "HTTP/1.1"
    seen = []

    def do_GET(self):
        Turncoat.seen.append(self.path)
        body = b'{"callId":"start"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def check_what_a_case_becomes_is_judged_as_well(world):
    folder = world.case_folder(
        "kept.case",
        "=== kept\nwhy: It reads, at first.\nclient sends:\n    GET /call/list\nengine sees nothing\nclient sees:\n    200\n"
        "keep: id = json callId\nclient sends:\n    GET /call/${id}\nengine sees nothing\nclient sees:\n    200\n")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Turncoat) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        code, report, said = world.contract(*world.base_url(server.server_port), "--cases", str(folder))
        server.shutdown()
    assert code == 1 and "not sent, it is not safe" in complaints_of(report), said
    assert Turncoat.seen == [MOUNT + "/call/list"], Turncoat.seen


class Untidy(http.server.BaseHTTPRequestHandler):
    """A gateway that says something to the engine which no case asks for: at first something cut off, or once it has
    answered. It answers the second request when the engine has heard that."""
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        first = not self.path.endswith("?again")
        if first and self.server.bytes_behind is None:
            with socket.create_connection(("127.0.0.1", self.server.engine)) as cut:
                cut.sendall(b"GET /v1/ca")
        else:
            self.server.heard.wait(0 if first else 20)
        body = b"{}"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if first and self.server.bytes_behind is not None:
            with socket.create_connection(("127.0.0.1", self.server.engine)) as late:
                late.sendall(self.server.bytes_behind)
                late.recv(1000)
        self.server.heard.set()

    def log_message(self, *_):
        pass


def check_what_no_case_asked_for_is_a_fault(world):
    one = "client sends:\n    GET /server/ok\nengine sees nothing\nclient sees:\n    200\n"
    folder = world.case_folder("untidy.case", f"=== first\nwhy: It asks nobody.\n{one}=== second\nwhy: As the first.\n"
                               f"{one.replace('/ok', '/ok?again')}")
    for bytes_behind, words in ((None, "a cut request: GET /v1/ca"),
                                (b"GET /v1/late HTTP/1.1\r\nHost: x\r\n\r\n", "sees what it should not: GET /v1/late")):
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Untidy) as server:
            server.engine, server.heard, server.bytes_behind = free_port(), threading.Event(), bytes_behind
            threading.Thread(target=server.serve_forever, daemon=True).start()
            code, report, said = world.contract(*world.base_url(server.server_port), "--cases", str(folder),
                                                "--loop", f"127.0.0.1:{server.engine}")
            server.shutdown()
        assert code == 1 and words in complaints_of(report), said


def check_live_call(world):
    """One call is placed, once, and ended; nothing is placed that nobody has confirmed."""
    with world.engine() as engine:
        between = Relay(engine.port)
        with world.local_gateway(between.port) as gateway:
            live = [*world.base_url(gateway.port), "--live", "+5511987654321"]
            code, report, said = world.contract(*live)
            assert code == 64 and report is None and not between.starts, said
            code, report, said = world.contract(*live, "--yes-place-a-call")
            assert code == 0 and report["passed"] == 1, said
            assert calls_of(between) == (1, 1, 0), between.starts
            code, report, said = world.contract(*live, "--yes-place-a-call", "--play", "https://files.example/a.mp3")
        between.close()
    assert code == 0 and report["passed"] == 1, said
    assert calls_of(between) == (2, 2, 1), between.starts
    assert "5511987654321" not in said + json.dumps(report), said


def calls_of(between):
    """How many were placed, ended, and had a sound played."""
    starts = between.starts
    return (starts.count("POST /v1/calls HTTP/1.1"), sum("/terminate " in start for start in starts),
            sum("/play " in start for start in starts))


def check_live_call_of_the_engine(world):
    with world.engine() as engine:
        between = Relay(engine.port)
        live = ["--engine", f"http://127.0.0.1:{between.port}", "--native-key-file", str(world.folder / "native"),
                "--live", "+5511987654321"]
        code, report, said = world.contract(*live)
        assert code == 64 and report is None and not between.starts, said
        code, report, said = world.contract(*live, "--yes-place-a-call")
        between.close()
    assert code == 0 and report["passed"] == 1, said
    assert calls_of(between) == (1, 1, 0), between.starts
    assert "5511987654321" not in said + json.dumps(report), said


def check_a_lying_case_is_refused(world):
    folder = world.case_folder(
        "liar.case",
        "=== start\nwhy: It says that it is safe.\ntags: safe\nclient sends:\n    POST /call/start\n"
        "    {\"number\":\"5511987654321\"}\nengine sees nothing\nclient sees:\n    400 BAD_NUMBER\n")
    seen = Relay(free_port())
    with world.gateway(free_port()) as gateway:
        seen.to = gateway.port
        code, report, said = world.contract(*world.base_url(seen.port), "--cases", str(folder))
    seen.close()
    assert code == 1 and "it is refused" in complaints_of(report), said
    assert not seen.starts, seen.starts


def check_right_engine(world):
    with world.engine() as engine:
        code, report, said = world.contract("--engine", f"http://127.0.0.1:{engine.port}",
                                            "--key-file", str(world.folder / "native"))
    assert code == 0 and report["passed"] >= 7, said


def check_deviating_engines(world):
    with world.engine() as engine:
        for name, change, words in ENGINE:
            between = Relay(engine.port, back=change)
            code, report, said = world.contract("--engine", f"http://127.0.0.1:{between.port}",
                                                "--key-file", str(world.folder / "native"))
            between.close()
            assert code == 1, f"{name}: exit code {code}\n{said}"
            assert re.search(words, complaints_of(report)), f"{name}: nobody says {words}\n{said}"


class Silent(http.server.BaseHTTPRequestHandler):
    """It ends each connection without a word."""

    def handle(self):
        pass


def check_what_is_gone_is_not_asked_hundreds_of_times(world):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        code, report, said = world.contract(*world.base_url(server.server_port))
        server.shutdown()
    assert code == 1 and report["failed"] == 5 and report["passed"] == 0, said
    assert "no answer to the last 5 cases" in said, said


def check_exit_codes(world):
    nobody = world.base_url(free_port())
    assert world.contract(*nobody)[0] == 69
    assert world.contract("--base-url", "ftp://x", "--key-file", str(world.folder / "key"))[0] == 64
    assert world.contract("--base-url", "http://127.0.0.1:1")[0] == 64
    assert world.contract(*nobody[:2], "--key-file", str(world.folder / "none"))[0] == 64
    assert world.contract(*nobody, "--dry-run")[0] == 0
    assert world.contract(*nobody, "--junit", str(world.folder / "none/report.xml"))[0] == 64
    assert world.contract(*nobody, "--live", "+5511987654321", "--yes-place-a-call", "--cases", str(world.folder))[0] == 64
    assert world.contract(*nobody, "--dry-run", "--tags", "no-such-tag")[1]["cases"] == []
    code, _, said = world.contract(*nobody, "--list", "--case", "routes: start")
    assert code == 0 and said.startswith("routes: start\n"), said


def main():
    word = sys.argv[2] if len(sys.argv) > 2 else ""
    checks = {name: check for name, check in globals().items() if name.startswith("check_") and word in name}
    failed = 0
    for name, check in checks.items():
        with tempfile.TemporaryDirectory() as folder:
            try:
                check(World(str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(folder)))
                print(f"passed {name}", flush=True)
            except (AssertionError, subprocess.TimeoutExpired) as problem:
                failed += 1
                print(f"FAILED {name}: {problem}", flush=True)
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed or not checks else 0


if __name__ == "__main__":
    sys.exit(main())
