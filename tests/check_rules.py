#!/usr/bin/env python3
"""tests/rules.md against the tests: every rule has a test against the real binary, and the table names all of its tests
and no others.
  tests/check_rules.py                      says what is wrong, and ends with 1 if anything is
  tests/check_rules.py --without L8,L9      the same, though these rules may have no test yet
  tests/check_rules.py --write              writes the rows of tests again; the rules' own rows are written by hand
A test belongs to a rule if its name begins with the rule's id: "F8 ...", "L11 L12 ...", "F10 to F13 ...".
The rules themselves are the rows of docs/http-rules.md.
"""
import re
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent
CASES = TESTS.parent / "contract" / "cases"  # played through the program, too
TABLE = TESTS / "rules.md"
LIST = TESTS.parent / "docs" / "http-rules.md"
LISTED = re.compile(r"^\| ([EFTHKULOW]\d+b?) \| .* \|$", re.M)
REAL_BINARY = ("system", "contract")  # folders whose tests talk to the program itself
RULE_ROW = re.compile(r"\| \*\*([A-Z]\d+b?)\*\* \| .* \|$")
TEST_ROW = re.compile(r"\| ([a-z]+) \| (.*) \|$")
CATCH_TEST = re.compile(r'\bTEST_CASE\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)')
CASE = re.compile(r"^=== (.*)$", re.M)


def listed_rules():
    """The ids of all rules, in the order of their rows."""
    return LISTED.findall(LIST.read_text())


def ids_of(name):
    """The rules that a test's name begins with."""
    found = []
    words = name.replace(":", " ").replace(",", " ").split()
    for at, word in enumerate(words):
        if re.fullmatch(r"[EFTHKULOW]\d+b?", word):
            if at == 0 or words[at - 1] != "to":
                found.append(word)
                continue
            found += [word[0] + str(number) for number in range(int(found[-1][1:]) + 1, int(word[1:]) + 1)]
        elif word != "to" or not found:
            break
    return found


def tests_in_tree():
    """(rule, folder, name) of every test that is named for a rule."""
    found = set()
    for path in sorted(TESTS.rglob("*.cpp")) + sorted(CASES.rglob("*.case")):
        folder = "contract" if path.suffix == ".case" else path.relative_to(TESTS).parts[0]
        text = path.read_text()
        names = CASE.findall(text) if path.suffix == ".case" else [
            "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', group)) for group in CATCH_TEST.findall(text)]
        found |= {(rule, folder, name) for name in names for rule in ids_of(name)}
    return found


def tests_in_table(lines):
    found, rules, rule = [], [], None
    for line in lines:
        if one := RULE_ROW.match(line):
            rule = one[1]
            rules.append(rule)
        elif rule and (one := TEST_ROW.match(line)):
            found.append((rule, one[1], one[2].replace("\\|", "|")))
        else:
            rule = None
    return rules, found


def in_order(test):
    """Those against the real binary first."""
    return REAL_BINARY.index(test[1]) if test[1] in REAL_BINARY else len(REAL_BINARY), test


def write(lines, tree):
    out, rule = [], None
    for line in lines:
        if rule and TEST_ROW.match(line):
            continue  # it was written below its rule
        rule = (RULE_ROW.match(line) or [None, None])[1]
        out.append(line)
        rows = sorted((test for test in tree if test[0] == rule), key=in_order)
        out += ["| {} | {} |".format(folder, name.replace("|", "\\|")) for _, folder, name in rows]
    TABLE.write_text("\n".join(out) + "\n")


def complaints(lines, tree, without=()):
    rules, table = tests_in_table(lines)
    listed = listed_rules()
    for rule in sorted({rule for rule in rules if rule not in listed}):
        yield f"{rule} has a row, but {LIST.name} has no such rule"
    for rule in listed:
        if rules.count(rule) != 1:
            yield f"{rule} has {rules.count(rule)} rows, not one"
        if rule not in without and not any(test[0] == rule and test[1] in REAL_BINARY for test in tree):
            yield f"{rule} has no test against the real binary"
    for test in sorted(set(table) - tree):
        yield "the table names a test that does not exist: " + " | ".join(test)
    for test in sorted(tree - set(table)):
        yield "the table does not name this test (tests/check_rules.py --write): " + " | ".join(test)
    for test in sorted({test for test in table if table.count(test) > 1}):
        yield "the table names a test twice: " + " | ".join(test)


def main():
    lines, tree = TABLE.read_text().splitlines(), tests_in_tree()
    if sys.argv[1:] == ["--write"]:
        write(lines, tree)
        lines = TABLE.read_text().splitlines()
    without = sys.argv[2].split(",") if sys.argv[1:2] == ["--without"] else ()
    found = list(complaints(lines, tree, without))
    print("\n".join(found) if found else f"{len(tree)} tests named for rules, all in the table")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
