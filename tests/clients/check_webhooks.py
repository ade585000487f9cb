"""Bots that wait for events, and receivers that check signatures, behind a gateway and the reference engine."""
import contextlib
import pathlib
import socket
import sys
import tempfile
import time

from demo import Demo
from webhooks import Bot, Webhooks, ask

HERE = pathlib.Path(__file__).resolve().parent
SECRET = "whsec_cmFtYWwtZXhhbXBsZS1zZWNyZXQtMjQh"
CALLER, WHO_GIVES_UP = "5521977776666", "5521977770408"
BOTS = {
    "Node": ("node", "bot_{}.cjs"),
    "Python": (sys.executable, "bot_{}.py"),
}


def checks(setting):
    for language, bot in BOTS.items():
        yield f"a bot in {language} that knows Evolution GO answers, behind ramal demo", lambda b=bot: in_demo(setting, b)
        for dialect in ("go", "evolution-v2"):
            yield (f"a bot in {language} answers, by events of {dialect}",
                   lambda b=bot, d=dialect: answers(setting, b, d))
    yield "Express verifies a signature by standardwebhooks", lambda: verifies(setting, express(setting))
    yield "Flask verifies a signature by standardwebhooks", lambda: verifies(setting, flask(setting))
    yield "n8n's Webhook node takes events after a 404, and a node behind it verifies them", lambda: n8n_takes(setting)
    yield "n8n's Webhook node with another credential refuses", lambda: n8n_refuses(setting)
    yield "PHP's own server verifies a signature", lambda: verifies_php(setting)
    yield "a receiver with another secret refuses", lambda: refuses(setting)


def bot_of(setting, bot, dialect, key):
    program, script = bot
    name = script.format({"go": "go", "evolution-v2": "v2"}[dialect])
    return Bot([program, str(HERE / name)], {"API_KEY": key, "NODE_PATH": setting.node_modules})


def answers(setting, bot, dialect):
    with bot_of(setting, bot, dialect, "the-bots-key") as running:
        with Webhooks(setting.ramal, running.url, f", dialect: {dialect}") as server:
            running.tell(server.base)
            server.engine.call_from(CALLER)
            running.said("answered")
            server.engine.call_from(WHO_GIVES_UP)
            running.ended_well()


def in_demo(setting, bot):
    with bot_of(setting, bot, "go", "demo") as running:
        with Demo(setting.ramal, "--port", "0", "--webhook", running.url) as server:
            def call_from(number):
                ask("POST", f"http://{server.engine}/_engine/calls/inbound", "ps_demo_web", {"from": number})

            running.tell(server.base)
            call_from(CALLER)
            running.said("answered")
            call_from(WHO_GIVES_UP)
            running.ended_well()


def express(setting, secret=SECRET):
    return Bot(["node", str(HERE / "receiver_express.cjs")], {"SECRET": secret, "NODE_PATH": setting.node_modules})


def flask(setting):
    packages = str(pathlib.Path(setting.node_modules).parent / "python")
    return Bot([sys.executable, str(HERE / "receiver_flask.py")], {"SECRET": SECRET, "PYTHONPATH": packages})


AUTHORIZATION = "Bearer of-the-workflow"


def n8n(setting, authorization=AUTHORIZATION):
    return Bot(["node", str(HERE / "receiver_n8n.cjs")],
               {"SECRET": SECRET, "AUTHORIZATION": authorization, "NODE_PATH": setting.node_modules})


def n8n_takes(setting):
    verifies(setting, n8n(setting), f", headers: [{{name: Authorization, value: '{AUTHORIZATION}'}}]")


def n8n_refuses(setting):
    """What the workflow's credential does not fit is tried again, and never taken."""
    takes_nothing(setting, n8n(setting, "Bearer of-another-workflow"), "refused: 403",
                  f", headers: [{{name: Authorization, value: '{AUTHORIZATION}'}}]")


def verifies(setting, receiver, more=""):
    with receiver, Webhooks(setting.ramal, receiver.url, f", secrets: ['{SECRET}']{more}") as server:
        call = server.engine.call_from(WHO_GIVES_UP)["externalCallId"]
        receiver.said(f"CallOffer {call}")
        receiver.said(f"CallTerminate {call}")
        assert not any(line.startswith("refused") for line in receiver.lines()), receiver.lines()


def refuses(setting):
    takes_nothing(setting, express(setting, "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"), "refused:",
                  f", secrets: ['{SECRET}']")


def takes_nothing(setting, receiver, said, more):
    with receiver, Webhooks(setting.ramal, receiver.url, more) as server:
        server.engine.call_from(CALLER)
        receiver.said(said)
        assert not any(line.startswith("Call") for line in receiver.lines()), receiver.lines()


@contextlib.contextmanager
def php_server(said):
    """PHP does not say which port it took: one that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {"SECRET": SECRET, "SAID": said}
    command = ["sh", "-c", f"echo listening {port}; exec php -S 127.0.0.1:{port} {HERE / 'receiver.php'}"]
    with Bot(command, environment) as running:
        deadline = time.monotonic() + 20
        while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
            assert time.monotonic() < deadline and running.process.poll() is None, running.lines()
        yield running


def verifies_php(setting):
    with tempfile.NamedTemporaryFile("r") as said, php_server(said.name) as receiver:
        with Webhooks(setting.ramal, receiver.url, f", secrets: ['{SECRET}']") as server:
            call = server.engine.call_from(WHO_GIVES_UP)["externalCallId"]
            deadline = time.monotonic() + 20
            while (lines := pathlib.Path(said.name).read_text().split("\n")[:-1]) != \
                    [f"CallOffer {call}", f"CallTerminate {call}"]:
                assert time.monotonic() < deadline and "refused" not in "".join(lines), lines
