#!/usr/bin/env python3
"""The image as an OCI layout, without a Docker engine.

  packaging/make_image.py --version 0.1.0 --revision COMMIT --time SECONDS --output FOLDER --tag TAG
                          --root amd64=FOLDER [--root arm64=FOLDER]

A root is what packaging/fetch_root.sh made: root/ and packages/. The image has the program, the libraries that it maps,
the certificates of authorities, a user, and an SBOM; no shell, no package manager. It prints the digest of the index.
"""
import argparse
import datetime
import sys
from pathlib import Path

import oci_layout
import sbom
import shared_libraries

USER = 65532
PROGRAM = "usr/bin/ramal"
CERTIFICATES = "etc/ssl/certs/ca-certificates.crt"
SBOM = "usr/share/doc/ramal/sbom.cdx.json"
HOME = "var/lib/ramal"
# A volume takes owner and mode from the folder that it is mounted on.
FOLDERS = {"etc/ramal": (0o755, 0), HOME: (0o700, USER), "var/log/ramal": (0o700, USER), "tmp": (0o1777, 0)}


def resolved(root, path):
    """What a path below root leads to, below root: links that begin with / stay inside."""
    for _ in range(10):
        link = Path(root) / path
        if not link.is_symlink():
            return path
        target = str(link.readlink())
        path = target.lstrip("/") if target.startswith("/") else str(Path(path).parent / target)
        path = str(Path("/" + path).resolve()).lstrip("/") if ".." in path else path
    raise ValueError(f"{path}: links lead in a circle")


def certificates(root):
    """The bundle that update-ca-certificates would make of all that Debian trusts."""
    files = sorted((Path(root) / "usr/share/ca-certificates/mozilla").glob("*.crt"))
    if len(files) < 50:
        raise ValueError(f"{len(files)} certificates below {root}: is ca-certificates unpacked there?")
    return b"".join(file.read_bytes().rstrip(b"\n") + b"\n" for file in files)


def files_of(root, architecture, packages, version, when):
    """The layer's files, and the paths of those that may run."""
    libraries = shared_libraries.closure(root, PROGRAM, architecture)
    sources = {path: resolved(root, path) for path in [PROGRAM, *libraries]}
    files = {path: (Path(root) / source).read_bytes() for path, source in sources.items()}
    used = sbom.owners([*sources.values(), "usr/share/ca-certificates/mozilla/ISRG_Root_X1.crt"], packages)
    program = next(package for package in used if package["Package"] == "ramal")
    time = datetime.datetime.fromtimestamp(when, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    files[SBOM] = sbom.document(version, time, program, [one for one in used if one is not program]).encode()
    files[CERTIFICATES] = certificates(root)
    files["usr/lib/ssl/cert.pem"] = "/" + CERTIFICATES  # where OpenSSL looks
    files["etc/passwd"] = f"root:x:0:0:root:/:/nonexistent\nramal:x:{USER}:{USER}:Ramal:/{HOME}:/nonexistent\n".encode()
    files["etc/group"] = f"root:x:0:\nramal:x:{USER}:\n".encode()
    return files, {path for path in sources}


def configuration(version, revision, when):
    time = datetime.datetime.fromtimestamp(when, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    labels = {
        "org.opencontainers.image.title": "ramal",
        "org.opencontainers.image.description": "Gateway that lets Evolution GO bots use a native calls API",
        "org.opencontainers.image.version": version,
        "org.opencontainers.image.revision": revision,
        "org.opencontainers.image.created": time,
    }
    return {"created": time, "config": {
        "User": f"{USER}:{USER}", "Env": ["PATH=/usr/bin"], "WorkingDir": "/", "StopSignal": "SIGTERM",
        "Entrypoint": ["ramal"], "Cmd": ["serve", "--config", "/etc/ramal/ramal.yaml"],
        "ExposedPorts": {"8080/tcp": {}}, "Labels": labels}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("version", "revision", "output", "tag"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--time", required=True, type=int)
    parser.add_argument("--root", required=True, action="append")
    arguments = parser.parse_args()
    layout, images = oci_layout.Layout(arguments.output), []
    for one in arguments.root:
        architecture, folder = one.split("=", 1)
        packages = sbom.packages_in(Path(folder) / "packages")
        files, programs = files_of(Path(folder) / "root", architecture, packages, arguments.version, arguments.time)
        tar = oci_layout.layer_tar(files, programs, arguments.time, FOLDERS)
        images.append(layout.add_image(tar, configuration(arguments.version, arguments.revision, arguments.time),
                                       architecture))
        sbom_file = Path(arguments.output).with_name(f"ramal-{arguments.version}-{architecture}.cdx.json")
        sbom_file.write_bytes(files[SBOM])
    print(layout.finish(images, arguments.tag))
    return 0


if __name__ == "__main__":
    sys.exit(main())
