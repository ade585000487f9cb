"""Python's urllib: start, get until connected, list, hang up."""
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request


def send(method, path, body=None):
    request = urllib.request.Request(
        os.environ["BASE_URL"] + path, method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"apikey": os.environ["API_KEY"], "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


status, call = send("POST", "/call/start", {"number": "5511988880006"})
assert status == 201, (status, call)
assert call["message"] == "success" and call["direction"] == "outgoing", call
call_id = call["callId"]

deadline = time.monotonic() + 20
while call["state"] != "active":
    assert time.monotonic() < deadline, call
    status, call = send("GET", "/call/get?" + urllib.parse.urlencode({"callId": call_id}))
    assert status == 200 and call["callId"] == call_id, (status, call)

status, listed = send("GET", "/call/list?limit=25")
assert status == 200 and call_id in [one["callId"] for one in listed["data"]], (status, listed)

status, call = send("POST", "/call/hangup", {"callId": call_id})
assert status == 200 and call["state"] == "ended", (status, call)
status, call = send("GET", "/call/get/" + call_id)
assert status == 200 and call["state"] == "ended" and call["endedAt"], (status, call)

status, answer = send("POST", "/call/reject", {"callId": "nobody"})
assert (status, answer) == (404, {"error": "call not found", "code": "CALL_NOT_FOUND"}), (status, answer)
