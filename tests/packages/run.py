#!/usr/bin/env python3
"""What users install, and the files that they start it with.

  python3 -B tests/packages/run.py [--trial] [--ramal FILE] [--dist FOLDER [--again FOLDER]] [--machine] [WORD]

Without --dist everything that needs no package is checked; --ramal adds what the program says of the files. With --dist,
which packaging/make_release.sh made, the packages and the image are installed, run and removed: as root, in roots that
are made for it. --again: a second dist, which must be the same. --machine: the packages are installed on a machine with
systemd, too, and upgraded under load. --trial: the dist is of `make_release.sh --program`, and what needs programs that
only a release needs is left out. With WORD only the checks with that word in their name run. Ends with the line
"N passed, N failed".
"""
import argparse
import importlib
import os
import pathlib
import platform
import subprocess
import sys
import time
import traceback

OFFLINE = ["check_image_writer", "check_debian", "check_deployments", "check_documents"]
RELEASED = ["check_release"]
INSTALLED = ["check_installed"]  # by root
MACHINE = ["check_systemd"]


class Setting:
    """What every check may use. ramal, dist, again: None where there is none. suite: Debian's, of the packages."""

    def __init__(self, arguments):
        self.root = pathlib.Path(__file__).resolve().parents[2]
        self.ramal = arguments.ramal and str(pathlib.Path(arguments.ramal).resolve())
        self.dist = arguments.dist and pathlib.Path(arguments.dist).resolve()
        self.again = arguments.again and pathlib.Path(arguments.again).resolve()
        self.trial = arguments.trial
        self.architectures = ["amd64"] if self.trial else ["amd64", "arm64"]
        self.suite = platform.freedesktop_os_release()["VERSION_CODENAME"] if self.trial else "bookworm"

    def run(self, command, seconds=60, **more):
        """A child process with a deadline, its stdout and stderr as text."""
        try:
            return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  text=True, timeout=seconds, check=False, **more)
        except subprocess.TimeoutExpired as late:
            said = "".join((part or b"").decode(errors="replace") for part in (late.stdout, late.stderr))
            raise AssertionError(f"no end within {seconds} s: {command}\n{said}") from None


def verdict_of(check):
    """None, or what is wrong."""
    try:
        check()
    except AssertionError as wrong:
        return str(wrong) or traceback.format_exc()
    except Exception:  # a check that breaks is a check that failed
        return traceback.format_exc()
    return None


def may_make_roots(setting):
    """Root of a container may have neither namespaces nor mounts."""
    probe = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return os.geteuid() == 0 and setting.run(probe).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trial", action="store_true")
    parser.add_argument("--ramal")
    parser.add_argument("--dist")
    parser.add_argument("--again")
    parser.add_argument("--machine", action="store_true")
    parser.add_argument("word", nargs="?", default="")
    arguments = parser.parse_args()
    setting = Setting(arguments)

    passed = failed = 0
    modules = OFFLINE + (RELEASED if setting.dist else [])
    if setting.dist and may_make_roots(setting):
        modules += INSTALLED + (MACHINE if arguments.machine else [])
    elif setting.dist:
        print("-- left out, since it needs root and namespaces: the packages are not installed")
    for name in modules:
        for title, check in importlib.import_module(name).checks(setting):
            if arguments.word not in title:
                continue
            began = time.monotonic()
            wrong = verdict_of(check)
            passed, failed = (passed + 1, failed) if wrong is None else (passed, failed + 1)
            print(f"{'ok  ' if wrong is None else 'FAIL'} {title} ({time.monotonic() - began:.1f} s)", flush=True)
            if wrong is not None:
                print("     " + wrong.strip().replace("\n", "\n     "), flush=True)
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
