"""Ramal and its peers: how each is started, and the memory that it takes."""
import subprocess
from pathlib import Path

from harness import machine

HERE = Path(__file__).resolve().parent
COMMANDS = {"ramal": ["@RAMAL@", "serve", "--config", "@FILE@"], "nginx": ["nginx", "-c", "@FILE@"],
            "haproxy": ["haproxy", "-db", "-q", "-f", "@FILE@"]}
FILES = {"ramal": "ramal.yaml", "nginx": "nginx.conf", "haproxy": "haproxy.cfg"}


def _filled(text, values):
    for key, value in values.items():
        text = text.replace(f"@{key}@", str(value))
    return text


def start(peer, **values):
    """`values`: RAMAL (the program), PORT, ENGINE (its port) and RUN (a folder)."""
    file = Path(values["RUN"]) / FILES[peer]
    file.touch(0o600)
    file.write_text(_filled((HERE / FILES[peer]).read_text(), values))
    words = [_filled(word, values | {"FILE": file}) for word in COMMANDS[peer]]
    return subprocess.Popen(words, stdin=subprocess.DEVNULL)


def resident(pid):
    """KiB of anonymous memory over all of its processes."""
    return machine.resident(machine.tree(pid))[1]
