#!/usr/bin/env python3
"""docs/openapi/ against the tables of routes, fields and errors, and against every whole answer of the contract cases.
  tests/check_openapi.py            says what is wrong, and ends with 1 if anything is
  tests/check_openapi.py --write    writes the documents again
"""
import json
import re
import sys

from openapi_document import ROOT, document, errors, postman

FOLDER = ROOT / "docs" / "openapi"
FILES = {"evolution-go.json": lambda: document(False), "native.json": lambda: document(True), "postman.json": postman}


def text_of(make):
    return json.dumps(make(), indent=1, ensure_ascii=False) + "\n"


def differences():
    for name, make in FILES.items():
        path = FOLDER / name
        if not path.exists() or path.read_text() != text_of(make):
            yield f"docs/openapi/{name} is not what the tables say: tests/check_openapi.py --write"


def faults(value, schema, root, where="body"):
    """What of a JSON value its schema does not allow: as much of JSON Schema as these documents use."""
    if "$ref" in schema:
        found = root
        for step in schema["$ref"][2:].split("/"):
            found = found[step]
        return faults(value, found, root, where)
    wanted = schema.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    kinds = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null", int: "number",
             float: "number"}
    if wanted and kinds[type(value)] not in wanted:
        return [f"{where} is {kinds[type(value)]}, not {' or '.join(wanted)}"]
    if "const" in schema and value != schema["const"]:
        return [f"{where} is {value!r}, not {schema['const']!r}"]
    found = []
    if isinstance(value, dict):
        found += [f"{where} lacks {name}" for name in schema.get("required", []) if name not in value]
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                found += faults(value[name], inner, root, f"{where}.{name}")
    if isinstance(value, list) and "items" in schema:
        for each in value:
            found += faults(each, schema["items"], root, f"{where}[]")
    return found


def operation_for(documents, start):
    """The document and the operation that a case's first line asks for; nothing for what no route has."""
    method, _, target = start.partition(" ")
    native = target.startswith("=/v1/calls")
    path = target.lstrip("=").split("?")[0].split(" ")[0]
    paths = documents[native]["paths"]
    fits = [pattern for pattern in paths
            if re.fullmatch(re.sub(r"\\\{id\\\}", "[^/]+", re.escape(pattern)), path) and method.lower() in paths[pattern]]
    # Words win over {id}.
    best = min(fits, key=lambda pattern: "{" in pattern, default=None)
    return (documents[native], paths[best][method.lower()]) if best else None


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


def wrong_answers():
    documents = {native: document(native) for native in (False, True)}
    count = 0
    for path in sorted((ROOT / "contract" / "cases").glob("*.case")):
        if path.name.startswith("events"):
            continue
        for case in re.split(r"^=== ", path.read_text(), flags=re.M)[1:]:
            if re.search(r"^settings:", case, re.M):
                continue
            name = f"{path.name}: {case.splitlines()[0]}"
            for start, status, body in whole_answers(case):
                found = operation_for(documents, start)
                if found is None:
                    continue
                count += 1
                root, operation = found
                answer = operation["responses"].get(status, operation["responses"]["default"])
                if "$ref" in answer:
                    answer = root["components"]["responses"]["Failure"]
                schema = answer["content"]["application/json"]["schema"] if "content" in answer else {}
                for fault in faults(body, schema, root):
                    yield f"{name}: {start} {status}: {fault}"
    if count < 40:
        yield f"only {count} whole answers were found in the cases: whole_answers reads them no more"


def main():
    if "--write" in sys.argv:
        FOLDER.mkdir(exist_ok=True)
        for name, make in FILES.items():
            (FOLDER / name).write_text(text_of(make))
    problems = [*differences(), *wrong_answers()]
    for each in problems:
        print(each)
    print(f"{len(errors())} errors, {sum(len(document(native)['paths']) for native in (False, True))} paths")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
