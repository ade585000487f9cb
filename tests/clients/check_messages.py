"""Clients with one base URL and one key: messages and files by Ramal to a stand-in of an Evolution GO server, beside calls."""
import hashlib
import http.client
import json
import os
import pathlib
import ssl
import tempfile
import threading

from check_command_line import make_certificate
from demo import MOUNT, Demo
from evolution_go import TOKEN, EvolutionGo
from serve import Serve

HERE = pathlib.Path(__file__).resolve().parent
CLIENTS = {
    "an n8n node sends messages": ["node", "client_messages.cjs"],
    "Node's fetch and axios stream files": ["node", "client_uploads.cjs"],
    "PHP's cURL sends a form with a file": ["php", "client_upload.php"],
    "curl sends a form with a file": ["bash", "client_upload.sh"],
}


def checks(setting):
    go = EvolutionGo()
    server = Demo(setting.ramal, "--port", "0", "--evolution-go", go.url, environment={"EVOLUTION_GO_TOKEN": TOKEN})
    try:
        for name, command in CLIENTS.items():
            yield name, lambda c=command: run_client(setting, server, c)
        yield "files over TLS on both sides come whole", lambda: over_tls(setting)
        yield "the Evolution GO server saw no call and no key of a client", lambda: check_requests(go)
        yield "no token is in a log, and the server of messages ended in order", lambda: end(server)
    finally:
        server.process.kill()
        go.close()


OVER_TLS = """
listeners: [{{address: '127.0.0.1:0', tls: {{certificates: [{{cert_file: {0}.crt, key_file: {0}.key}}]}}}}]
evolution_go: {{base_url: '{1}', ca_file: {0}.crt}}
keys: [{{name: shop, client_key: client-of-a-test, native_key: ps_of_a_test, evolution_go_token: {2}}}]
limits: {{key_rate: 10000, key_burst: 10000}}
"""
SIZES = (1, 16384, 16385, 65511, 65536, 3_000_001)  # at the borders of records and of windows


def over_tls(setting):
    """Python's http.client, several at once: by length and chunked, and back."""
    with tempfile.TemporaryDirectory() as folder:
        make_certificate(setting, pathlib.Path(folder), "localhost")
        certificate = folder + "/localhost"
        with EvolutionGo(certificate) as go, Serve(setting.ramal, OVER_TLS.format(certificate, go.url, TOKEN)) as server:
            trust = ssl.create_default_context(cafile=certificate + ".crt")
            port, wrong = int(server.address.rsplit(":", 1)[1]), []
            clients = [threading.Thread(target=files_of_one, args=(port, trust, wrong)) for _ in range(4)]
            for client in clients:
                client.start()
            for client in clients:
                client.join()
            assert not wrong, wrong[0]
            assert len(go.requests) == 4 * 3 * len(SIZES), len(go.requests)


def files_of_one(port, trust, wrong):
    try:
        for size in SIZES:
            file = os.urandom(size)
            pieces = [file[at:at + 7001] for at in range(0, size, 7001)]
            for body, chunked in ((file, False), (iter(pieces), True)):
                said = json.loads(ask(port, trust, "POST", "/send/media", body, chunked))
                assert said["sha256"] == hashlib.sha256(file).hexdigest(), (size, chunked, said)
            back = ask(port, trust, "GET", f"/user/avatar?bytes={size}")
            assert len(back) == size, (size, len(back))
    except Exception as problem:  # for the thread that waits
        wrong.append(problem)


def ask(port, trust, method, path, body=None, chunked=False):
    connection = http.client.HTTPSConnection("localhost", port, context=trust, timeout=30)
    try:
        connection.request(method, MOUNT + path, body, {"apikey": "client-of-a-test"}, encode_chunked=chunked)
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status == 200, (answer.status, text[:300])
        return text
    finally:
        connection.close()


def run_client(setting, server, command):
    environment = dict(os.environ, BASE_URL=server.base, API_KEY="demo", NODE_PATH=setting.node_modules)
    program, script = command
    done = setting.run([program, str(HERE / script)], seconds=60, env=environment)
    assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}{done.stderr}"


def check_requests(go):
    assert len(go.requests) >= 10, go.requests
    for line, _, known in go.requests:
        assert known, f"not with the one token: {line}"
        assert "/call" not in line and "/v1" not in line, line


def end(server):
    server.end_in_order()
    said = server.stdout() + server.stderr()
    assert TOKEN not in said, said
    assert '"outcome":"ok"' in said, said
