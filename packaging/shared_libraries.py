"""Which shared libraries a program of any architecture needs: `readelf` says it, nothing is run."""
import re
import subprocess
from pathlib import Path

TRIPLETS = {"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}
NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
INTERPRETER = re.compile(r"program interpreter: (\S+)\]")


def names_in(shown):
    """(libraries, interpreter or None) of what `readelf --dynamic --program-headers` prints."""
    interpreter = INTERPRETER.search(shown)
    return NEEDED.findall(shown), interpreter and interpreter[1]


def read(path):
    shown = subprocess.run(["readelf", "--wide", "--dynamic", "--program-headers", str(path)], check=True,
                           capture_output=True, text=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}).stdout
    return names_in(shown)


def find(root, name, architecture):
    """The path of a library below root, without root."""
    triplet = TRIPLETS[architecture]
    for folder in (f"usr/lib/{triplet}", f"lib/{triplet}", "usr/lib", "lib"):
        if (Path(root) / folder / name).exists():
            return f"{folder}/{name}"
    raise FileNotFoundError(f"{name} is in none of the folders of {triplet} below {root}")


def closure(root, program, architecture, look=read):
    """Paths of all libraries that the program maps, and of the interpreter that its header names, all below root."""
    found, waiting = {}, [program]
    while waiting:
        needed, interpreter = look(Path(root) / waiting.pop())
        if interpreter:
            found[interpreter.rsplit("/", 1)[1]] = interpreter.lstrip("/")
        for name in needed:
            if name not in found:
                found[name] = find(root, name, architecture)
                waiting.append(found[name])
    return sorted(set(found.values()))
