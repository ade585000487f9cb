"""Each client starts, gets, lists and hangs up; one opens the media WebSocket. They share one server, which must not
find anything to complain about."""
import os
import pathlib
import sys

from demo import MOUNT, Demo
from judge import JudgedGateway

HERE = pathlib.Path(__file__).resolve().parent
CLIENTS = {
    "curl": ["bash", "client_curl.sh"],
    "Node's fetch": ["node", "client_fetch.cjs"],
    "axios": ["node", "client_axios.cjs"],
    "PHP's cURL": ["php", "client_curl.php"],
    "Python's urllib": [sys.executable, "client_urllib.py"],
    "the media WebSocket": ["node", "client_media.cjs"],
}
USED = {"/call/start", "/call/get", "/call/list", "/call/hangup"}


def checks(setting):
    server = Demo(setting.ramal)
    try:
        for name, (program, script) in CLIENTS.items():
            yield name, lambda p=program, s=script: run_client(setting, server, p, s)
        yield "the credential test of an n8n node", lambda: run_client(setting, server, "node", "client_credential.cjs")
        yield "what they make the engine receive is pure", lambda: check_purity(setting, server)
        yield "the server logged every request of the clients", lambda: check_access_log(server)
        yield "the server had nothing to complain about and ended in order", server.end_in_order
    finally:
        server.process.kill()


def run_client(setting, server, program, script):
    environment = dict(os.environ, BASE_URL=server.base, API_KEY="demo", NODE_PATH=setting.node_modules,
                       PYTHONDONTWRITEBYTECODE="1")
    done = setting.run([program, str(HERE / script)], seconds=40, env=environment)
    assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}{done.stderr}"


def check_purity(setting, server):
    """The same clients once more, with a judge in front of the engine."""
    gateway = JudgedGateway(setting.ramal, MOUNT, server.engine)
    try:
        for program, script in CLIENTS.values():
            run_client(setting, gateway, program, script)
    finally:
        gateway.close()
    assert gateway.judge.requests >= 4 * len(CLIENTS) - 2, f"{gateway.judge.requests} requests"
    assert not gateway.judge.impurities, "\n".join(gateway.judge.impurities)


def check_access_log(server):
    def all_there(requests):
        return sum(1 for r in requests if r["route"] == "/call/hangup") >= len(CLIENTS)

    requests = server.requests_once(all_there)
    assert all_there(requests), f"{len(requests)} requests logged"
    assert USED <= {r["route"] for r in requests}, {r["route"] for r in requests}
    wrong = [r for r in requests if r["outcome"] not in ("ok", "CALL_NOT_FOUND", "not authorized", "NOT_AUTHORIZED")]
    assert not wrong, wrong
