#!/usr/bin/env python3
"""docs/openapi/ against the tables of routes, fields and errors, and against every whole answer of the contract cases.
  tests/check_openapi.py            says what is wrong, and ends with 1 if anything is
  tests/check_openapi.py --write    writes the documents again
"""
import json
import sys

from openapi_cases import cases, operation_for, whole_answers
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


def faults_of(found, status, body):
    """What of an answer's body the operation does not allow. `found`: a document and an operation of it."""
    root, operation = found
    answers = operation["responses"]
    answer = answers.get(status, answers.get(status[0] + "XX"))
    if answer is None:
        return [f"the status {status} is not described"]
    if "$ref" in answer:
        answer = root["components"]["responses"]["Failure"]
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return faults(body, schema, root)


def judge_answers(answers, mount):
    """Real answers, (first line of the request, bytes): how many were judged, and what is wrong. What the engine says
    through the native door is its own matter: of that only Ramal's refusals are judged."""
    documents = {native: document(native) for native in (False, True)}
    codes = {code for _, code in errors() if code}
    judged, wrong = 0, []
    for line, message in answers:
        method, target = line.split(" ")[:2]
        start = f"{method} {target.removeprefix(mount)}" if target.startswith(mount) else f"{method} ={target}"
        head, _, body = message.partition(b"\r\n\r\n")
        found = operation_for([documents[False]["paths"], documents[True]["paths"]], start)
        if found is None or not body or method == "HEAD" or b"application/json" not in head:
            continue
        status = head.split(b" ")[1].decode()
        said = json.loads(body)
        if found[0] and (not isinstance(said, dict) or said.get("code") not in codes):
            continue
        judged += 1
        wrong += [f"{start} {status}: {each}" for each in faults_of((documents[found[0]], found[1]), status, said)]
    return judged, wrong


def wrong_answers():
    documents = {native: document(native) for native in (False, True)}
    count = 0
    for name, case in cases():
        for start, status, body in whole_answers(case):
            found = operation_for([documents[False]["paths"], documents[True]["paths"]], start)
            if found is None:
                continue
            count += 1
            for fault in faults_of((documents[found[0]], found[1]), status, body):
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
