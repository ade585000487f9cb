"""examples/proxies: each program starts with its file; calls reach Ramal, the rest Evolution GO, nothing comes twice."""
import contextlib
import http.server
import json
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from demo import Demo, MOUNT
from serve import Serve

KEY = "client-key-of-the-shop"
HOSTS = ("calls.example.com", "evo.example.com")
CLIENT = "127.0.0.2"  # the proxy sees this address, Ramal is to log it


def checks(setting):
    for name, start in (("nginx.conf", nginx), ("haproxy.cfg", haproxy), ("Caddyfile", caddy)):
        yield f"examples/proxies/{name} splits calls from messages", lambda n=name, s=start: split(setting, n, s)
    yield "examples/proxies/traefik.yaml is YAML with both routers", lambda: traefik(setting)


class EvolutionGo:
    """A stand-in that remembers what it was asked."""

    def __init__(self):
        seen = self.seen = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                seen.append((self.path, self.headers.get("apikey")))
                body = b'{"message":"success"}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def split(setting, name, start):
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)  # nginx drops its rights
        engine = stack.enter_context(Demo(setting.ramal))
        go = EvolutionGo()
        stack.callback(go.close)
        gateway = stack.enter_context(Serve(setting.ramal, f"""
listeners: [{{address: '127.0.0.1:0'}}]
engine: {{base_url: 'http://{engine.engine}'}}
trusted_proxies: [127.0.0.1/32]
keys: [{{name: shop, client_key: {KEY}, native_key: ps_demo_web}}]
"""))
        certificates(setting, folder)
        text = (setting.root / "examples/proxies" / name).read_text()
        text = text.replace("127.0.0.1:8080", gateway.address).replace("127.0.0.1:4000", f"127.0.0.1:{go.port}")
        port = free_port()
        stack.enter_context(start(folder, text, port))
        ask_through(setting, port)
        lines = gateway.requests_once(lambda all: sum(line.get("operation") == "start" for line in all) >= 2)
        starts = [line for line in lines if line["method"] == "POST"]
        assert [line["status"] for line in starts] == [201, 201], lines
        assert all(line["client"].startswith(CLIENT) for line in starts), starts
        assert go.seen == [("/send/text", KEY)], go.seen


def certificates(setting, folder):
    for host in HOSTS:
        done = setting.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + host, "-days", "1",
                            "-keyout", str(folder / f"{host}.key"), "-out", str(folder / f"{host}.crt")])
        assert done.returncode == 0, done
        pem = (folder / f"{host}.crt").read_text() + (folder / f"{host}.key").read_text()
        (folder / "pem").mkdir(exist_ok=True)
        (folder / "pem" / f"{host}.pem").write_text(pem)


def post(setting, port, host, path, *more):
    return setting.run(["curl", "-sS", "-k", "-m", "20", "--interface", CLIENT, "--resolve", f"{host}:{port}:127.0.0.1",
                        "-H", f"apikey: {KEY}", "-H", "X-Forwarded-For: 203.0.113.9", *more,
                        f"https://{host}:{port}{path}"])


def ask_through(setting, port):
    start = ["-d", '{"number":"5511988887777"}']
    for host, path, body in ((HOSTS[0], MOUNT + "/call/start", start), (HOSTS[1], "/call/start", start),
                             (HOSTS[1], "/send/text", ["-d", "{}"])):
        done = post(setting, port, host, path, *body)
        assert done.returncode == 0 and '"message":"success"' in done.stdout, (host, path, done)


@contextlib.contextmanager
def running(command, port, **more):
    """The program, once its port takes a TLS connection; ended by its own process id."""
    assert shutil.which(command[0]), f"{command[0]} is not installed"
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, **more)
        try:
            wait_for_tls(process, port, said)
            yield
        finally:
            process.terminate()
            process.wait(20)


def wait_for_tls(process, port, said):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as plain:
            with context.wrap_socket(plain, server_hostname=HOSTS[0]):
                return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    said.seek(0)
    raise AssertionError(f"{process.args[0]} does not serve: {said.read()}")


def nginx(folder, text, port):
    file = folder / "nginx.conf"
    text = text.replace("/etc/ssl", str(folder)).replace("listen 443", f"listen 127.0.0.1:{port}")
    inside = "".join(f"  {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    file.write_text(text.replace("http {\n", "http {\n  access_log off;\n" + inside))
    return running(["nginx", "-c", str(file), "-p", str(folder), "-e", "stderr",
                    "-g", f"daemon off; pid {folder}/nginx.pid;"], port)


def haproxy(folder, text, port):
    file = folder / "haproxy.cfg"
    file.write_text(text.replace("/etc/haproxy/certs/", f"{folder}/pem/").replace("bind :443", f"bind 127.0.0.1:{port}"))
    return running(["haproxy", "-db", "-f", str(file)], port)


def caddy(folder, text, port):
    file = folder / "Caddyfile"
    options = (f"{{\n\tadmin off\n\tauto_https disable_redirects\n\tlocal_certs\n\tskip_install_trust\n"
               f"\thttps_port {port}\n\thttp_port {free_port()}\n}}\n")
    file.write_text(options + text)
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(folder), "XDG_DATA_HOME": str(folder),
                   "XDG_CONFIG_HOME": str(folder)}
    return running(["caddy", "run", "--config", str(file), "--adapter", "caddyfile"], port, env=environment)


def traefik(setting):
    file = setting.root / "examples/proxies/traefik.yaml"
    done = setting.run(["/usr/bin/python3", "-c", "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))",
                        str(file)])
    assert done.returncode == 0, done
    http_part = json.loads(done.stdout)["http"]
    rules = {name: router["rule"] for name, router in http_part["routers"].items()}
    assert "PathPrefix(`/call/`)" in rules["evo-calls"] and "PathPrefix" not in rules["evo"], rules
    assert http_part["middlewares"]["to-ramal"]["addPrefix"]["prefix"] == MOUNT, http_part
    for router in http_part["routers"].values():
        assert router["service"] in http_part["services"], router
        assert "retry" not in json.dumps(router), router
