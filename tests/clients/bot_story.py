"""A bot that waits for events, like bot_story.cjs: it knows its own URL, the base URL and a key, and nothing else."""
import http.server
import json
import os
import queue
import sys
import threading
import urllib.request

PATIENCE = 20


class Hook:
    """Events in the order in which they come."""

    def __init__(self, read):
        events = self._events = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                assert self.headers["Content-Type"] == "application/json"
                event = read(json.loads(body))
                if event:
                    events.put(event)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        print("listening", self._server.server_port, flush=True)

    def expect(self, what, call=None):
        event = self._events.get(timeout=PATIENCE)
        assert event["what"] == what and call in (None, event["id"]), (what, call, event)
        return event


def send(base, path, body):
    request = urllib.request.Request(base + path, json.dumps(body).encode(),
                                     {"apikey": os.environ["API_KEY"], "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def see_three_calls(read):
    """`read(body)`: what an event of the dialect means, {"what": "offer" | "accept" | "end", "id", "from", "reason"};
    None for one that the bot does not care about."""
    hook = Hook(read)
    base = sys.stdin.readline().strip()

    offer = hook.expect("offer")
    assert offer["from"] == "5521977776666@s.whatsapp.net", offer
    call = offer["id"]
    send(base, "/call/answer", {"callId": call})
    hook.expect("accept", call)
    session = send(base, "/call/media/realtime/session", {"callId": call, "mode": "talk"})
    assert session["wsUrl"].startswith("ws://") and session["token"], session
    send(base, "/call/media/play", {"callId": call, "mediaUrl": "https://example.com/ola.mp3"})
    send(base, "/call/hangup", {"callId": call})
    hook.expect("end", call)
    print("answered", flush=True)

    missed = hook.expect("offer")
    assert hook.expect("end", missed["id"])["reason"] == "timeout"

    call = send(base, "/call/start", {"number": "5521988887777"})["callId"]
    assert hook.expect("accept", call)["from"] == "5521988887777@s.whatsapp.net"
    send(base, "/call/hangup", {"callId": call})
    hook.expect("end", call)
