"""What the program and ramal.sh say and return (exit codes of sysexits.h)."""
import contextlib
import json
import os
import re
import socket
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from demo import Demo, MOUNT
from evolution_go import TOKEN, EvolutionGo
from serve import Serve

SECRETS = ("SHOP_NATIVE_KEY", "CENTRO_CLIENT_KEY", "CENTRO_NATIVE_KEY", "NORTE_NATIVE_KEY", "BOT_CLIENT_KEY",
           "BOT_NATIVE_KEY_ID")


def checks(setting):
    yield "--help lists the commands, with examples", lambda: show_help(setting)
    yield "--version shows the commit", lambda: show_version(setting)
    yield "wrong arguments are shown in the order they were typed", lambda: extras_in_order(setting)
    yield "the demo's addresses and ports are chosen", lambda: demo_addresses(setting)
    yield "the demo's wsUrl can be dialled from elsewhere", lambda: session_from_elsewhere(setting)
    yield "the demo passes what is no call on to an Evolution GO server", lambda: demo_passes_on(setting)
    yield "the demo shows no token, and says what is wrong with it", lambda: demo_hides_token(setting)
    yield "`ramal health` says whether a gateway serves", lambda: health(setting)
    for words in ([], ["bogus"], ["engine"], ["check", "--bogus"], ["demo", "--port", "many"], ["demo", "--speed", "0"],
                  ["demo", "--port", "65534"], ["demo", "--listen", "here"], ["demo", "--webhook", "ftp://x"],
                  ["demo", "--webhook", "https://x/hook"], ["demo", "--listen", "127.0.0.1:65535"],
                  ["demo", "--evolution-go", "https://x"], ["demo", "--evolution-go", "http://127.0.0.1:4000"],
                  ["demo", "--evolution-go-token-env", "PATH"],
                  ["help", "bogus"], ["webhooks"], ["webhooks", "bogus"], ["keys"], ["keys", "rotate"], ["keys", "test"],
                  ["tail", "--lines", "many"], ["top", "--interval", "0"], ["top", "--cert", "a.crt"], ["top", "--key", "a.key"], ["completion"], ["completion", "csh"],
                  ["webhooks", "ensure", "--config", "x"], ["webhooks", "list", "--config", "x", "--state", "odd"],
                  ["webhooks", "ensure", "--config", "x", "--public-url", "calls.example"],
                  ["webhooks", "pause", "--config", "x"]):
        name = " ".join(["ramal", *words])
        yield f"`{name}` ends with 64", lambda w=words: bad_usage(setting, w)
    yield "a bad configuration ends with 78 and every problem", lambda: bad_configuration(setting)
    yield "a missing configuration file ends with 78", lambda: missing_configuration(setting)
    for command in ("demo", "serve", "engine"):
        yield f"`ramal {command}` ends with 69 when its port is taken", lambda c=command: port_taken(setting, c)
    for file in sorted((setting.root / "examples").glob("*.yaml")):
        yield f"`ramal check` finds no problem in examples/{file.name}", lambda f=file: check_example(setting, f)
    yield "`ramal check` warns of what is odd, and ends with 0", lambda: warn_only(setting)
    yield "`ramal check --show` prints no secret", lambda: show_no_secret(setting)
    yield "odd folders and a tarball can be configured", lambda: odd_folders(setting)
    yield "ramal.sh explains itself", lambda: script_help(setting)


def ramal(setting, *words, **more):
    return setting.run([setting.ramal, *words], seconds=20, **more)


def show_help(setting):
    done = ramal(setting, "--help")
    assert done.returncode == 0, done
    for word in ("serve", "demo", "engine", "check", "health", "webhooks", "doctor", "keys", "tail", "top",
                 "completion", "help", "version", "Examples:", "minimal.yaml"):
        assert word in done.stdout, done.stdout
    assert ramal(setting, "help").stdout == done.stdout
    for command in ("serve", "demo", "engine", "check", "health", "webhooks", "doctor", "keys", "tail", "top", "completion"):
        one = ramal(setting, command, "--help")
        assert one.returncode == 0 and ramal(setting, "help", command).returncode == 0, command
    for command in ("new-hook", "ensure", "test", "list", "show", "replay", "drop", "pause", "resume", "native-log"):
        one = ramal(setting, "webhooks", command, "--help")
        assert one.returncode == 0 and command in one.stdout, one


def show_version(setting):
    done = ramal(setting, "--version")
    found = re.fullmatch(r"ramal \d+\.\d+\.\d+ \(([0-9a-f]{12})\)\n", done.stdout)
    assert done.returncode == 0 and found, done
    known = setting.run(["git", "-C", str(setting.root), "cat-file", "-t", found.group(1)])
    assert known.stdout == "commit\n", f"{found.group(1)} is no commit here"


def extras_in_order(setting):
    for words in (["demo", "one", "--two", "three"], ["serve", "--config", "x", "one", "two", "three"]):
        done = ramal(setting, *words)
        assert done.returncode == 64 and " ".join(words[-3:]) in done.stderr, done


def free_triple():
    """Three ports in a row that nobody has."""
    while True:
        with contextlib.ExitStack() as held, contextlib.suppress(OSError):
            first = held.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            for step in (1, 2):
                held.enter_context(socket.socket()).bind(("127.0.0.1", port + step))
            return port


def reaches(url):
    with contextlib.suppress(OSError):
        return urllib.request.urlopen(url, timeout=5).status == 200
    return False


def demo_addresses(setting):
    port = free_triple()
    with Demo(setting.ramal, "--port", str(port)) as demo:
        assert demo.gateway == f"127.0.0.1:{port}" and demo.engine == f"127.0.0.1:{port + 1}", demo.text
        assert f"ws://127.0.0.1:{port + 2}" in demo.text, demo.text
        if socket.has_dualstack_ipv6():
            assert reaches(f"http://[::1]:{port}{MOUNT}/server/ok"), "nobody on [::1]"
    port = free_triple()
    for words, environment in ((["--listen", f"127.0.0.2:{port}"], {}), (["--port", str(port)],
                               {"RAMAL_LISTENERS_0_ADDRESS": "127.0.0.2"})):
        with Demo(setting.ramal, *words, environment=environment) as demo:
            assert demo.gateway == f"127.0.0.2:{port}" and demo.engine == f"127.0.0.2:{port + 1}", demo.text
            assert reaches(f"http://127.0.0.2:{port}{MOUNT}/server/ok"), demo.text


def session_from_elsewhere(setting):
    """The wsUrl of a demo on every address can be dialled from another machine."""
    outer = setting.run(["hostname", "-I"]).stdout.split()
    with Demo(setting.ramal, "--listen", "0.0.0.0", "--port", "0") as demo:
        def post(path, **body):
            asked = urllib.request.Request(demo.base + path, json.dumps(body).encode(), {"apikey": "demo"})
            return json.load(urllib.request.urlopen(asked, timeout=10))
        call = post("/call/start", number="5511988887777")["callId"]
        deadline = time.monotonic() + 10
        while post("/call/get", callId=call)["state"] != "active":
            assert time.monotonic() < deadline, "not answered"
        url = post("/call/media/realtime/session", callId=call)["wsUrl"]
        assert not outer or "//127.0.0.1" not in url, (outer, url)


def demo_passes_on(setting):
    with EvolutionGo() as go, Demo(setting.ramal, "--port", "0", "--evolution-go", go.url,
                                   environment={"EVOLUTION_GO_TOKEN": TOKEN}) as demo:
        assert go.url in demo.text and TOKEN not in demo.text, demo.text

        def post(path, key, body):
            asked = urllib.request.Request(demo.base + path, body.encode(), {"apikey": key})
            with contextlib.suppress(urllib.error.HTTPError):
                return json.load(urllib.request.urlopen(asked, timeout=10))["message"]
        assert post("/send/text", "demo", '{"text":"hi"}') == "success"
        assert go.requests == [("POST /send/text", b'{"text":"hi"}', True)]
        assert post("/send/text", "demo-meta", "{}") is None, "a key without an instance"
        assert post("/call/start", "demo", '{"number":"5511988887777"}') == "success"
        assert len(go.requests) == 1 and TOKEN not in demo.stdout() + demo.stderr()


def demo_hides_token(setting):
    words = ["demo", "--evolution-go", "http://127.0.0.1:4000", "--evolution-go-token-env", "OF_MY_OWN"]
    for token, says in (("tok en-of-instance", "its byte 4"), ("", "is empty"), (None, "not set")):
        own = {"PATH": os.environ["PATH"], **({} if token is None else {"OF_MY_OWN": token})}
        done = ramal(setting, *words, env=own)
        assert done.returncode == 64 and says in done.stderr and "OF_MY_OWN" in done.stderr, done
        assert "instance" not in done.stderr.replace("your instance", ""), done


def health(setting):
    with Demo(setting.ramal, "--port", "0") as demo:
        assert ramal(setting, "health", "--url", demo.base + "/server/ok").returncode == 0
        assert ramal(setting, "health", "--url", demo.base).returncode == 0
        assert ramal(setting, "health", "--url", demo.base.removesuffix(MOUNT)).returncode == 0
        missing = ramal(setting, "health", "--url", demo.base + "/nowhere")
        assert missing.returncode == 1 and "404" in missing.stderr, missing
        gone = demo.base
    dead = ramal(setting, "health", "--url", gone + "/server/ok")
    assert dead.returncode == 1 and "nobody answers" in dead.stderr, dead
    odd = ramal(setting, "health", "--url", "ftp://127.0.0.1/")
    assert odd.returncode == 1 and "http://" in odd.stderr, odd
    with tempfile.TemporaryDirectory() as folder:
        make_certificate(setting, Path(folder), "localhost")
        with Serve(setting.ramal, f"listeners: [{{address: '127.0.0.1:0', tls: {{certificates: [{{cert_file: "
                   f"{folder}/localhost.crt, key_file: {folder}/localhost.key}}]}}}}]\naccept_native_keys: true\n") as tls:
            port = tls.address.rsplit(":", 1)[1]
            mine = {**os.environ, "SSL_CERT_FILE": folder + "/localhost.crt"}
            good = ramal(setting, "health", "--url", f"https://localhost:{port}{MOUNT}/server/ok", env=mine)
            assert good.returncode == 0, good
            for environment, host, says in ((None, "localhost", "SSL_CERT_FILE"), (mine, "127.0.0.1", "not accepted")):
                bad = ramal(setting, "health", "--url", f"https://{host}:{port}{MOUNT}/server/ok", env=environment)
                assert bad.returncode == 1 and says in bad.stderr, bad
            plain = ramal(setting, "health", "--url", f"http://localhost:{port}{MOUNT}/server/ok")
            assert plain.returncode == 1, plain


def bad_usage(setting, words):
    done = ramal(setting, *words)
    assert done.returncode == 64, done
    assert "--help" in done.stderr, done


def bad_configuration(setting):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ramal.yaml"
        file.touch(0o600)
        file.write_text("engine:\n  base-url: http://127.0.0.1:1\nkeys:\n  - name: shop\n    client_key: client-of-a-test\n")
        for command in ("check", "serve"):
            done = ramal(setting, command, "--config", str(file))
            assert done.returncode == 78, done
            assert f"{file}:2:3: engine.base-url" in done.stderr, done.stderr
            assert "did you mean base_url?" in done.stderr, done.stderr
            assert f"{file}:4:" in done.stderr and "native_key" in done.stderr, done.stderr
            assert done.stdout == "", done.stdout


def missing_configuration(setting):
    for command in ("check", "serve", "engine"):
        done = ramal(setting, command, "--config", "/nowhere/ramal.yaml")
        assert done.returncode == 78 and "/nowhere/ramal.yaml" in done.stderr, done


def port_taken(setting, command):
    with socket.socket() as taken, tempfile.TemporaryDirectory() as folder:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = "127.0.0.1:%d" % taken.getsockname()[1]
        if command == "demo":
            words = ["--port", str(taken.getsockname()[1] - 1)]  # the engine's is the one behind it
        else:
            file = Path(folder) / "ramal.yaml"
            file.write_text({
                "serve": f"listeners: [{{address: '{address}'}}]\naccept_native_keys: true\n",
                "engine": f"api: {address}\nmedia: 127.0.0.1:0\n"
                          "numbers: [{name: a, number: 5511999990009, key: k}]\n",
            }[command])
            words = ["--config", str(file)]
        done = ramal(setting, command, *words)
    assert done.returncode == 69, done
    if command == "demo":
        assert done.stderr.count("--port") == 1 and "listeners[" not in done.stderr, done.stderr
        assert "--port N" in done.stderr, done.stderr  # not the advice for a file, which the demo has not
    assert address in done.stderr, done.stderr
    assert "use" in done.stderr.lower(), done.stderr


def check_example(setting, file):
    """As a user would: with the variables and the secret files that its comments ask for."""
    text = file.read_text().replace("choose-a-long-random-text", "a-key-of-our-own")
    environment = {"PATH": os.environ["PATH"]}
    environment.update((name, "value-of-" + name) for name in SECRETS if ": " + name in text)
    environment.update(re.findall(r"^#   (RAMAL_\w+)=(.*)$", text, re.MULTILINE))
    with tempfile.TemporaryDirectory() as folder:
        for path in set(re.findall(r"/run/secrets/\w+|/etc/ramal/\w+_\w+", text + " ".join(environment.values()))):
            secret = Path(folder) / Path(path).name
            secret.write_text(secret_of(secret.name))
            secret.chmod(0o400)
        for name in set(re.findall(r"/etc/ramal/tls/([\w.-]+)\.(?:crt|pem)", text)):
            make_certificate(setting, Path(folder), name)
        for place in ("/etc/ramal/tls", "/var/log/ramal", "/var/lib/ramal"):
            text = text.replace(place, folder)
        copy = Path(folder) / file.name
        copy.touch(0o600)
        copy.write_text(text.replace("/run/secrets", folder).replace("/etc/ramal", folder))
        environment = {name: value.replace("/run/secrets", folder) for name, value in environment.items()}
        engine = ["--engine"] if "numbers:" in text else []
        done = ramal(setting, "check", *engine, "--config", str(copy), env=environment)
    assert done.returncode == 0 and "no problem" in done.stdout, done


def secret_of(name):
    """Hooks and secrets that sign deliveries have a form of their own."""
    if name.endswith("_signing_secret"):
        return "whsec_YS1zZWNyZXQtb2Ytb3VyLW93bi1vZi1hLXRlc3Q="
    return "secret-" + name + ("-0123456789" if name.endswith("_hook") else "")


def make_certificate(setting, folder, name):
    """NAME.crt and NAME.key; NAME.pem is the same certificate as a bundle."""
    made = setting.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name,
                        "-days", "1", "-addext", "subjectAltName=DNS:" + name,
                        "-keyout", str(folder / (name + ".key")), "-out", str(folder / (name + ".crt"))])
    assert made.returncode == 0, made
    (folder / (name + ".pem")).write_text((folder / (name + ".crt")).read_text())


def show_no_secret(setting):
    text = (setting.root / "examples" / "local-engine.yaml").read_text()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ramal.yaml"
        file.touch(0o644)
        file.write_text(text)
        done = ramal(setting, "check", "--config", str(file))
        assert done.returncode == 78 and done.stderr.count("chmod o-r") == text.count("_key:"), done
        file.chmod(0o640)
        done = ramal(setting, "check", "--show", "--config", str(file))
    assert done.returncode == 0 and "***" in done.stdout, done
    assert "ps_local" not in done.stdout and "demo-meta" not in done.stdout.replace("name: demo-meta", ""), done.stdout


def warn_only(setting):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ramal.yaml"
        file.touch(0o600)
        file.write_text("listeners: [{address: 0.0.0.0:8080}]\nengine: {base_url: http://calls.example.com}\n"
                        "accept_native_keys: true\n")
        done = ramal(setting, "check", "--config", str(file), env={"PATH": os.environ["PATH"], "RAMAL_PORT": "9000"})
    assert done.returncode == 0 and "no problem" in done.stdout, done
    warnings = done.stderr.splitlines()
    assert len(warnings) == 3 and all(one.startswith("warning: ") for one in warnings), done
    for part in (":1:23: listeners[0].address", ":2:20: engine.base_url", "RAMAL_PORT: is ignored"):
        assert any(part in one for one in warnings), (part, done)


def odd_folders(setting):
    """A shallow clone, and a tarball inside somebody else's checkout: configured, with the commit that is theirs,
    which an archive brings along."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    with tempfile.TemporaryDirectory() as folder:
        clone, outer = Path(folder) / "(a) é & $b", Path(folder) / "outer"
        inner = outer / "in & 'side'"
        inner.mkdir(parents=True)
        tarball = str(Path(folder) / "ramal.tar")
        for command in (["git", "clone", "-q", "--depth", "1", f"file://{setting.root}", str(clone)],
                        ["git", "-C", str(clone), "archive", "-o", tarball, "HEAD"],
                        ["git", "init", "-q", str(outer)],
                        [*git, "-C", str(outer), "commit", "-q", "--allow-empty", "-m", "a"],
                        ["tar", "-xf", tarball, "-C", str(inner)]):
            done = setting.run(command)
            assert done.returncode == 0, done
        head = setting.run(["git", "-C", str(setting.root), "rev-parse", "--short=12", "HEAD"]).stdout.strip()
        for root, commit in ((clone, head), (inner, head)):
            for words in (["--preset", "release", "-DRAMAL_TESTS=OFF"],
                          ["--build", "build/release", "--target", "ramal_version"]):
                done = setting.run(["cmake", *words], cwd=root)
                assert done.returncode == 0, done
            made = (root / "build/release/generated/ramal_version.hpp").read_text()
            assert f'RAMAL_COMMIT "{commit}"' in made, (root, made)


def script_help(setting):
    script = str(setting.root / "ramal.sh")
    done = setting.run([script, "help"])
    assert done.returncode == 0 and all(word in done.stdout for word in ("demo", "test", "build")), done
    assert setting.run([script]).returncode == 0
    unknown = setting.run([script, "bogus"])
    assert unknown.returncode == 64 and "usage" in unknown.stderr, unknown
