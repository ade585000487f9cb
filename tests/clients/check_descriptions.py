"""What is handed to others about the interface: docs/openapi/ tried by Schemathesis, the Postman collection replayed by
newman, and the page of `ramal contract` looked at in a browser."""
import json
import os
import pathlib
import re
import sys
import tempfile
import textwrap
import xml.etree.ElementTree

import yaml

from demo import MOUNT, Demo
from serve import Serve

HERE = pathlib.Path(__file__).resolve().parent
KINDS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance," \
        "unsupported_method,allow_header_conformance,ignored_auth"
# A method that is not known at all is 501, as RFC 9110 says: it is none of an operation's.
SETTINGS = "[phases.coverage]\nunexpected-methods = [\"PUT\", \"PATCH\", \"DELETE\", \"TRACE\"]\n"


def checks(setting):
    if "/asan/" in setting.ramal:  # they try the interface, which is the same there, and take a minute
        return
    server = Demo(setting.ramal)
    gateway = None
    try:
        gateway = Serve(setting.ramal, yaml_for(server.engine))
        at = f"http://{gateway.address}"
        yield "OpenAPI of the calls layer, tried by Schemathesis", lambda: try_document(
            setting, "evolution-go.json", at + MOUNT, "apikey: demo", seconds=20, least=100)
        yield "OpenAPI of the native door, tried by Schemathesis", lambda: try_document(
            setting, "native.json", at, "x-api-key: demo", seconds=10, least=10)
        yield "the Postman collection, replayed by newman", lambda: replay(setting, server.base)
        yield "the page of ramal contract in a browser, in both languages", lambda: look_at_page(setting, at)
        yield "the pipelines of contract-tests.md run as they are written", lambda: run_pipelines(setting, at)
        yield "the API page of the admin interface, by Swagger UI in a browser", lambda: look_at_docs(setting)
        yield "the servers of the descriptions ended in order", lambda: (gateway.end_in_order(), server.end_in_order())
    finally:
        server.process.kill()
        if gateway is not None:
            gateway.process.kill()


def pipelines_of(path):
    """The code of GitLab and of GitHub, which stand in the document in this order."""
    part = path.read_text().partition("\nGitLab:\n")[2]
    return [textwrap.dedent(code) for code in re.findall(r"(?:^    .*\n)+", part, re.M)[:2]]


def run_pipelines(setting, at):
    english, portuguese = (pipelines_of(setting.root / "docs" / name)
                           for name in ("contract-tests.md", "pt/testes-de-contrato.md"))
    assert english == portuguese, "the pipelines of the two languages differ"
    gitlab, github = (yaml.safe_load(code) for code in english)
    assert gitlab["contract"]["artifacts"]["reports"]["junit"] == "contract.xml"
    with tempfile.TemporaryDirectory() as folder:
        tools = pathlib.Path(folder) / "bin"
        tools.mkdir()
        (tools / "ramal").symlink_to(setting.ramal)
        environment = dict(os.environ, CLIENT_KEY="demo", BASE_URL=at + MOUNT, PATH=f"{tools}:{os.environ['PATH']}")
        for script in ("\n".join(gitlab["contract"]["script"]), github[0]["run"]):
            done = setting.run(["sh", "-ec", script], seconds=120, cwd=folder, env=environment)
            assert done.returncode == 0 and (pathlib.Path(folder) / "contract.html").exists(), done.stdout + done.stderr
        suite = xml.etree.ElementTree.parse(pathlib.Path(folder) / "contract.xml").getroot()
    assert int(suite.get("tests")) - int(suite.get("skipped")) >= 250 and suite.get("failures") == "0", suite.attrib


def look_at_docs(setting):
    pictures = pathlib.Path(setting.node_modules).parent / "pages"
    pictures.mkdir(exist_ok=True)
    with Demo(setting.ramal, "--port", "0", "--docs-dir", str(pathlib.Path(setting.node_modules) / "swagger-ui-dist")) as demo:
        admin = re.search(r"(http://127\.0\.0\.1:\d+)/#t=", demo.text)
        assert admin, "the demo does not print the admin interface's address:\n" + demo.text
        environment = dict(os.environ, DOCS=admin[1] + "/docs", PICTURES=str(pictures), NODE_PATH=setting.node_modules)
        done = setting.run(["node", str(HERE / "client_docs.cjs")], seconds=120, env=environment)
    assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}{done.stderr}"


def yaml_for(engine):
    return (f"engine:\n  base_url: http://{engine}\nkeys:\n  - {{name: demo, client_key: demo, native_key: ps_demo_web}}\n"
            "listeners:\n  - address: 127.0.0.1:0\n"
            "limits:\n  key_rate: 100000\n  key_burst: 100000\n  key_concurrency: 1000\n"
            "  unauthorized_per_minute: 100000\n  drain_delay: 0ms\n")


def try_document(setting, name, url, key, seconds, least):
    """No 5xx, no status, type or form that the document does not have; the same requests each time."""
    python = str(pathlib.Path(setting.node_modules).parent / "python")
    with tempfile.TemporaryDirectory() as folder:
        settings = pathlib.Path(folder) / "schemathesis.toml"
        settings.write_text(SETTINGS)
        done = setting.run(
            [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "--config-file",
             str(settings), "run", str(setting.root / "docs/openapi" / name), "--url", url, "-H", key, "--checks", KINDS,
             "--phases", "examples,coverage,fuzzing", "--max-time", str(seconds), "--max-examples", "10", "--seed", "1",
             "--request-timeout", "20", "--no-color"],
            seconds=seconds + 60, cwd=folder, env=dict(os.environ, PYTHONPATH=python, PYTHONDONTWRITEBYTECODE="1"))
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    found = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert found and int(found[2]) >= least, done.stdout[-2000:]


def replay(setting, base):
    """The requests of the collection, in its order, with the assertions that are in it."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        newman = str(pathlib.Path(setting.node_modules) / "newman/bin/newman.js")
        done = setting.run(["node", newman, "run", str(setting.root / "docs/openapi/postman.json"), "--env-var",
                            f"baseUrl={base}", "--color", "off", "--timeout-request", "20000", "--reporters", "cli,json",
                            "--reporter-json-export", str(report)], seconds=90)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr
        counts = json.loads(report.read_text())["run"]["stats"]
    assert counts["requests"]["total"] >= 14 and counts["requests"]["failed"] == 0, counts
    assert counts["assertions"]["total"] >= 14 and counts["assertions"]["failed"] == 0, counts


def look_at_page(setting, at):
    """A run with failures, since what it shows of them matters most; pictures go to build/clients/pages."""
    pictures = pathlib.Path(setting.node_modules).parent / "pages"
    pictures.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        here = pathlib.Path(folder)
        (here / "key").write_text("demo\n")
        (here / "cases").mkdir()
        (here / "cases" / "shop.case").write_text(
            "format: 1\n=== a good one\nwhy: A list has a list of calls.\nclient sends:\n    GET /call/list\n"
            "engine sees nothing\nclient sees:\n    200\n    json has: {\"message\":\"success\"}\n"
            "=== a wrong one\nwhy: A shop's own rule: no call is there & nothing <else>.\nclient sends:\n    GET /server/ok\n"
            "engine sees nothing\nclient sees:\n    200\n    {\"status\":\"closed\"}\n"
            "=== one that is not sent\nwhy: It would call.\nclient sends:\n    POST /call/start\n"
            "    {\"number\":\"5511987654321\"}\nengine sees nothing\nclient sees:\n    201\n")
        page = here / "report.html"
        done = setting.run([setting.ramal, "contract", "--base-url", at + MOUNT, "--key-file", str(here / "key"),
                            "--cases", str(here / "cases"), "--html", str(page)], seconds=120)
        assert done.returncode == 1, f"exit code {done.returncode}\n{done.stdout}{done.stderr}"
        environment = dict(os.environ, PAGE=page.as_uri(), PICTURES=str(pictures), NODE_PATH=setting.node_modules)
        done = setting.run(["node", str(HERE / "client_page.cjs")], seconds=120, env=environment)
    assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}{done.stderr}"
