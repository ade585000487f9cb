"""OpenAPI 3.1 of the calls layer and of the native door, made from the tables of the sources."""
import json
import re
from pathlib import Path

from openapi_cases import cases, operation_for, whole_answers

ROOT = Path(__file__).resolve().parents[1]
ROUTE = re.compile(r"\{m::(\w+), \"([^\"]+)\", op::(\w+), as::(\w+)([^{}]*(?:\{[^{}]*\})?[^{}]*)\}")
ERROR = re.compile(r"\{kind::(\w+),\s*(\d{3}),\s*\"([^\"]*)\"")
FIELD = re.compile(r'\{"(\w+)", field::(\w+)\}')
OPERATION = re.compile(r'\{op::(\w+), m::(\w+), "([^"]*)", "([^"]*)", (true|false), (\d{3})')
# Of events' hooks, of the listener that says whether the gateway is ready, and one that nobody gets.
ELSEWHERE = {"event_too_large", "bad_signature", "event_came_back", "outbox_full", "outbox_failed", "draining",
             "not_ready", "client_gone"}
FIELDS_OF = {"start": ["callee", "sdp", "sdp_type", "opaque_data"], "answer": ["call_id", "sdp", "sdp_type"],
             "reject": ["call_id"], "hangup": ["call_id"], "get": ["call_id", "include_sdp"],
             "play": ["call_id", "media_url"], "realtime_session": ["call_id", "mode"]}
REQUIRED = {"start": ["callee"], "play": ["call_id", "media_url"], "answer": ["call_id"], "reject": ["call_id"],
            "hangup": ["call_id"], "get": ["call_id"], "realtime_session": ["call_id"]}
SHAPES = {"call": "CallAnswer", "started_call": "CallAnswer", "list": "ListAnswer", "list_and_calls": "ListAnswer",
          "session": "SessionAnswer", "connection": "ConnectionAnswer", "instances": "InstancesAnswer"}
NATIVE_SHAPES = {"start": "StartedCall", "list": "CallList", "get": "Call", "realtime_session": "Session"}


def source(path):
    return (ROOT / path).read_text()


def routes():
    """(method, pattern, operation, shape, rest) of every row, in the order of the table."""
    rows = ROUTE.findall(source("routes/table.cpp"))
    assert len(rows) > 30, "the route table is written otherwise now: mend ROUTE"
    return rows


def errors():
    rows = [(int(status), code) for kind, status, code in ERROR.findall(source("proxy/rules/error_answer.cpp"))
            if kind not in ELSEWHERE]
    assert len(rows) > 40, "the error table is written otherwise now: mend ERROR"
    return rows


def names_of_fields():
    """Every field's names, the first one first."""
    names = {}
    for name, field in FIELD.findall(source("routes/table.cpp")):
        names.setdefault(field, []).append(name)
    assert len(names) == 8, "the table of fields is written otherwise now: mend FIELD"
    return names


def successes():
    return {op: int(status) for op, _, _, _, _, status in OPERATION.findall(source("routes/table.cpp"))}


TEXT = {"type": "string"}
OPEN = {"type": "object"}
PERHAPS_TEXT = {"type": ["string", "null"]}  # null stays null
CALL_KEYS = {
    "callId": TEXT, "id": TEXT, "nativeId": TEXT,
    **{name: PERHAPS_TEXT for name in ("nativeStatus", "direction", "status", "state", "number", "peer")},
    "video": {"const": False}, "mediaType": {"const": "audio"}}
SAMPLES = {"callee": "+5511987654321", "call_id": "call_1", "media_url": "https://files.example/a.mp3", "mode": "talk"}


def schema(name):
    return {"$ref": f"#/components/schemas/{name}"}


def code_schema(codes):
    return {"anyOf": [{"type": "string", "enum": codes, "description": "Ramal's own"},
                      {"type": "string", "description": "the engine's, which pass through"}]}


def schemas(codes):
    success = {"message": {"const": "success"}}
    session = {"wsUrl": TEXT, "token": TEXT, "expiresInSeconds": {"type": "number"}, "callId": TEXT}
    return {
        "Call": {"type": "object", "required": ["callId", "id", "video", "mediaType"], "properties": CALL_KEYS},
        "CallAnswer": {"type": "object", "required": ["message", "data"],
                       "properties": {**success, **CALL_KEYS, "data": schema("Call")}},
        "ListAnswer": {"type": "object", "required": ["message", "data"],
                       "properties": {**success, "data": {"type": "array", "items": OPEN},
                                      "calls": {"type": "array", "items": OPEN}}},
        "SessionAnswer": {"type": "object", "required": ["message", "data"],
                          "properties": {**success, **session, "data": {"type": "object", "properties": session}}},
        "ConnectionAnswer": {"type": "object", "required": ["message", "data"], "properties": {
            **success, "data": {"type": "object", "required": ["Connected", "LoggedIn", "Name"], "properties": {
                "Connected": {"type": "boolean"}, "LoggedIn": {"type": "boolean"}, "Name": TEXT}}}},
        "InstancesAnswer": {"type": "array", "items": {"type": "object", "required": ["name", "connectionStatus"]}},
        "ServerOk": {"type": "object", "required": ["status"], "properties": {"status": {"const": "ok"}}},
        "Failure": {"type": "object", "required": ["error"], "properties": {
            "error": TEXT, "hint": TEXT, "code": code_schema(codes)}},
    }


def native_schemas(codes):
    call = {"id": TEXT, "status": TEXT}
    return {
        "Call": {"type": "object", "properties": call}, "StartedCall": {"type": "object", "properties": call},
        "CallList": {"type": "object", "properties": {"calls": {"type": "array", "items": OPEN}}},
        "Session": {"type": "object", "properties": {"wsUrl": TEXT, "token": TEXT}},
        "Any": {"type": "object"},
        "Failure": {"type": "object", "properties": {"error": TEXT, "code": code_schema(codes)}},
    }


def body_of(operation, has_id):
    names = names_of_fields()
    properties = {}
    for field in FIELDS_OF.get(operation, []):
        first, *others = names[field]
        properties[first] = {"description": "Also: " + ", ".join(others)} if others else {}
        if others:
            properties[first]["x-ramal-synonyms"] = others
        if field in SAMPLES:
            properties[first]["examples"] = [SAMPLES[field]]
    required = [names[field][0] for field in REQUIRED.get(operation, []) if not (has_id and field == "call_id")]
    # A body may name a field by any of its names, or hold it in `data`: so none is required here by one name.
    return {"required": bool(required), "content": {"application/json": {"schema": {
        "type": "object", "properties": properties, "x-ramal-required": required}}}}


def parameters(pattern, operation, native_queries):
    found = []
    if "{id}" in pattern:
        found.append({"name": "id", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 128}})
    queries = {"list": ["limit", "before"]}.get(operation, [])
    if operation == "get" and "{id}" not in pattern:
        queries = ["callId"]
    for name in native_queries if native_queries is not None else queries:
        found.append({"name": name, "in": "query", "schema": TEXT})
    return found


def answers(shape, success, statuses):
    made = {str(success): {"description": "success", "content": {"application/json": {"schema": schema(shape)}}}
            if shape else {"description": "success"}}
    for status in sorted(statuses):
        made.setdefault(str(status), {"$ref": "#/components/responses/Failure"})
    for others in ("4XX", "5XX"):  # the engine's own, which pass through
        made[others] = {"$ref": "#/components/responses/Failure"}
    return made


def operation_of(row, statuses, native):
    method, pattern, operation, shape, rest = row
    made = {"operationId": f"{method.strip('_')} {pattern}".replace("/", "_").replace(" ", ""), "tags": [operation]}
    if not native and "true" in rest:
        made["x-ramal-alias"] = True
    queries = re.findall(r'"(\w+)"', rest) if native else None
    if found := parameters(pattern, operation, queries):
        made["parameters"] = found
    if native and "br::" in rest and "br::none" not in rest:
        made["requestBody"] = {"required": "required" in rest, "content": {"application/json": {"schema": OPEN}}}
    elif not native and method == "post":
        made["requestBody"] = body_of(operation, "{id}" in pattern)
    name = NATIVE_SHAPES.get(operation, "Any") if native else SHAPES.get(shape)
    made["responses"] = answers("ServerOk" if operation == "server_ok" else name, successes()[operation], statuses)
    made["security"] = [] if operation == "server_ok" else [{"key": []}]
    if shape == "manager":
        made["responses"]["200"] = {"description": "a line of text", "content": {"text/plain": {"schema": TEXT}}}
    return made


def add_examples(paths, native):
    """The first success of each operation that a case says whole; cases about the routes themselves come first."""
    plain = [(name, case) for name, case in cases() if "${" not in name]
    for name, case in sorted(plain, key=lambda one: not one[0].startswith(("routes.", "local."))):
        for start, status, body in whole_answers(case):
            found = operation_for([{}, paths] if native else [paths, {}], start)
            answer = found[1]["responses"].get(status, {}) if found else {}
            content = answer.get("content", {}).get("application/json")
            if content is not None and status[0] == "2":
                content.setdefault("examples", {"case": {"summary": name, "value": body}})


def document(native):
    statuses = {status for status, _ in errors()}
    codes = sorted({code for _, code in errors() if code})
    paths = {}
    for row in routes():
        method, pattern = row[0].strip("_"), row[1]
        if (row[3] == "untouched") == native and not pattern.endswith("*"):
            paths.setdefault(pattern, {})[method] = operation_of(row, statuses, native)
    add_examples(paths, native)
    title = "Ramal: the native calls API" if native else "Ramal: calls of Evolution GO"
    server = "http://127.0.0.1:8080" if native else "http://127.0.0.1:8080/api/layer/evolution-go"
    failure = {"description": "a refusal", "content": {"application/json": {"schema": schema("Failure")}}}
    return {"openapi": "3.1.0",
            "info": {"title": title, "version": re.search(r"VERSION (\d+\.\d+\.\d+) LANG", source("CMakeLists.txt"))[1]},
            "servers": [{"url": server, "description": "ramal demo"}], "security": [{"key": []}], "paths": paths,
            "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header",
                                                       "name": "x-api-key" if native else "apikey"}},
                           "responses": {"Failure": failure},
                           "schemas": native_schemas(codes) if native else schemas(codes)}}


# The order in which somebody tries them: a call from start to end first.
TRIED = ["start", "get", "list", "play", "realtime_session", "answer", "reject", "hangup"]
ANSWERED = ["pm.test('it is answered', () => pm.expect(pm.response.code).to.be.below(500));"]
STARTED = ["pm.test('a call is started', () => pm.response.to.have.status(201));",
           "pm.collectionVariables.set('callId', pm.response.json().callId);"]
TESTS = {"start": STARTED, **{word: [f"pm.test('{word}', () => pm.response.to.have.status(200));"]
                              for word in ("get", "list", "hangup", "server_ok", "instance_status")}}


def postman_request(method, pattern, operation):
    path = pattern.replace("{id}", ":id")
    request = {"method": method, "header": [{"key": "apikey", "value": "{{apikey}}"}],
               "url": {"raw": "{{baseUrl}}" + path, "host": ["{{baseUrl}}"], "path": path[1:].split("/")}}
    if "{id}" in pattern:
        request["url"]["variable"] = [{"key": "id", "value": "{{callId}}"}]
    if operation == "get" and method == "GET" and "{id}" not in pattern:
        request["url"]["raw"] += "?callId={{callId}}"
        request["url"]["query"] = [{"key": "callId", "value": "{{callId}}"}]
    if method == "POST":
        names = names_of_fields()
        samples = {**SAMPLES, "call_id": "{{callId}}"}
        body = {names[field][0]: samples[field] for field in FIELDS_OF[operation] if field in samples}
        request["header"].append({"key": "Content-Type", "value": "application/json"})
        request["body"] = {"mode": "raw", "raw": json.dumps(body), "options": {"raw": {"language": "json"}}}
    return request


def postman():
    """A Postman 2.1 collection of the call routes, aliases aside, with the address and the key of `ramal demo`. The call
    that its first request starts is the one that the others are about."""
    items = []
    for method, pattern, operation, _, rest in (row for row in routes() if row[3] != "untouched"):
        if "true" in rest or pattern.endswith("*"):
            continue
        method = method.strip("_").upper()
        script = {"type": "text/javascript", "exec": TESTS.get(operation, ANSWERED)}
        place = TRIED.index(operation) if operation in TRIED else len(TRIED)
        items.append((place, {"name": f"{method} {pattern}", "event": [{"listen": "test", "script": script}],
                              "request": postman_request(method, pattern, operation)}))
    items.sort(key=lambda item: item[0])
    return {"info": {"name": "Ramal: calls of Evolution GO",
                     "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
            "variable": [{"key": "baseUrl", "value": "http://127.0.0.1:8080/api/layer/evolution-go"},
                         {"key": "apikey", "value": "demo"}, {"key": "callId", "value": SAMPLES["call_id"]}],
            "item": [item for _, item in items]}
