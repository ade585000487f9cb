"""The console in Debian's Chromium with a microphone that Chromium makes up: a call that a person makes and hears, one that
comes in, the inspector's four panes, the overview; both languages, a phone's width, the keyboard alone, axe-core, the
page's policy. Pictures are left in build/console."""
import json
import os
import pathlib
import re
import tempfile
import time
import urllib.error
import urllib.request

from check_operator_commands import free_port
from demo import MOUNT, Demo, Program

HERE = pathlib.Path(__file__).resolve().parent


def checks(setting):
    if "/asan/" in setting.ramal:  # the page is the same there, and every second of it is a minute
        return
    yield "the console's sound: rates, gaps, energy", lambda: sound(setting)
    yield "the console's texts stand in both languages", lambda: texts(setting)
    yield "the console's files are formatted, and their types fit", lambda: formatted(setting)
    yield "cases that are copied from the inspector pass in ramal contract --loop", lambda: played(setting)
    yield "the console in a browser: calls, inspector, overview", lambda: look(setting)


def sound(setting):
    done = setting.run(["node", str(HERE / "client_sound.mjs")], env=dict(os.environ, UI=str(setting.root / "proxy/admin/ui")))
    assert done.returncode == 0, done.stdout + done.stderr


def formatted(setting):
    for tool, words in (("prettier/bin/prettier.cjs", ("--check", "ui")), ("typescript/bin/tsc", ("-p", "."))):
        done = setting.run(["node", str(pathlib.Path(setting.node_modules) / tool), *words], seconds=60,
                           cwd=setting.root / "proxy/admin")
        assert done.returncode == 0, done.stdout + done.stderr


def texts(setting):
    """Each text stands in both languages, none is missing and none is left over."""
    folder = setting.root / "proxy/admin/ui"
    table = (folder / "i18n.js").read_text()
    others = "".join(path.read_text() for path in folder.glob("*.js") if path.name != "i18n.js")
    there = set(re.findall(r"^  (\w+): \[", table, re.M))
    wanted = set(re.findall(r"\bt\('(\w+)'", others))
    assert len(there) > 100 and wanted <= there, wanted - there
    left = [one for one in there if not one.startswith(("word_", "event_")) and not re.search(rf"['`]{one}['`]", others)
            and not re.search(rf"^  {one}: ", others, re.M)]
    assert not left, left


def asked(server, method, path, body=None, at=None):
    """What a bot asks of the demo; status and JSON. `at`: another base than that of /call."""
    request = urllib.request.Request((at or server.base) + path, None if body is None else json.dumps(body).encode(), method=method,
                                     headers={"apikey": "demo", "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def seen_by_inspector(server, count):
    """The last `count` exchanges whole, the oldest first."""
    found = re.search(r"(http://127\.0\.0\.1:\d+)/#t=(\S+)", server.text)
    assert found, "the demo does not print the console's address:\n" + server.text

    def get(path):
        request = urllib.request.Request(found[1] + path, headers={"Authorization": "Bearer " + found[2]})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def rows():
        return [row for row in get("/api/requests?n=50")["requests"] if row["kind"] == "request"]
    assert server.wait_for(lambda: len(rows()) >= count), rows()
    return [get(f"/api/requests/{row['id']}") for row in rows()]


def converse(server):
    """One of each kind: body, path and query have the id of a call, the engine refuses, the gateway does. How many."""
    status, started = asked(server, "POST", "/call/start", {"number": "5511987654321", "video": False})
    assert status == 201, started
    call = started["data"]["callId"]
    count = 1
    while asked(server, "GET", f"/call/get/{call}")[1]["nativeStatus"] != "ACCEPTED":
        count += 1
        assert count < 40, "the call is not answered"
        time.sleep(0.1)
    last = [("GET", "/call/list?limit=5"), ("POST", "/call/media/realtime/session", {"callId": call}),
            ("POST", "/call/hangup", {"callId": call}), ("DELETE", f"/call/{call}"),
            ("POST", "/call/hangup", {"callId": "call_nobody0123456789knows"}), ("POST", "/call/start", {"number": "12"}),
            ("GET", f"/v1/calls/{started['data']['nativeId']}", None, f"http://{server.gateway}")]
    for one in last:
        asked(server, *one)
    return count + 1 + len(last)


def played(setting):
    with Demo(setting.ramal) as server:
        exchanges = seen_by_inspector(server, converse(server))
    with tempfile.TemporaryDirectory() as folder:
        here = pathlib.Path(folder)
        (here / "cases").mkdir()
        (here / "seen.json").write_text(json.dumps(exchanges))
        made = setting.run(["node", str(HERE / "case_of.mjs"), str(here / "seen.json"), str(here / "cases")],
                           env=dict(os.environ, UI=str(setting.root / "proxy/admin/ui")))
        assert made.returncode == 0, made.stdout + made.stderr
        at, engine = free_port(), free_port()
        text = (setting.root / "examples/contract-loop.yaml").read_text()
        (here / "ramal.yaml").write_text(text.replace(":8080", f":{at}").replace(":9000", f":{engine}"))
        for name in ("ramal.yaml", "key"):
            (here / name).touch()
            (here / name).chmod(0o600)
        (here / "key").write_text("demo-client-key")
        with Program([setting.ramal, "serve", "--config", str(here / "ramal.yaml")]) as gateway:
            assert gateway.wait_for(lambda: "listening on" in gateway.stderr()), gateway.stderr()
            done = setting.run([setting.ramal, "contract", "--base-url", f"http://127.0.0.1:{at}{MOUNT}", "--key-file",
                                str(here / "key"), "--loop", f"127.0.0.1:{engine}", "--cases", str(here / "cases"),
                                "--json", str(here / "report.json")])
        cases = "".join(one.read_text() for one in sorted((here / "cases").iterdir()))
        report = json.loads((here / "report.json").read_text())
        assert done.returncode == 0, done.stdout + done.stderr + cases
        assert not re.search(r"^    [A-Z]+ /.*\*", cases, re.M) and report["passed"] == len(exchanges), (report, cases)


def look(setting):
    pictures = pathlib.Path(setting.node_modules).parents[1] / "console"
    pictures.mkdir(parents=True, exist_ok=True)
    with Demo(setting.ramal, speed=4) as server:
        found = re.search(r"http://127\.0\.0\.1:\d+/#t=\S+", server.text)
        assert found, "the demo does not print the console's address:\n" + server.text
        environment = dict(os.environ, CONSOLE=found[0], PICTURES=str(pictures), NODE_PATH=setting.node_modules)
        done = setting.run(["node", str(HERE / "client_console.cjs")], seconds=180, env=environment)
        assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}{done.stderr}"
        assert server.requests_once(lambda all: any(one["route"] == "/call/answer" for one in all))
