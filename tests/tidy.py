#!/usr/bin/env python3
"""clang-tidy over all of the product, by .clang-tidy: any finding fails the file that it is in.

The files of a library are looked at as one: most of the time goes into what they include, and that is read once. So no
two of them may use one name in an unnamed namespace. Nothing is compiled. The last line is the count of files.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TREE = ROOT / "build" / "tidy"
WRITTEN_FOR = 14  # the version of clang-tidy that the tree is clean by
LONGEST = 900  # seconds for the files of a library
FINDING = re.compile(r"^(/.+?):\d+:\d+: (?:warning|error): .*\[([\w.,-]+)\]$", re.M)


def configure():
    """Writes how each file is compiled. Precompiled headers would tie clang-tidy to a clang of its own version."""
    (ROOT / "build").mkdir(exist_ok=True)
    with open(f"{TREE}.log", "w") as log:
        for command in (
            ["cmake", "--preset", "clang", "-B", TREE, "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", "-DRAMAL_TESTS=OFF",
             "-DRAMAL_UNITY=ON", "-DCMAKE_UNITY_BUILD=ON", "-DCMAKE_UNITY_BUILD_BATCH_SIZE=0",
             "-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON"],
            ["cmake", "--build", TREE, "--target", "ramal_version"],
        ):
            done = subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
            if done.returncode:
                text = pathlib.Path(log.name).read_text()
                sys.exit(f"{text}CMake failed: the lines above say why\n0 passed, 1 failed")


def sources_of(unit):
    """The product's files that are looked at with this one: not what CMake writes, nor the libraries' code."""
    text = unit.read_text() if unit.is_relative_to(TREE) else ""
    included = re.findall(r'^#include "(.+)"$', text, re.M) if unit.parent.name == "Unity" else [unit]
    found = [pathlib.Path(one) for one in included]
    return [one for one in found if not one.is_relative_to(TREE) and not one.is_relative_to(ROOT / "cmake")]


def units():
    """(unit, its sources), what takes longest first, so that no processor waits for another at the end."""
    commands = json.loads((TREE / "compile_commands.json").read_text())
    found = [(one, sources_of(one)) for one in {pathlib.Path(command["file"]) for command in commands}]
    return sorted((one for one in found if one[1]), key=lambda one: -sum(path.stat().st_size for path in one[1]))


def tool():
    """(clang-tidy, its major version), the version that the tree is clean by if there is a choice."""
    program = shutil.which(f"clang-tidy-{WRITTEN_FOR}") or shutil.which("clang-tidy")
    if not program:
        sys.exit("clang-tidy is missing: apt-get install clang-tidy\n0 passed, 1 failed")
    text = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return program, int(re.search(r"version (\d+)", text)[1])


def look_at(program, unit, sources):
    """(what clang-tidy says, [(file, check) of each finding]); -Wno-error: what clang itself warns of, builds judge."""
    command = [program, "-quiet", f"--config-file={ROOT / '.clang-tidy'}", "-extra-arg=-Wno-error", "-p", TREE, unit]
    try:
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return f"no answer after {LONGEST} s", [(sources[0], "clang-diagnostic-error")]
    found = [(pathlib.Path(path), checks) for path, checks in FINDING.findall(done.stdout)]
    if done.returncode < 0 or (done.returncode and not found):  # below 0: it was killed, or crashed behind a finding
        return done.stdout + done.stderr[-4000:], [(sources[0], "clang-diagnostic-error")]
    return done.stdout, found


def main():
    configure()
    program, version = tool()
    if version != WRITTEN_FOR:
        print(f"clang-tidy {version}: the tree is clean by {WRITTEN_FOR}, so that only a file that it cannot read fails")
    checked, failed = set(), set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = {pool.submit(look_at, program, *unit): unit for unit in units()}
        for done in concurrent.futures.as_completed(waiting):
            text, found = done.result()
            checked.update(waiting[done][1])
            failed.update(path for path, check in found if version == WRITTEN_FOR or "clang-diagnostic-error" in check)
            print(f"{waiting[done][0].relative_to(ROOT)}: {len(waiting[done][1])} files, {len(found)} findings", flush=True)
            if found:
                print(text, flush=True)
    if not checked:
        failed.add(TREE)
    print(f"{len(checked - failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
