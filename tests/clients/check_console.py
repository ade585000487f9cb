"""The console in Debian's Chromium with a microphone that Chromium makes up: a call that a person makes and hears, one that
comes in, the inspector's four panes, the overview; both languages, a phone's width, the keyboard alone, axe-core, the
page's policy. Pictures are left in build/console."""
import os
import pathlib
import re

from demo import Demo

HERE = pathlib.Path(__file__).resolve().parent


def checks(setting):
    if "/asan/" in setting.ramal:  # the page is the same there, and every second of it is a minute
        return
    yield "the console's sound: rates, gaps, energy", lambda: sound(setting)
    yield "the console's texts stand in both languages", lambda: texts(setting)
    yield "the console's files are formatted, and their types fit", lambda: formatted(setting)
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
