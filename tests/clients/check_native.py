"""The native door: the vendor's own SDK runs every call operation through Ramal, official numbers included."""
import os
import pathlib
import sys

from demo import Demo
from judge import JudgedGateway, NATIVE

HERE = pathlib.Path(__file__).resolve().parent
ROUTES = {"/v1/calls", "/v1/calls/{id}", "/v1/calls/settings", "/v1/calls/permissions", "/v1/calls/permissions/request",
          *(f"/v1/calls/{{id}}/{word}" for word in ("pre-accept", "accept", "reject", "terminate", "play",
                                                    "realtime-session"))}


def checks(setting):
    server = Demo(setting.ramal)
    try:
        yield "the native SDK", lambda: run_sdk(setting, f"http://{server.gateway}", server.engine)
        yield "what the native SDK makes the engine receive is pure", lambda: check_purity(setting, server)
        yield "the log has every native route, and no number or key", lambda: check_log(server)
        yield "the server of the native SDK ended in order", server.end_in_order
    finally:
        server.process.kill()


def run_sdk(setting, native, engine):
    environment = dict(os.environ, NATIVE_URL=native, API_KEY="demo", META_KEY="demo-meta", ENGINE=engine,
                       WEB_NATIVE_KEY="ps_demo_web", META_NATIVE_KEY="ps_demo_meta", PYTHONDONTWRITEBYTECODE="1",
                       PYTHONPATH=str(pathlib.Path(setting.node_modules).parent / "python"))
    done = setting.run([sys.executable, str(HERE / "client_sdk.py")], seconds=60, env=environment)
    assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}{done.stderr}"


def check_purity(setting, server):
    """The same once more, with a judge in front of a fresh engine: a person is asked for permission once a day."""
    with Demo(setting.ramal) as fresh:
        gateway = JudgedGateway(setting.ramal, "", fresh.engine, NATIVE)
        try:
            run_sdk(setting, gateway.base, fresh.engine)
        finally:
            gateway.close()
    assert gateway.judge.requests > 25, f"{gateway.judge.requests} requests"
    assert not gateway.judge.impurities, "\n".join(gateway.judge.impurities)


def check_log(server):
    def all_there(requests):
        return ROUTES <= {r.get("route") for r in requests}

    requests = server.requests_once(all_there)
    assert all_there(requests), ROUTES - {r.get("route") for r in requests}
    words = {r["operation"] for r in requests if "operation" in r}
    assert {"start", "pre-accept", "settings", "settings-update", "permissions", "permission-request"} <= words, words
    lines = "\n".join(line for line in server.stdout().splitlines() if line.startswith('{"time"'))
    for secret in ("ps_demo", "no-such-key", "5511988887777", "5511988880403", "token="):
        assert secret not in lines, secret
