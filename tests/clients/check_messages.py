"""Clients with one base URL and one key: messages and files by Ramal to a stand-in of an Evolution GO server, beside calls."""
import os
import pathlib

from demo import Demo
from evolution_go import TOKEN, EvolutionGo

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
        yield "the Evolution GO server saw no call and no key of a client", lambda: check_requests(go)
        yield "no token is in a log, and the server of messages ended in order", lambda: end(server)
    finally:
        server.process.kill()
        go.close()


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
