"""The file of `ramal contract --hurl`, played by Hurl itself: where Hurl is there. ./ramal.sh test --packages builds it."""
import pathlib
import re
import shutil
import tempfile

from demo import MOUNT, Demo


def checks(setting):
    hurl = shutil.which("hurl", path=str(setting.root / "build/hurl/bin")) or shutil.which("hurl")
    if hurl is None:
        return
    server = Demo(setting.ramal)
    try:
        yield "Hurl plays what ramal contract --hurl has written", lambda: play(setting, hurl, server)
        yield "the server of Hurl's requests ended in order", server.end_in_order
    finally:
        server.process.kill()


def play(setting, hurl, server):
    with tempfile.TemporaryDirectory() as folder:
        key, secrets, file = (pathlib.Path(folder) / name for name in ("key", "secrets", "contract.hurl"))
        key.write_text("demo\n")
        secrets.write_text("key=demo\n")
        done = setting.run([setting.ramal, "contract", "--base-url", server.base, "--key-file", str(key), "--hurl", str(file)])
        written = re.search(r" has (\d+) of \d+ cases$", done.stdout.strip())
        assert done.returncode == 0 and written and int(written[1]) >= 100, done.stdout + done.stderr
        done = setting.run([hurl, "--test", "--variable", f"origin=http://{server.gateway}", "--variable", f"mount={MOUNT}",
                            "--variable", f"host={server.gateway}", "--secrets-file", str(secrets), str(file)], seconds=90)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    requests = re.search(r"Executed requests:\s+(\d+)", done.stdout + done.stderr)
    assert requests and int(requests[1]) >= int(written[1]), (done.stdout + done.stderr)[-1000:]
