"""What the contract cases say, for docs/openapi/."""
import json
import re
from pathlib import Path

CASES = Path(__file__).resolve().parents[1] / "contract" / "cases"


def cases():
    """("routes.case: start", text) of every case that needs no settings; those of events aside."""
    for path in sorted(CASES.glob("*.case")):
        if path.name.startswith("events"):
            continue
        for case in re.split(r"^=== ", path.read_text(), flags=re.M)[1:]:
            if not re.search(r"^settings:", case, re.M):
                yield f"{path.name}: {case.splitlines()[0]}", case


def operation_for(paths_of, start):
    """(whether it is native, the operation) that a case's first line asks for; nothing for what no route has. `paths_of`: the
    paths of the layer, and those of the native door."""
    method, _, target = start.partition(" ")
    native = target.startswith("=/v1/calls")
    path = target.lstrip("=").split("?")[0].split(" ")[0]
    paths = paths_of[native]
    fits = [pattern for pattern in paths
            if re.fullmatch(re.sub(r"\\\{id\\\}", "[^/]+", re.escape(pattern)), path) and method.lower() in paths[pattern]]
    # Words win over {id}.
    best = min(fits, key=lambda pattern: "{" in pattern, default=None)
    return (native, paths[best][method.lower()]) if best else None


def whole_answers(case):
    """(first line of a request, status, body) where an exchange says both whole."""
    for part in re.split(r"^client sends[^\n]*:\n", case, flags=re.M)[1:]:
        start = part.split("\n", 1)[0].strip()
        seen = re.search(r"^client sees:\n((?:    .*\n?)+)", part, re.M)
        if not seen or "${" in start or "raw" in case.split(part)[0][-12:]:
            continue
        lines = [line[4:] for line in seen[1].splitlines()]
        status = lines[0][:3]
        for i, line in enumerate(lines):
            rest = "".join(lines[i + 1:])
            if line == "call object:" and "${" not in rest:
                call = json.loads(rest)
                yield start, status, {"message": "success", **call, "data": call}
                break
            if i > 0 and line.startswith("{") and "${" not in line + rest:
                try:
                    yield start, status, json.loads(line + rest)
                except ValueError:  # an engine's own odd body
                    pass
                break
