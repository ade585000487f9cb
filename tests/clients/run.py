#!/usr/bin/env python3
"""Real clients and the texts a stranger meets, against the real binary.

  python3 tests/clients/run.py --ramal build/release/proxy/ramal --node-modules build/clients/node_modules [WORD]

With --only check_hurl the checks of that file alone run. With WORD only the checks with that word in their name run. Ends with the line "N passed, N failed".
"""
import argparse
import pathlib
import subprocess
import sys
import time
import traceback

import check_clients
import check_command_line
import check_console
import check_demo_text
import check_descriptions
import check_hurl
import check_messages
import check_native
import check_operator_commands
import check_proxies
import check_readme
import check_service
import check_traces
import check_webhooks


class Setting:
    """What every check may use."""

    def __init__(self, arguments):
        self.root = pathlib.Path(__file__).resolve().parents[2]
        self.ramal = str(pathlib.Path(arguments.ramal).resolve())
        self.node_modules = str(pathlib.Path(arguments.node_modules).resolve())

    def run(self, command, seconds=30, **more):
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
        said = [str(one) for one in (wrong.__context__, wrong) if isinstance(one, AssertionError)]
        return "\n".join(said) if all(said) else traceback.format_exc()
    except Exception:  # a check that breaks is a check that failed
        return traceback.format_exc()
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ramal", required=True)
    parser.add_argument("--node-modules", default="build/clients/node_modules")
    parser.add_argument("--only", default="")
    parser.add_argument("word", nargs="?", default="")
    arguments = parser.parse_args()
    setting = Setting(arguments)

    passed = failed = 0
    for module in (check_clients, check_native, check_demo_text, check_command_line, check_readme, check_proxies,
                   check_service, check_webhooks, check_messages, check_descriptions, check_hurl, check_console,
                   check_operator_commands, check_traces):
        if arguments.only not in ("", module.__name__):
            continue
        for name, check in module.checks(setting):
            if arguments.word not in name:
                continue
            began = time.monotonic()
            wrong = verdict_of(check)
            passed, failed = (passed + 1, failed) if wrong is None else (passed, failed + 1)
            print(f"{'ok  ' if wrong is None else 'FAIL'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
            if wrong is not None:
                print("     " + wrong.strip().replace("\n", "\n     "), flush=True)
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
