"""Documents in two languages say the same; what install.md and operations.md show can be typed."""
import contextlib
import http.server
import json
import re
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients"))
from demo import Demo, Program  # noqa: E402

PAIRS = {"install.md": "pt/instalacao.md", "operations.md": "pt/operacao.md"}
NAMES = {"loja": "shop", "painel": "wallboard", "campanha": "campaign"}  # of keys, in the document's language
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)


def checks(setting):
    for english, portuguese in PAIRS.items():
        yield f"{english} and {portuguese} have the same sections, tables and commands", \
            lambda e=english, p=portuguese: same(setting, e, p)
    for name in ("install.md", "pt/instalacao.md"):
        yield f"{name}: what its commands name is there", lambda n=name: commands(setting, n)
        if setting.ramal:
            yield f"{name}: its calls work", lambda n=name: calls(setting, n)
    if setting.ramal:
        for name in ("operations.md", "pt/operacao.md"):
            yield f"{name}: its commands work, with its own configuration", lambda n=name: operations(setting, n)


def text(setting, name):
    return (setting.root / "docs" / name).read_text()


def without_comments(block):
    """Comments are in the document's language."""
    lines = (re.sub(r"\s+#.*$", "", line) for line in block.splitlines() if not line.lstrip().startswith("#"))
    return [line.rstrip() for line in lines if line.strip()]


def blocks(setting, name):
    return [(language, without_comments(body)) for language, body in BLOCK.findall(text(setting, name))]


def shape(setting, name):
    """Depth and number of each heading, and how many rows its tables have."""
    found = []
    for line in BLOCK.sub("", text(setting, name)).splitlines():
        if line.startswith("#"):
            found.append([re.match(r"#+(?: \d+\.)?", line)[0], 0])
        elif line.startswith("|"):
            found[-1][1] += 1
    return found


def same(setting, english, portuguese):
    one, other = shape(setting, english), shape(setting, portuguese)
    assert one == other, [pair for pair in zip(one, other) if pair[0] != pair[1]] or (len(one), len(other))
    ours, theirs = blocks(setting, english), blocks(setting, portuguese)
    assert len(ours) == len(theirs) > 3, (len(ours), len(theirs))
    for mine, (language, lines) in zip(ours, theirs):
        yours = (language, [re.sub("|".join(NAMES), lambda one: NAMES[one[0]], line) for line in lines])
        assert mine == yours, f"{mine}\n{yours}"


def lines_of(setting, name, language):
    return [line for kind, body in blocks(setting, name) if kind == language for line in body]


def commands(setting, name):
    """Nothing is run: folders, files, targets and packages that the lines name exist."""
    folder, seen = setting.root, 0
    ramal_sh = subprocess.run([setting.root / "ramal.sh", "help"], capture_output=True, text=True, check=True).stdout
    control = (setting.root / "debian/control").read_text()
    for line in lines_of(setting, name, "console"):
        words = line.removeprefix("$ ").split()
        if words[0] == "cd":
            folder = setting.root / words[1]
            assert folder.is_dir(), line
        elif words[0] == "cp":
            assert (folder / words[1]).exists(), line
        elif words[:2] == ["docker", "compose"]:
            assert (folder / "compose.yaml").exists() and words[2] in ("up", "ps", "down"), line
        elif words[0] == "./ramal.sh":
            assert re.search(rf"^  {words[1]}\b", ramal_sh, re.M), line
        elif words[0] in ("ramal", "runuser", "systemctl"):
            package_command(setting, words)
        elif words[:2] == ["apt-get", "install"]:
            for package in words[2:]:
                assert f"\nPackage: {package}\n" in control, line
        else:
            assert words[0] in ("curl", "echo", "apt-get"), f"nothing tests {line}"
        seen += 1
    assert seen >= 10, seen


def package_command(setting, words):
    """What the package brings: its units, and its program with the file that it installs."""
    if words[0] == "systemctl":
        assert (setting.root / f"debian/{words[2]}.service").exists(), words
        return
    if words[0] == "runuser":
        assert words[1:4] == ["-u", "ramal", "--"], words
        words = words[4:]
    assert words[2:] == ["--config", "/etc/ramal/ramal.yaml"], words
    assert f"\n.B {words[1]}\n" in (setting.root / "debian/ramal.1").read_text(), words


def calls(setting, name):
    lines = lines_of(setting, name, "sh")
    assert len(lines) == 2, lines
    with Demo(setting.ramal) as demo:
        for line in lines:
            assert "http://127.0.0.1:8080/" in line, line
            done = setting.run(["bash", "-c", line.replace("curl -i", "curl").replace("curl", "curl -sS --fail -m 10", 1)
                                .replace("127.0.0.1:8080", demo.gateway)])
            assert done.returncode == 0, done
            assert json.loads(done.stdout)["message"] == "success", done.stdout


class Bot(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def bot():
    """A bot that takes every event; its URL."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bot) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/webhook"
        finally:
            server.shutdown()


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def configuration(setting, name, folder, url, ports):
    """The document's own: its webhooks and its admin interface, with the reference engine."""
    shown = [body for language, body in BLOCK.findall(text(setting, name)) if language == "yaml"]
    parts = [next(body for body in shown if body.startswith(word)) for word in ("webhooks:", "admin:")]
    places = {"https://bot.example.com/webhook": url, "/etc/ramal": folder, "/var/lib/ramal": folder}
    for place, mine in {**places, "127.0.0.1:9901": f"127.0.0.1:{ports[1]}"}.items():
        assert any(place in part for part in parts), place
        parts = [part.replace(place, mine) for part in parts]
    own = f"listeners: [{{address: '127.0.0.1:{ports[0]}'}}]\nengine: {{base_url: 'http://127.0.0.1:{ports[2]}'}}\n"
    return own + "".join(parts)


def operations(setting, name):
    """Every line of its blocks is typed, with a folder, ports and a program of the test's."""
    lines = [line for language, body in BLOCK.findall(text(setting, name)) if language in ("console", "sh")
             for line in body.replace("\\\n", "").splitlines()]
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        ports, key = free_ports(4), re.search(r"/(\w+)_client_key", text(setting, name))[1]

        def typed(line):
            line = re.sub(r"^ramal\b", setting.ramal, line.removeprefix("$ ")).replace("/etc/ramal", folder)
            return re.sub(r"^curl\b", "curl -sS --fail -m 10", line.replace("127.0.0.1:9901", f"127.0.0.1:{ports[1]}"))

        def run(line):
            done = setting.run(["bash", "-c", typed(line)])
            assert done.returncode == 0, (line, done)
            return done.stdout

        def write(file, content):
            (Path(folder) / file).write_text(content)
            (Path(folder) / file).chmod(0o600)

        for file in (f"{key}_client_key", f"{key}_instance_token", "admin.token"):
            write(file, run(lines[0]))
        write(f"{key}_native_key", "ps_local_web\n")
        (hook,) = [line for line in lines if line.endswith("new-hook")]
        write(f"{key}_hook", run(hook))
        write("ramal.yaml", configuration(setting, name, folder, stack.enter_context(bot()), ports))
        engine = (setting.root / "examples/reference-engine.yaml").read_text()
        write("engine.yaml", engine.replace(":8090", f":{ports[2]}").replace(":8091", f":{ports[3]}"))
        reference = stack.enter_context(Program([setting.ramal, "engine", "--config", f"{folder}/engine.yaml"]))
        assert reference.wait_for(lambda: answers(ports[2])), reference.stderr()
        rest = [line for line in lines[1:] if line != hook]
        assert " check " in rest[0] and " serve " in rest[1] and len(rest) == 5, rest
        run(rest[0])
        gateway = stack.enter_context(Program(typed(rest[1]).split()))
        assert gateway.wait_for(lambda: answers(ports[0])), gateway.stderr()
        for line in rest[2:]:
            run(line)
        assert gateway.wait_for(lambda: "reloaded" in gateway.stderr()), gateway.stderr()


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
