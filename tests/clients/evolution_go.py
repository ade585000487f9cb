"""A stand-in of an Evolution GO server: it takes requests with the token of its one instance, and says what it took."""
import hashlib
import http.server
import json
import re
import ssl
import threading

TOKEN = "token-of-instance"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            assert self.rfile.readline() == b"\r\n"
        assert self.rfile.readline() == b"\r\n"
        return body

    def _answer(self, status, body, kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _serve(self):
        body = self._body()
        known = self.headers.get_all("apikey") == [TOKEN]
        self.server.requests.append((f"{self.command} {self.path}", body, known))
        wanted = re.search(r"\?bytes=(\d+)$", self.path)
        if not known:
            return self._answer(401, b'{"error":"not authorized"}')
        if wanted:
            return self._answer(200, bytes(int(wanted[1])), "image/png")
        said = {"message": "success", "path": self.path, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest(),
                "type": self.headers.get("Content-Type", "")}
        self._answer(200, json.dumps(said).encode())

    do_GET = do_POST = do_PUT = do_DELETE = _serve

    def log_message(self, *_):
        pass


class EvolutionGo:
    """`requests`: (method and target, body, whether it had the one token) of each request so far. `certificate`: the
    name of a .crt and a .key for TLS, of localhost."""

    def __init__(self, certificate=None):
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate + ".crt", certificate + ".key")
            # each connection's own thread does its handshake
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True,
                                                      do_handshake_on_connect=False)
        self._server.daemon_threads = True
        self.requests = self._server.requests = []
        scheme, host = ("http", "127.0.0.1") if certificate is None else ("https", "localhost")
        self.url = f"{scheme}://{host}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.close()
