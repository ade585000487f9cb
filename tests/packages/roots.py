"""Fresh roots of Debian for a package: made once by mmdebstrap, with what the package depends on, then unpacked for each
use. As root."""
import hashlib
import os
import re
import tempfile
import time
from pathlib import Path

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
EXTRA = ("ca-certificates", "curl")  # what install.md's commands need
KEPT_FOR = 24 * 3600  # seconds: Debian has newer packages now and then


def in_root(setting, root, *command, seconds=300):
    done = setting.run(["chroot", root, "env", "-i", "DEBIAN_FRONTEND=noninteractive", f"PATH={PATH}", *command],
                       seconds=seconds)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def dependencies(setting):
    """Names of packages: of alternatives the first one."""
    package = str(next(setting.dist.glob("ramal_*_amd64.deb")))
    shown = setting.run(["dpkg-deb", "-f", package, "Depends"]).stdout
    return [re.match(r"\s*([a-z0-9.+-]+)", one)[1] for one in shown.split(",")]


def base(setting):
    """The root as a tar."""
    names = ",".join([*EXTRA, *dependencies(setting)])
    folder = setting.root / "build/packages"
    folder.mkdir(parents=True, exist_ok=True)
    tar = folder / f"try-root-{hashlib.sha256((setting.suite + names).encode()).hexdigest()[:12]}.tar"
    if not tar.exists() or time.time() - tar.stat().st_mtime > KEPT_FOR:
        apt = Path("/etc/apt")
        lists = [str(path) for path in [apt / "sources.list", *sorted((apt / "sources.list.d").iterdir())]
                 if path.suffix in (".list", ".sources") and path.exists() and path.stat().st_size]
        made = tar.with_suffix(".part")
        done = setting.run(["mmdebstrap", "--quiet", "--variant=minbase", f"--include={names}", "--format=tar",
                            setting.suite, str(made), *lists], seconds=900)
        assert done.returncode == 0, done.stderr
        made.rename(tar)
    return tar


def unpack(setting, stack, starts_units=False):
    """A root of one's own, which has the repository of dist/ in /srv/apt and asks no other one. starts_units: whether
    packages may start what they bring, as on a machine that runs; otherwise as in the build of an image."""
    root = stack.enter_context(tempfile.TemporaryDirectory())
    done = setting.run(["tar", "-C", root, "--numeric-owner", "--exclude=./dev/*", "-xf", str(base(setting))], 300)
    assert done.returncode == 0, done.stderr
    os.chmod(root, 0o755)  # other users than root work in it
    for name in ("null", "zero", "urandom"):
        setting.run(["cp", "-a", f"/dev/{name}", f"{root}/dev/"])
    for path in [Path(root, "etc/apt/sources.list"), *Path(root, "etc/apt/sources.list.d").glob("*")]:
        path.unlink(missing_ok=True)
    assert setting.run(["cp", "-a", str(setting.dist / "apt"), f"{root}/srv/apt"]).returncode == 0
    policy = Path(root) / "usr/sbin/policy-rc.d"
    policy.write_text(f"#!/bin/sh\nexit {0 if starts_units else 101}\n")
    policy.chmod(0o755)
    return root
