"""A bot that waits for the events of Evolution GO, as its documents and sources have them."""
from bot_story import see_three_calls

KINDS = {"CallOffer": "offer", "CallAccept": "accept", "CallTerminate": "end"}


def read(body):
    assert {"event", "data", "instanceId", "instanceName"} <= set(body), body
    data = body["data"]
    return {"what": KINDS[body["event"]], "id": data["CallID"], "from": data["From"], "reason": data.get("Reason")}


see_three_calls(read)
