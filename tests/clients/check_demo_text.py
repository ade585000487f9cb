"""The lines that `ramal demo` prints work when they are pasted in order, and show all eight routes."""
import re

from demo import Demo
from webhooks import ask

EIGHT = {"/call/start", "/call/answer", "/call/reject", "/call/hangup", "/call/list", "/call/get", "/call/media/play",
         "/call/media/realtime/session"}
# A deadline for each curl, and a failure for each error answer.
PRELUDE = 'set -e\ncurl() { command curl -sS -m 10 --fail-with-body "$@"; }\n'


def checks(setting):
    yield "the demo's lines work when pasted in order", lambda: paste(setting)
    yield "the demo speaks English and Portuguese", lambda: languages(setting)
    yield "the demo shows the events that a bot would get, in order", lambda: shows_events(setting)


def lines_to_paste(text):
    inside = text[text.index("# 1."):text.index("Other keys")]
    return "".join(line + "\n" for line in inside.splitlines() if line and not line.startswith("#"))


def paste(setting):
    with Demo(setting.ramal) as server:
        for shell in ("sh", "bash"):
            done = setting.run([shell, "-c", PRELUDE + lines_to_paste(server.text)], seconds=60)
            assert done.returncode == 0, done.stdout + done.stderr
            assert "HTTP/1.1 201 Created" in done.stdout, done.stdout
            assert '"wsUrl":"ws://' in done.stdout and '"status":"rejected"' in done.stdout, done.stdout
        requests = server.requests_once(lambda all: sum(r["route"] == "/call/reject" for r in all) >= 2)
        assert EIGHT <= {r["route"] for r in requests}, {r["route"] for r in requests}
        assert {r["outcome"] for r in requests} == {"ok"}, requests


def shows_events(setting):
    """Somebody calls and gives up; then a call of our own, which rings without an event, is answered and hung up."""
    with Demo(setting.ramal) as server:
        missed = ask("POST", f"http://{server.engine}/_engine/calls/inbound", "ps_demo_web", {"from": "5521977770408"})
        assert server.wait_for(lambda: len(events(server)) >= 2), server.stdout()
        body = '{"number":"5521988880205"}'
        done = setting.run(["curl", "-sS", "-H", "apikey: demo", "-d", body, server.base + "/call/start"])
        own = re.search(r'"callId":"([0-9A-F]{32})"', done.stdout)[1]
        assert server.wait_for(lambda: len(events(server)) >= 4), server.stdout()
    call = missed["externalCallId"]
    assert events(server) == [("CallOffer", call, "inbound / recebida"), ("CallTerminate", call, "inbound / recebida"),
                              ("CallAccept", own, "outbound / feita"), ("CallTerminate", own, "outbound / feita")]


def events(server):
    return re.findall(r"^event / evento   (\w+)   (\w+)   (.*)$", server.stdout(), re.MULTILINE)


def languages(setting):
    with Demo(setting.ramal) as server:
        assert "Start a call" in server.text and "Inicie uma chamada" in server.text, server.text
        assert max(len(line) for line in server.text.splitlines()) <= 120, "a line is longer than 120 columns"
