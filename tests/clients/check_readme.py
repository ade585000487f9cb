"""README.md: what it shows works, its tables leave nothing out, its links lead somewhere."""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from demo import Demo

RUNNERS = {"sh": ["bash", "-euc"], "php": ["php"], "python": [sys.executable, "-c"]}
CURL = 'curl() { command curl -sS -m 10 --fail-with-body "$@"; }\n'
SOURCES = ("config", "routes", "auth", "contract", "proxy", "engine", "tests", "examples")


def checks(setting):
    readme = (setting.root / "README.md").read_text()
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    yield "README.md's snippets work", lambda: run_snippets(setting, blocks)
    yield "README.md's configuration has no problem", lambda: check_configuration(setting, blocks)
    yield "README.md has every error code with its status", lambda: every_code(setting, readme)
    yield "README.md has every route, and no other", lambda: every_route(setting, readme)
    yield "README.md has every name of a field", lambda: every_field(setting, readme)
    yield "engine/README.md's commands work", lambda: run_engine_snippets(setting)
    yield "the engine's log says at debug why a request was refused", lambda: reasons_in_log(setting)
    yield "links between READMEs lead somewhere", lambda: links(setting)
    yield "every folder says what lives there", lambda: folders(setting)


def run_snippets(setting, blocks):
    runnable = [(language, text) for language, text in blocks if language not in ("console", "yaml")]
    assert len(runnable) >= 6, runnable
    environment = dict(os.environ, NODE_PATH=setting.node_modules)
    with Demo(setting.ramal) as server:
        for language, text in runnable:
            assert "127.0.0.1:8080" in text or "127.0.0.1:8081" in text, text
            text = text.replace("127.0.0.1:8080", server.gateway).replace("127.0.0.1:8081", server.engine)
            done = run_snippet(setting, language, text, environment)
            assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
            assert re.search(r"\b[0-9A-F]{32}\b", done.stdout), f"no call id:\n{text}\n{done.stdout}{done.stderr}"


def run_snippet(setting, language, text, environment):
    if language == "js":
        kind = "commonjs" if "require(" in text else "module"
        return setting.run(["node", f"--input-type={kind}", "-e", text], env=environment)
    if language == "php":
        with tempfile.NamedTemporaryFile("w", suffix=".php") as file:
            file.write(text)
            file.flush()
            return setting.run(["php", file.name], env=environment)
    return setting.run([*RUNNERS[language], (CURL if language == "sh" else "") + text], env=environment)


def run_engine_snippets(setting):
    text = (setting.root / "engine/README.md").read_text()
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2, blocks
    with Engine(setting) as engine:
        for block in blocks:
            assert "127.0.0.1:8090" in block, block
            done = setting.run(["bash", "-euc", CURL + block.replace("127.0.0.1:8090", engine.api)])
            assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"
            assert done.stdout.endswith('"status":"COMPLETED"}') or done.stdout.endswith('"status":"ACCEPTED"}'), done


def reasons_in_log(setting):
    for environment, reason in (({"RAMAL_LOG_LEVEL": "debug"}, True), ({}, False)):
        with Engine(setting, **environment) as engine:
            setting.run(["curl", "-sS", "-m", "10", f"http://{engine.api}/v1/calls", "-H", "x-api-key: ps_local_web",
                         "-d", '{"number":"5511988887777"}'])
        said = engine.stderr()
        assert ("engine: POST /v1/calls -> 400: to is required" in said) == reason, said
        assert "ps_local" not in said, said


class Engine:
    """`ramal engine` with the example's numbers on free ports, ended by SIGTERM."""

    def __init__(self, setting, **more):
        self._err = tempfile.TemporaryFile("w+b")
        ports = {"RAMAL_API": "127.0.0.1:0", "RAMAL_MEDIA": "127.0.0.1:0", "RAMAL_SPEED": "10"}
        self.process = subprocess.Popen(
            [setting.ramal, "engine", "--config", str(setting.root / "examples/reference-engine.yaml")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._err,
            env={"PATH": os.environ["PATH"], **ports, **more})
        deadline = time.monotonic() + 20
        while not (found := re.search(r"engine listening on port (\d+)", self.stderr())):
            assert time.monotonic() < deadline and self.process.poll() is None, self.stderr()
        self.api = f"127.0.0.1:{found.group(1)}"

    def stderr(self):
        return os.pread(self._err.fileno(), 1 << 24, 0).decode()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(20) == 0, self.stderr()


def check_configuration(setting, blocks):
    found = [text for language, text in blocks if language == "yaml"]
    assert found
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ramal.yaml"
        for text in found:
            as_it_stands = checked(setting, file, text)
            assert as_it_stands.returncode == 78 and as_it_stands.stderr.count("\n") == 1, as_it_stands
            assert "client_key: is the text of an example" in as_it_stands.stderr, as_it_stands
            done = checked(setting, file, text.replace("choose-a-long-random-text", "a-key-of-our-own"))
            assert done.returncode == 0, done


def checked(setting, file, text):
    file.write_text(text)
    file.chmod(0o600)
    return setting.run([setting.ramal, "check", "--config", str(file)],
                       env={"PATH": os.environ["PATH"], "SHOP_NATIVE_KEY": "ps_value",
                            "SHOP_EVOLUTION_GO_TOKEN": "a-token-of-its-instance"})


def every_code(setting, readme):
    source = (setting.root / "proxy/rules/error_answer.cpp").read_text()
    rows = {code: status for status, code in re.findall(r'\{kind::\w+, (\d+), "([A-Z_]+)"', source)}
    known = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)*)"', source))
    assert len(rows) > 30 and set(rows) <= known, rows
    documented = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]+?) \|", readme, re.MULTILINE))
    missing, invented = known - set(documented), set(documented) - known
    assert not missing and not invented, f"not in README.md: {missing}; in README.md alone: {invented}"
    for code, status in rows.items():
        said = documented[code]
        assert said == status or said.startswith("engine's"), f"{code}: {status} in the source, {said} in README.md"


def every_route(setting, readme):
    source = (setting.root / "routes/table.cpp").read_text()
    rows = {f"{verb.rstrip('_').upper()} {path}"
            for verb, path in re.findall(r'\{m::(\w+), "(/[^"*]+)", op::', source)}
    known = {row for row in rows if " /v1/" not in row}
    assert len(known) > 20, known
    said = set(re.findall(r"`((?:GET|POST|PUT|PATCH|DELETE) /(?:(?:call|server|instance)/[^`]*|manager))`", readme))
    assert known == said, f"not in README.md: {known - said}; in README.md alone: {said - known}"
    every_native_route(setting, rows - known)


def every_native_route(setting, known):
    """Those of the native door stand in its contract."""
    table = re.findall(r"^\| (`.*?`) \|", (setting.root / "docs/contracts/gateway.md").read_text(), re.MULTILINE)
    said = set()
    for cell in table:
        routes = re.findall(r"`(?:(GET|POST|PUT) )?(/[^`]*)`", cell)
        verb, first = routes[0] if routes else ("", "")
        if first.startswith("/v1/"):  # "`POST /v1/calls/{id}/reject`, `/terminate`": the last word changes
            said |= {f"{verb} {first}"} | {f"{verb} {first.rsplit('/', 1)[0]}{more}" for _, more in routes[1:]}
    assert len(said) == 13 and said == known, f"{known ^ said}"


def every_field(setting, readme):
    source = (setting.root / "routes/table.cpp").read_text()
    names = re.findall(r'\{"(\w+)", field::(?:call_id|callee|media_url|mode)\}', source)
    assert len(names) > 10, names
    missing = [name for name in names if f"`{name}`" not in readme]
    assert not missing, missing


def links(setting):
    tracked = setting.run(["git", "-C", str(setting.root), "ls-files", "-co", "--exclude-standard", "*.md"])
    files = tracked.stdout.split()
    assert "README.md" in files, tracked
    for name in files:
        file = setting.root / name
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", file.read_text()):
            assert "://" in target or (file.parent / target).exists(), f"{name} links to {target}"


def folders(setting):
    wanted = [setting.root / name for name in SOURCES]
    wanted += [path for path in (setting.root / "proxy").iterdir() if path.is_dir()]
    missing = [str(path) for path in wanted if not (path / "README.md").exists()]
    assert not missing, missing
