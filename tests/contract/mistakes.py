"""Mistakes of a gateway and of an engine, each with the cases that it is looked for in and what the kit must say.

To see one by hand, between two programs: python3 -B tests/contract/mistakes.py "forgets CORS" PORT
listens and passes everything on to PORT, with this mistake; without arguments it lists them all."""
import sys
import threading

from wrong_gateway import Relay, in_body, in_head, of_failures, of_posts, of_successes, with_field, without

# name, side ("back": what clients get, "there": what the engine gets), the change, cases, words of the complaint
GATEWAY = [
    ("drops a field of a call", "back", in_body(rb'"nativeId":"[^"]*",', b""), "routes: *", r"body: "),
    ("renames a field", "back", in_body(rb'"callId"', b'"call_id"'), "routes: *", r"body: "),
    ("swaps two statuses", "back", in_head(rb"^HTTP/1.1 404", b"HTTP/1.1 400"), "paths: *",
     r"status: expected 404, is 400"),
    ("answers 200 instead of 201", "back", in_head(rb"^HTTP/1.1 201", b"HTTP/1.1 200"), "routes: *",
     r"status: expected 201, is 200"),
    ("leaks the native key", "back", with_field(b"Vary: ps_demo_native_key"), "routes: *", r"gives away \*\*\*"),
    ("names itself", "back", with_field(b"Server: wrong/1.0"), "routes: *", r"a header that no answer has: Server"),
    ("forgets CORS", "back", without(rb"Access-Control-Allow-Origin"), "routes: *",
     r"no header Access-Control-Allow-Origin"),
    ("forgets nosniff", "back", without(rb"X-Content-Type-Options"), "routes: *", r"no header X-Content-Type-Options"),
    ("forgets the date", "back", without(rb"Date"), "routes: *", r"no good Date"),
    ("forgets the request's id", "back", without(rb"X-Request-Id"), "routes: *", r"no good X-Request-Id"),
    ("lets failures be cached", "back", of_failures(without(rb"Cache-Control")), "paths: *", r"no header Cache-Control"),
    ("says message in a failure", "back", of_failures(in_body(rb"^\{", b'{"message":"failed",')), "paths: *",
     r"a failure with `message`"),
    ("says error in a success", "back", of_successes(in_body(rb"^\{", b'{"error":null,')), "routes: *",
     r"a success with `error`"),
    ("forgets the code of a failure", "back", of_failures(in_body(rb',"code":"[^"]*"', b"")), "paths: *",
     r"a failure without `code`"),
    ("sends another media type", "back", in_head(rb"application/json; charset=utf-8", b"text/html"), "routes: *",
     r"header Content-Type is text/html"),
    ("sends a header twice", "back", with_field(b"X-Content-Type-Options: nosniff"), "routes: *", r"a header twice"),
    ("retries a POST", "there", of_posts(lambda message: message + message), "routes: *",
     r"no pipelining|the engine sees what it should not"),
    ("drops the plus of a number", "there", in_body(rb'"to":"\+', b'"to":"'), "routes: *",
     r"the engine's body: expected|impure: "),
    ("sends the client's key to the engine", "there", with_field(b"apikey: demo-client-key"), "routes: *",
     r"a header that Ramal never sends: apikey"),
    ("uses another native key", "there", in_head(rb"ps_demo_native_key", b"ps_somebody_else_s"), "routes: *",
     r"header x-api-key: expected"),
    ("asks by another method", "there", of_posts(in_head(rb"^POST", b"PUT")), "routes: *",
     r"the engine sees PUT|no native operation"),
]

# name, the change of its answers, words of the complaint
ENGINE = [
    ("renames the list", in_body(rb'"calls"', b'"items"'), r"the body lacks|body: "),
    ("answers 410 for a call that is gone", in_head(rb"^HTTP/1.1 404", b"HTTP/1.1 410"), r"expected 404, is 410"),
    ("answers 422 for a bad parameter", in_head(rb"^HTTP/1.1 400", b"HTTP/1.1 422"), r"expected 400, is 422"),
    ("answers 403 without a key", in_head(rb"^HTTP/1.1 401", b"HTTP/1.1 403"), r"expected 401, is 403"),
    ("answers 204 for a list", in_head(rb"^HTTP/1.1 200", b"HTTP/1.1 203"), r"expected 200, is 203"),
    ("has another shape of errors", in_body(rb'"code":', b'"type":'), r"body: "),
    ("names a code otherwise", in_body(rb"CALL_NOT_FOUND", b"NOT_FOUND"), r"body: .*CALL_NOT_FOUND"),
    ("forgets the media type", without(rb"Content-Type"), r"no header Content-Type"),
    ("says Unauthorized otherwise", in_body(rb"Unauthorized", b"unauthorized"), r"body: "),
    ("gives a 401 a code", in_body(rb'^\{"error":"Unauthorized"', b'{"code":"NO_KEY","error":"Unauthorized"'),
     r"the body has code"),
]


def main():
    changes = {name: {side: change} for name, side, change, _, _ in GATEWAY}
    changes |= {f"engine {name}": {"back": change} for name, change, _ in ENGINE}
    if len(sys.argv) != 3 or sys.argv[1] not in changes:
        print("\n".join(changes))
        return 64
    print(f"listening on 127.0.0.1:{Relay(int(sys.argv[2]), **changes[sys.argv[1]]).port}", flush=True)
    threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
