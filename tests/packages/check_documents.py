"""Documents in two languages say the same; what install.md shows can be typed."""
import json
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients"))
from demo import Demo  # noqa: E402

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
