"""The native API's own SDK, from PyPI, through Ramal's native door: every call operation that it has. Its base URL is
fixed, so its transport hook puts Ramal's in the place of it. API_KEY is of a web number, META_KEY of an official one;
people call by ENGINE with WEB_NATIVE_KEY and META_NATIVE_KEY, which no request of the SDK has."""
import json
import os
import time
import urllib.error
import urllib.request

from pilot_status import PilotStatusClient
from pilot_status.errors import PilotStatusHttpError

VENDOR = "https://pilotstatus.com.br"
RAMAL = os.environ["NATIVE_URL"]
OFFER = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=setup:actpass\r\n"
ANSWER = OFFER.replace("actpass", "active")
statuses = []


def through_ramal(request, timeout):
    assert request.full_url.startswith(VENDOR + "/v1/calls"), request.full_url
    request = urllib.request.Request(RAMAL + request.full_url[len(VENDOR):], data=request.data,
                                     method=request.get_method(), headers=dict(request.header_items()))
    with urllib.request.urlopen(request, timeout=timeout) as answer:
        statuses.append(answer.status)
        return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode()


def client(key, **more):
    return PilotStatusClient(api_key=key, transport=through_ramal, get_retries=0, **more).calls


def somebody_calls(native_key, number):
    request = urllib.request.Request(f"http://{os.environ['ENGINE']}/_engine/calls/inbound",
                                     json.dumps({"from": number}).encode(), {"x-api-key": native_key})
    return json.load(urllib.request.urlopen(request, timeout=10))["id"]


def once(holds):
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "it took too long"


def refused(status, code, act):
    try:
        act()
    except PilotStatusHttpError as error:
        body = error.body
        assert error.status == status and body.get("code") == code, (error.status, body)
        return body
    raise AssertionError(f"not refused: {status} {code}")


def web_number():
    calls = client(os.environ["API_KEY"])
    started = calls.initiate({"to": "+5511988887777", "bizOpaqueCallbackData": "order 1"})
    assert statuses[-1] == 201 and set(started) == {"id", "externalCallId", "status"}, started
    call = started["id"]
    once(lambda: calls.get(call)["status"] == "ACCEPTED")
    details = calls.get(call, include_sdp=True)
    assert details["peerNumber"] == "5511988887777" and "sdpOffer" in details, details
    assert details["bizOpaqueCallbackData"] == "order 1" and "callId" not in details, details
    assert calls.list(limit=1, before="2100-01-01T00:00:00Z")["calls"][0]["id"] == call
    assert calls.get(details["externalCallId"])["id"] == call
    assert calls.play(call, "https://media.example/a.mp3")["success"] is True
    session = calls.realtime_session(call, "talk")
    assert session["wsUrl"].startswith("ws") and session["expiresInSeconds"] == 120, session
    assert calls.terminate(call) == {"success": True, "id": call, "status": "COMPLETED"}

    inbound = somebody_calls(os.environ["WEB_NATIVE_KEY"], "5521977776666")
    assert calls.accept(inbound)["status"] == "ACCEPTED"
    calls.terminate(inbound)
    assert calls.reject(somebody_calls(os.environ["WEB_NATIVE_KEY"], "5521977776667"))["status"] == "REJECTED"

    refused(404, "CALL_NOT_FOUND", lambda: calls.get("call_of nobody"))
    refused(400, "INVALID_LIMIT", lambda: calls.list(limit=0))
    refused(400, "FEATURE_NOT_SUPPORTED", calls.get_settings)
    refused(400, "FEATURE_NOT_SUPPORTED", lambda: calls.pre_accept(call, ANSWER))
    assert refused(400, None, lambda: calls.initiate({"to": "nobody"})) == {"error": "Validation error"}


def official_number():
    # the number is the key's, whatever a client says besides
    calls = client(os.environ["META_KEY"], whatsapp_number_id="wn_of_somebody_else")
    assert calls.get_settings()["calling"]["status"] == "ENABLED"
    hours = {"status": "ENABLED", "timezone_id": "America/Sao_Paulo",
             "weekly_operating_hours": [{"day_of_week": "MONDAY", "open_time": "0900", "close_time": "1800"}]}
    assert calls.update_settings({"call_icon_visibility": "DISABLE_ALL", "call_hours": hours}) == {"success": True}
    kept = calls.get_settings()["calling"]
    assert kept["call_icon_visibility"] == "DISABLE_ALL" and kept["call_hours"]["timezone_id"] == "America/Sao_Paulo"
    assert calls.update_settings({"call_icon_visibility": "DEFAULT"}) == {"success": True}

    unasked = "5511988880403"
    assert calls.get_permissions("+" + unasked)["permission"]["status"] == "no_permission"
    refused(400, "META_CALL_PERMISSION_REQUIRED", lambda: calls.initiate({"to": unasked, "sdp": OFFER}))
    assert calls.request_permission(unasked, "May we call you?")["messageId"]
    once(lambda: calls.get_permissions(unasked)["permission"]["status"] == "temporary")

    started = calls.initiate({"to": unasked, "sdp": OFFER})
    details = calls.get(started["id"], include_sdp=True)
    assert details["sdpOffer"] == OFFER, details
    calls.terminate(started["id"])

    inbound = somebody_calls(os.environ["META_NATIVE_KEY"], "5521966665555")
    assert calls.get(inbound, include_sdp=True)["sdpOffer"].startswith("v=0")
    assert calls.pre_accept(inbound, ANSWER)["status"] == "RINGING"
    assert calls.accept(inbound, ANSWER)["status"] == "ACCEPTED"
    calls.terminate(inbound)
    refused(400, "FEATURE_NOT_SUPPORTED", lambda: calls.play(inbound, "https://media.example/a.mp3"))


def strangers():
    for key in ("no-such-key", os.environ["WEB_NATIVE_KEY"]):  # a native key is none of ours
        assert refused(401, None, client(key).list) == {"error": "Unauthorized"}


web_number()
official_number()
strangers()
