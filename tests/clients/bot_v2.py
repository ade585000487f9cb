"""A bot that waits for the event `call` of Evolution API v2."""
from bot_story import see_three_calls

ENDS = {"terminate": "", "reject": "reject", "timeout": "timeout"}


def read(body):
    assert body["event"] == "call" and isinstance(body["instance"], str), body
    data = body["data"]
    status = data["status"]
    if status == "ringing":  # the second event of an offer
        return None
    return {"what": "end" if status in ENDS else status, "id": data["id"], "from": data["from"],
            "reason": ENDS.get(status)}


see_three_calls(read)
