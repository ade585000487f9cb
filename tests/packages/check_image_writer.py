"""The writers of the image and of its SBOM, without a package: what goes in, what comes out."""
import io
import json
import sys
import tarfile
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))
import make_image  # noqa: E402
import oci_layout  # noqa: E402
import sbom  # noqa: E402
import shared_libraries  # noqa: E402

FILES = {"usr/bin/ramal": b"program", "etc/passwd": b"root:x:0:0\n", "usr/lib/ssl/cert.pem": "/etc/ssl/cert.pem"}
READELF = """
      [Requesting program interpreter: /lib64/ld-linux-x86-64.so.2]
 0x0000000000000001 (NEEDED)             Shared library: [libssl.so.3]
 0x0000000000000001 (NEEDED)             Shared library: [libc.so.6]
"""


def checks(_setting):
    yield "a layer has sorted entries, their folders, and one time", layer_entries
    yield "the same files give the same digests, in any order", same_digests
    yield "every descriptor of a layout is true", descriptors
    yield "readelf's lines give libraries and interpreter", readelf_lines
    yield "libraries of libraries are found, each once", closure
    yield "a library that is nowhere is an error that names it", missing_library
    yield "links stay below the root", links
    yield "the SBOM names the packages of the files, and no others", named_packages
    yield "a file of no package is an error that names it", file_of_nobody


def layer(files=None, folders=None):
    return oci_layout.layer_tar(files or FILES, {"usr/bin/ramal"}, 1000, folders)


def layer_entries():
    with tarfile.open(fileobj=io.BytesIO(layer(folders={"var/lib/ramal": (0o700, 65532)}))) as tar:
        found = {one.name: one for one in tar.getmembers()}
        assert list(found) == sorted(found) and {"usr", "usr/bin", "var", "var/lib"} <= set(found), list(found)
        assert {one.mtime for one in found.values()} == {1000}
        assert (found["usr/bin/ramal"].mode, found["etc/passwd"].mode) == (0o755, 0o644)
        assert found["usr/lib/ssl/cert.pem"].issym()
        state = found["var/lib/ramal"]
        assert (state.mode, state.uid, state.gid, state.isdir()) == (0o700, 65532, 65532, True)
        assert tar.extractfile("usr/bin/ramal").read() == b"program"


def write(folder, files):
    layout = oci_layout.Layout(folder)
    configuration = make_image.configuration("1.2.3", "0" * 40, 1000)
    images = [layout.add_image(layer(files), configuration, architecture) for architecture in ("arm64", "amd64")]
    return layout.finish(images, "1.2.3")


def same_digests():
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        first = write(one, FILES)
        assert first == write(other, dict(reversed(FILES.items()))), first
        assert first != write(other, {**FILES, "etc/passwd": b"changed"})


def descriptors():
    with tempfile.TemporaryDirectory() as folder:
        write(folder, FILES)
        waiting, seen = [json.loads((Path(folder) / "index.json").read_bytes())], 0
        while waiting:
            value = waiting.pop()
            for one in value.get("manifests", []) + value.get("layers", []) + [value.get("config")]:
                if not (isinstance(one, dict) and "digest" in one):
                    continue
                blob = (Path(folder) / "blobs/sha256" / one["digest"].removeprefix("sha256:")).read_bytes()
                assert (oci_layout.digest(blob), len(blob)) == (one["digest"], one["size"]), one
                seen += 1
                if one["mediaType"] in (oci_layout.INDEX, oci_layout.MANIFEST):
                    waiting.append(json.loads(blob))
        assert seen == 1 + 2 + 2 * 2, seen


def readelf_lines():
    assert shared_libraries.names_in(READELF) == (["libssl.so.3", "libc.so.6"], "/lib64/ld-linux-x86-64.so.2")
    assert shared_libraries.names_in("There is no dynamic section in this file.") == ([], None)


NEEDS = {"ramal": (["liba.so.1", "libc.so.6"], "/lib/ld-linux-aarch64.so.1"), "liba.so.1": (["libb.so.2"], None),
         "libb.so.2": (["libc.so.6"], None), "libc.so.6": (["ld-linux-aarch64.so.1"], None)}


def look(path):
    return NEEDS[path.name]


def closure():
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "usr/lib/aarch64-linux-gnu"
        folder.mkdir(parents=True)
        for name in NEEDS:
            (folder / name).touch()
        found = shared_libraries.closure(root, "usr/bin/ramal", "arm64", look)
        assert found == ["lib/ld-linux-aarch64.so.1", *(f"usr/lib/aarch64-linux-gnu/{name}" for name in
                                                        ("liba.so.1", "libb.so.2", "libc.so.6"))], found


def missing_library():
    with tempfile.TemporaryDirectory() as root:
        try:
            shared_libraries.closure(root, "usr/bin/ramal", "amd64", look)
        except FileNotFoundError as wrong:
            assert "libc.so.6" in str(wrong) or "liba.so.1" in str(wrong), wrong
        else:
            raise AssertionError("nothing was missing")


def links():
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "usr/lib"
        folder.mkdir(parents=True)
        (folder / "libx.so.1.2").touch()
        (folder / "libx.so.1").symlink_to("libx.so.1.2")
        (folder / "liby.so").symlink_to("/usr/lib/libx.so.1")
        (folder / "libz.so").symlink_to("../lib/libx.so.1")
        for name in ("libx.so.1", "liby.so", "libz.so"):
            assert make_image.resolved(root, f"usr/lib/{name}") == "usr/lib/libx.so.1.2", name


def package(name, *files):
    return {"Package": name, "Version": "1:2.0+ds-1", "Architecture": "amd64", "files": {sbom.canonical(f) for f in files}}


PACKAGES = [package("libc6", "./lib/x86_64-linux-gnu/libc.so.6"), package("unused", "./usr/lib/unused.so"),
            package("ramal", "./usr/bin/ramal")]


def named_packages():
    used = sbom.owners(["usr/bin/ramal", "usr/lib/x86_64-linux-gnu/libc.so.6"], PACKAGES)
    assert [one["Package"] for one in used] == ["libc6", "ramal"], used
    shown = json.loads(sbom.document("1.2.3", "2026-01-01T00:00:00Z", used[1], used[:1]))
    assert (shown["bomFormat"], shown["metadata"]["component"]["version"]) == ("CycloneDX", "1.2.3"), shown
    assert [one["purl"] for one in shown["components"]] == ["pkg:deb/debian/libc6@1%3A2.0%2Bds-1?arch=amd64"], shown


def file_of_nobody():
    try:
        sbom.owners(["usr/bin/ramal", "usr/bin/stranger"], PACKAGES)
    except ValueError as wrong:
        assert "usr/bin/stranger" in str(wrong) and "ramal" not in str(wrong), wrong
    else:
        raise AssertionError("a stranger has a package")
