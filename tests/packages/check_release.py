"""A dist/ that packaging/make_release.sh made: the same bytes twice, sums and signature, lintian, the image and its calls."""
import json
import os
import sys
import tarfile
import tempfile
import urllib.request
from pathlib import Path

import container
from check_debian import cmake_version, same_tree

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients"))
from demo import Demo  # noqa: E402

MOST_COMPRESSED = 8_000_000
KEYS = Path(__file__).resolve().parents[2] / "build/packages/keys"


def checks(setting):
    yield "dist/ has everything of a release, and nothing else", lambda: everything(setting)
    if setting.again:
        yield "a second run gives the same bytes", lambda: same_tree(str(setting.dist), str(setting.again))
    if setting.trial and setting.ramal:
        yield "packages and image that are made again have the same bytes", lambda: made_again(setting)
    yield "the sums are true, and signed", lambda: sums(setting)
    if not setting.trial:
        yield "lintian finds no error and no warning", lambda: lintian(setting)
    yield "the source archive is the commit's tree", lambda: source(setting)
    yield "the image is small, has one user, and no shell", lambda: image(setting)
    yield "the image's SBOM names every library's package", lambda: bill(setting)
    yield "the amd64 image makes a call", lambda: calls(setting, "amd64")
    if "arm64" in setting.architectures:
        yield "the arm64 image makes a call", lambda: calls(setting, "arm64")


def everything(setting):
    version = cmake_version(setting)
    wanted = {f"ramal-{version}.tar.gz", f"ramal-{version}-image.tar", f"ramal-{version}-image.digest", "SHA256SUMS",
              "SHA256SUMS.minisig", "apt", f"ramal-doc_{version}_all.deb"}
    for one in setting.architectures:
        wanted |= {f"ramal_{version}_{one}.deb", f"ramal-{version}-{one}.cdx.json"}
        if not setting.trial:
            wanted.add(f"ramal-dbgsym_{version}_{one}.deb")
    found = set(os.listdir(setting.dist))
    assert found == wanted, found ^ wanted


def made_again(setting):
    """Elsewhere, with another umask and in another time zone; what was downloaded for the image is there."""
    version, packaging, work = cmake_version(setting), setting.root / "packaging", setting.root / "build/packages"
    odd = {"umask": 0o077, "env": {**os.environ, "TZ": "Pacific/Kiritimati"}, "cwd": setting.root}
    commit = setting.run(["git", "rev-parse", "HEAD"], cwd=setting.root).stdout.strip()
    seconds = setting.run(["dpkg-parsechangelog", "--show-field", "Timestamp"], cwd=setting.root).stdout.strip()
    with tempfile.TemporaryDirectory() as folder:
        done = setting.run([str(packaging / "package_program.sh"), setting.ramal, f"{folder}/made"], seconds=300, **odd)
        assert done.returncode == 0, done
        packages = {path.name: path.read_bytes() for path in setting.dist.glob("*.deb")}
        assert packages == {path.name: path.read_bytes() for path in Path(folder, "made").glob("*.deb")}, "other packages"
        done = setting.run([str(packaging / "make_image.py"), "--version", version, "--revision", commit, "--time", seconds,
                            "--tag", version, "--output", f"{folder}/image",
                            *(f"--root={one}={work}/image-{one}" for one in setting.architectures)], seconds=300, **odd)
        assert done.stdout == (setting.dist / f"ramal-{version}-image.digest").read_text(), done
        bills = [f"ramal-{version}-{one}.cdx.json" for one in setting.architectures]
        assert all(Path(folder, one).read_bytes() == (setting.dist / one).read_bytes() for one in bills), "another SBOM"


def sums(setting):
    done = setting.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=setting.dist)
    assert done.returncode == 0, done
    listed = {line.split("  ", 1)[1] for line in (setting.dist / "SHA256SUMS").read_text().splitlines()}
    files = {str(path.relative_to(setting.dist)) for path in setting.dist.rglob("*") if path.is_file()}
    assert files - listed == {"SHA256SUMS", "SHA256SUMS.minisig"}, files ^ listed
    command = ["minisign", "-V", "-p", str(KEYS / "minisign.pub"), "-m"]
    assert setting.run([*command, str(setting.dist / "SHA256SUMS")]).returncode == 0
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "SHA256SUMS").write_text("0" * 64 + "  ramal\n")
        (Path(folder) / "SHA256SUMS.minisig").write_bytes((setting.dist / "SHA256SUMS.minisig").read_bytes())
        assert setting.run([*command, f"{folder}/SHA256SUMS"]).returncode != 0, "any file passes"


def lintian(setting):
    packages = sorted(str(path) for path in setting.dist.glob("*.deb"))
    done = setting.run(["lintian", "--allow-root", "--fail-on", "error,warning", *packages], seconds=300)
    assert done.returncode == 0, done.stdout + done.stderr


def source(setting):
    version = cmake_version(setting)
    with tarfile.open(setting.dist / f"ramal-{version}.tar.gz") as tar:
        found = {name.removeprefix(f"ramal-{version}/") for name in tar.getnames()}
    listed = setting.run(["git", "ls-tree", "-r", "--name-only", "HEAD"], cwd=setting.root).stdout.split("\n")
    assert {name for name in listed if name} <= found, set(listed) - found


def unpacked(setting, folder):
    with tarfile.open(setting.dist / f"ramal-{cmake_version(setting)}-image.tar") as tar:
        tar.extractall(folder)
    return container.images(folder)


def image(setting):
    with tempfile.TemporaryDirectory() as folder:
        found = unpacked(setting, folder)
        assert sorted(found) == sorted(setting.architectures), found
        digest = json.loads((Path(folder) / "index.json").read_bytes())["manifests"][0]["digest"]
        assert (setting.dist / f"ramal-{cmake_version(setting)}-image.digest").read_text() == digest + "\n"
        for name, (manifest, config) in found.items():
            assert sum(layer["size"] for layer in manifest["layers"]) <= MOST_COMPRESSED, (name, manifest)
            assert config["config"]["User"] == "65532:65532" and config["config"]["Entrypoint"] == ["ramal"], config
            with tempfile.TemporaryDirectory() as rootfs:
                entries = list(container.unpack(folder, manifest, rootfs))
            runnable = {one.name for one in entries if one.isfile() and one.mode & 0o111 and "/lib" not in "/" + one.name}
            assert runnable == {"usr/bin/ramal"}, runnable
            special = [one.name for one in entries if one.mode & 0o6000 or one.isdev()]
            writable = [one.name for one in entries if one.uid != 0 and not one.isdir()]
            assert not special and not writable, (special, writable)


def bill(setting):
    for name in setting.architectures:
        file = setting.dist / f"ramal-{cmake_version(setting)}-{name}.cdx.json"
        found = {one["name"] for one in json.loads(file.read_text())["components"]}
        assert {"libc6", "libssl3", "libstdc++6", "libsqlite3-0", "libyaml-cpp0.7", "ca-certificates"} <= found, found
        assert "systemd" not in found, "a package that the image has nothing of"


def calls(setting, architecture):
    with tempfile.TemporaryDirectory() as layout, tempfile.TemporaryDirectory() as folder:
        manifest, config = unpacked(setting, layout)[architecture]
        os.chmod(folder, 0o755)
        list(container.unpack(layout, manifest, f"{folder}/rootfs"))
        program = container.launcher(config, folder) if architecture == "amd64" else container.arm_launcher(folder)
        with Demo(program) as demo:
            request = urllib.request.Request(f"{demo.base}/call/start", b'{"number":"5511988887777"}', {"apikey": "demo"})
            answer = json.load(urllib.request.urlopen(request, timeout=20))
            assert answer["status"] in ("starting", "ringing") and answer["callId"], answer
