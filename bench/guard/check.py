#!/usr/bin/env python3
"""Instructions a request, under callgrind, against bench/instructions.txt: a change that makes a request cost more than
the tolerance fails, and so does one that makes it that much cheaper without the file being told.
  bench/guard/check.py PROGRAM [--update]     PROGRAM is the built `conversations`

Counted are the instructions of the program's own functions and templates, not those of shared libraries: glibc and
simdjson choose other code on other processors. What the driver and the tests' world in memory do (ramal::bench,
ramal::test) is left out. The count
depends on the compiler, so the file names it and the check is skipped with another one.
"""
import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

EXPECTED = Path(__file__).resolve().parent.parent / "instructions.txt"
REQUESTS = 20
TOLERANCE = 0.03
UPDATE = "if that is wanted, run `bench/run.sh guard --update` and commit the file"
DRIVER = re.compile(r"ramal::(bench|tests?)::|^main$")


def own_instructions(dump, program):
    """Of one callgrind dump: the conversation's name and the instructions spent in the program's own functions."""
    names = {}

    def named(kind, text):
        number, _, name = text.partition(" ")
        if name:
            names[kind, number] = name
        return names[kind, number]

    what, total, ours, function, called = None, 0, False, "", False
    for line in dump.splitlines():
        if line.startswith("desc: Trigger: Client Request: "):
            what = line.rsplit(": ", 1)[1]
        elif line.startswith("ob="):
            ours = Path(named("ob", line[3:])).name == program
        elif line.startswith("cob="):
            named("ob", line[4:])
        elif line.startswith("fn="):
            function = named("fn", line[3:])
        elif line.startswith("cfn="):
            named("fn", line[4:])
        elif line.startswith("calls="):
            called = True  # the next line is the callee's cost, which is counted where the callee is
        elif re.match(r"[+\-*0-9]", line):
            if not called and ours and not DRIVER.search(function):
                total += int(line.split()[1])
            called = False
    return what, total


def measure(program):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", "--compress-pos=no",
                        "--quiet", str(program), str(REQUESTS)], check=True, timeout=300)
        found = {}
        for path in sorted(Path(folder).iterdir()):
            what, total = own_instructions(path.read_text(), program.name)
            if what:
                found[what] = round(total / REQUESTS)
        return found


def compiler():
    text = subprocess.run(["c++", "--version"], capture_output=True, text=True, check=True).stdout
    return text.splitlines()[0]


def write(found):
    lines = ["# Instructions a request in Ramal's own code; `bench/run.sh guard --update` writes this.",
             f"# {compiler()}"]
    EXPECTED.write_text("\n".join(lines + [f"{count:>9} {name}" for name, count in found.items()]) + "\n")


def compare(expected, found):
    """Lines to print, each with whether it is good: of every conversation that is expected or was played."""
    for name in [*expected, *(name for name in found if name not in expected)]:
        was, now = expected.get(name), found.get(name)
        if was is None:
            yield False, f"{name:18} now {now:>9,}, and {EXPECTED.name} has no line for it: {UPDATE}"
        elif now is None:
            yield False, f"{name:18} expected {was:>9,}, and no conversation has this name any more: {UPDATE}"
        else:
            change = now / was - 1
            yield abs(change) <= TOLERANCE, f"{name:18} expected {was:>9,} now {now:>9,} {change:+.1%}"


def bounds(found):
    """What holds whatever the file says."""
    def costs_at_most(name, times, other):
        return name in found and other in found and found[name] <= times * found[other]

    # nothing is rewritten there
    yield costs_at_most("native get", 1, "get"), "a native get costs at most what a rewritten one does"
    # what it captures has a bound in bytes a second, and bench/run.sh --only inspector measures it
    yield costs_at_most("start, inspector on", 1.1, "start"), \
        "with the inspector on, a start that it leaves out costs at most 10 % more"


def main():
    parse = argparse.ArgumentParser()
    parse.add_argument("program", type=Path)
    parse.add_argument("--update", action="store_true")
    asked = parse.parse_args()
    found = measure(asked.program)
    if asked.update:
        write(found)
    lines = EXPECTED.read_text().splitlines()
    if compiler() not in lines[1]:
        print(f"another compiler than {lines[1][2:]}: nothing to compare\n1 passed, 0 failed")
        return 0
    expected = {name: int(count) for count, name in (line.split(maxsplit=1) for line in lines[2:])}
    judged = list(compare(expected, found))
    judged += bounds(found)
    for good, text in judged:
        print(f"{'ok' if good else 'FAILED':6} {text}")
    failed = sum(not good for good, _ in judged)
    print(f"{len(judged) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
