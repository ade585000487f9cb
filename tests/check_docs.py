#!/usr/bin/env python3
"""What the documents promise, against the tree:
  every rule that code, tests or documents name is a row of docs/http-rules.md, and every row has its own id;
  every document and section that a comment names, and every file that a document links to, is there;
  every source of a folder is named in the folder's README;
  no comment, file, type or function has a word that docs/glossary.md has replaced;
  the newest version in CHANGELOG.md is that of CMakeLists.txt.
  tests/check_docs.py           says what is wrong, and ends with 1 if anything is
"""
import os
import re
import sys
from pathlib import Path

from check_rules import ids_of, listed_rules

ROOT = Path(__file__).resolve().parent.parent
KINDS = {".cpp", ".hpp", ".py", ".md", ".case", ".sh", ".cmake", ".txt", ".yaml", ".yml"}
ID = r"[EFTHKULOW]\d{1,2}b?"
# What is a rule's id without doubt: behind the file's name or the word rule, behind an opening bracket, first in a case's
# why, or first in a test's name. A letter with digits elsewhere may be anything: a call's id, a byte, a time.
IDS = re.compile(rf"(?:http-rules\.md[,:]? |\b[Rr]ules? |\(|^why: )({ID}\b(?:(?:,| and| to|, and| or)? {ID}\b)*)", re.M)
TEST_NAME = re.compile(r'^(?:TEST_CASE\(\s*"|=== )(.*)$', re.M)
DOCUMENT = re.compile(r"\b([a-z]+(?:-[a-z]+)+|webhooks|architecture)\.md(?:,? section (\d+))?")
# Folders whose README has a table or a list of all files.
LISTED = ("auth", "contract", "events", "proxy", "routes")
# What buffers, admissions, half-open connections, usage counters and write batches were called before.
OLD_WORDS = re.compile(r"(?<![A-Za-z])(?:rooms?|newcomers?|tally|tallies|foreseen|departures?|writing_turns?|puts_off|"
                       r"fates?)(?![A-Za-z])")
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')
# A comment, the name of a type, or of a function.
NAMED = re.compile(r"//.*|\b(?:struct|class|enum class|using)\s+\w+|\b\w+(?=\()")
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")


def tracked():
    """Every text file of the project, without what builds and tools leave."""
    for folder, inner, names in os.walk(ROOT):
        inner[:] = sorted(name for name in inner if name != ".git" and not name.startswith("build"))
        for path in (Path(folder, name) for name in sorted(names)):
            if path.suffix in KINDS and path.is_file():
                yield path


def ids_named(text):
    found = {rule for names in IDS.findall(text) for rule in re.findall(ID, names)}
    for name in TEST_NAME.findall(text):
        found |= set(ids_of(name))
    return found


def wrong_rules():
    listed = listed_rules()
    for rule in sorted({rule for rule in listed if listed.count(rule) > 1}):
        yield f"docs/http-rules.md has {rule} twice"
    if len(listed) < 100:
        yield f"docs/http-rules.md has {len(listed)} rows that can be read: the form of its tables has changed"
    for path in tracked():
        for rule in sorted(ids_named(path.read_text()) - set(listed)):
            yield f"{path.relative_to(ROOT)} names {rule}, which docs/http-rules.md does not have"


def wrong_sections():
    documents = {path.name: path.read_text() for path in (ROOT / "docs").rglob("*.md")}
    for path in tracked():
        for name, section in DOCUMENT.findall(path.read_text()):
            text = documents.get(name + ".md")
            if text is None:
                yield f"{path.relative_to(ROOT)} names {name}.md, which docs/ does not have"
            elif section and not re.search(rf"^## {section}\. ", text, re.M):
                yield f"{path.relative_to(ROOT)} names section {section} of {name}.md, which has none"


def wrong_links():
    for path in tracked():
        if path.suffix != ".md":
            continue
        for target, _ in LINK.findall(path.read_text()):
            if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists():
                yield f"{path.relative_to(ROOT)} links to {target}, which is not there"


def sources(*folders):
    mine = (path for path in tracked() if path.relative_to(ROOT).parts[0] in folders)
    return (path for path in mine if path.suffix in (".cpp", ".hpp"))


def wrong_readmes():
    for path in sources(*LISTED):
        readme = path.parent / "README.md"
        if readme.exists():  # contract/net and the like are described one folder above
            words = set(re.findall(r"\w+", readme.read_text()))
            families = {word for word in words if word.endswith("_")}  # "report_*"
            if path.stem not in words and not any(path.stem.startswith(one) for one in families):
                yield f"{readme.relative_to(ROOT)} does not name {path.stem}"


def old_words():
    for path in sources(*LISTED, "config", "engine", "store"):
        found = OLD_WORDS.findall(path.stem + " " + " ".join(NAMED.findall(STRING.sub('""', path.read_text()))))
        if found:
            words = ", ".join(sorted(set(found)))
            yield f"{path.relative_to(ROOT)} has a word that docs/glossary.md has replaced: {words}"


def wrong_version():
    newest = re.search(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    built = re.search(r"^project\(ramal VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(), re.M)
    if newest is None or built is None or newest[1] != built[1]:
        yield (f"the newest entry of CHANGELOG.md is {newest and newest[1]}, "
               f"the version in CMakeLists.txt is {built and built[1]}")


def main():
    found = [*wrong_rules(), *wrong_sections(), *wrong_links(), *wrong_readmes(), *old_words(), *wrong_version()]
    print("\n".join(found) if found else f"{len(listed_rules())} rules; every id, section and link is there")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
