"""debian/ and packaging/ without a package: versions, units, configuration, man page, completions, scripts."""
import filecmp
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

UNITS = {"ramal.service": "ramal.service", "ramal.socket": "ramal.socket",
         "ramal.ramal-engine.service": "ramal-engine.service"}
DAY = 1_700_000_000


def checks(setting):
    yield "one version everywhere", lambda: versions(setting)
    yield "the package's configuration and units fit together", lambda: fitting(setting)
    yield "the reference engine starts only where the configuration names it", lambda: engine_condition(setting)
    yield "the package's service is confined as the example is", lambda: confined(setting)
    yield "the package wants what ramal.sh installs for a build", lambda: build_packages(setting)
    if not setting.trial:
        yield "shellcheck finds nothing in the scripts", lambda: shellcheck(setting)
    yield "the same packages make the same apt repository", lambda: repository(setting)
    yield "a source archive knows its commit, and a copy of the files says unknown", lambda: archived_commit(setting)
    if setting.ramal:
        yield "Ramal takes the package's configuration", lambda: configuration(setting)
        yield "systemd takes the package's units", lambda: units(setting)
        yield "the man page names every command and option, and the shells ask the program", lambda: completions(setting)
        yield "bash completes commands and options", lambda: bash_completes(setting)


def text(setting, name):
    return (setting.root / name).read_text()


def cmake_version(setting):
    return re.search(r"^project\(ramal VERSION (\S+)", text(setting, "CMakeLists.txt"), re.M)[1]


def versions(setting):
    version = cmake_version(setting)
    assert re.match(r"ramal \(([^)]+)\)", text(setting, "debian/changelog"))[1] == version
    assert re.search(r"^## (\d+\.\d+\.\d+)", text(setting, "CHANGELOG.md"), re.M)[1] == version
    assert f"docker build -t ramal:{version} ." in text(setting, "Dockerfile")
    if setting.ramal:
        said = setting.run([setting.ramal, "--version"]).stdout
        assert said.startswith((f"ramal {version} ", f"{version} ", f"ramal {version}\n")), said


def archived_commit(setting):
    head = setting.run(["git", "rev-parse", "HEAD"], cwd=setting.root).stdout.strip()
    with tempfile.TemporaryDirectory() as folder:
        setting.run(["sh", "-c", f"git archive HEAD cmake | tar -x -C {folder}"], cwd=setting.root)
        for content, wanted in ((None, head[:12]), ("$Format:%H$\n", "unknown")):
            if content:
                Path(f"{folder}/cmake/commit.txt").write_text(content)
            done = setting.run(["cmake", f"-DSOURCE={folder}", "-DVERSION=1.2.3", f"-DOUTPUT={folder}/version.hpp", "-P",
                                f"{folder}/cmake/write_version.cmake"])
            assert done.returncode == 0, done
            said = Path(f"{folder}/version.hpp").read_text()
            assert f'RAMAL_COMMIT "{wanted}"' in said and 'RAMAL_VERSION "1.2.3"' in said, (wanted, said)


def yaml_of(setting):
    import yaml
    return yaml.safe_load(text(setting, "debian/etc/ramal.yaml"))


def fitting(setting):
    settings = yaml_of(setting)
    socket = re.findall(r"^ListenStream=(.+)$", text(setting, "debian/ramal.socket"), re.M)
    assert [one["address"] for one in settings["listeners"]] == socket == ["127.0.0.1:8080"], socket
    engine = text(setting, "examples/reference-engine.yaml")
    assert settings["engine"]["base_url"] == "http://" + re.search(r"^api: (\S+)", engine, re.M)[1]
    assert f"key: {settings['keys'][0]['native_key']}\n" in engine
    service = text(setting, "debian/ramal.service")
    assert "\nSockets=ramal.socket\n" in service and "\nType=notify\n" in service
    rules = text(setting, "debian/rules")
    assert "--no-stop-on-upgrade ramal.socket\n" in rules, "an upgrade closes the socket"


def engine_condition(setting):
    unit = text(setting, "debian/ramal.ramal-engine.service")
    command = shlex.split(re.search(r"^ExecCondition=\+(.+)$", unit, re.M)[1])
    shipped = text(setting, "debian/etc/ramal.yaml")
    for content, starts in ((shipped, True), (shipped.replace("  base_url: http", "  #base_url: http"), False),
                            (shipped.replace("127.0.0.1:8090", "10.0.0.9:8090"), False),
                            ("# http://127.0.0.1:8090\nkeys: []\n", False)):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(content)
            file.flush()
            done = setting.run([*command[:-1], file.name])
            assert (done.returncode == 0) is starts, (done, content)


def hardening(unit):
    words = r"(Protect|Private|Restrict|SystemCall|Capability|Ambient|NoNew|Lock|Memory|Keyring|Device|Remove|Proc|UMask)"
    return {line for line in unit.splitlines() if re.match(words, line)}


def confined(setting):
    example = hardening(text(setting, "examples/ramal-static.service"))
    assert len(example) > 20, example
    for name in ("debian/ramal.service", "debian/ramal.ramal-engine.service"):
        assert hardening(text(setting, name)) == example, hardening(text(setting, name)) ^ example


def build_packages(setting):
    """What ramal.sh installs, but for the compiler, which every root for building has."""
    listed = re.search(r'^build_packages="(.+?)"', text(setting, "ramal.sh"), re.M | re.S)[1]
    words = listed.replace("$boost", "1.81").split()
    wanted = re.search(r"^Build-Depends: (.+?)^\S", text(setting, "debian/control"), re.M | re.S)[1]
    named = {re.sub(r"\(.*\)", "", one).strip() for one in wanted.split(",")}
    assert named - {"debhelper-compat"} == set(words) - {"g++"}, named ^ set(words)


def shellcheck(setting):
    assert shutil.which("shellcheck"), "shellcheck is missing (ramal.sh installs it)"
    scripts = ["ramal.sh", *(f"debian/ramal.{name}" for name in ("postinst", "prerm", "postrm"))]
    scripts += [str(path.relative_to(setting.root)) for folder in ("packaging", "tests/packages")
                for path in sorted((setting.root / folder).glob("*.sh"))]
    done = setting.run(["shellcheck", "--exclude=SC1091", *scripts], cwd=setting.root)  # files of the system
    assert done.returncode == 0 and len(scripts) >= 8, done.stdout
    done = setting.run(["shellcheck", "--shell=bash", "debian/completions/ramal"], cwd=setting.root)
    assert done.returncode == 0, done.stdout


def small_package(folder):
    tree = Path(folder) / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN/control").write_text("Package: small\nVersion: 1\nArchitecture: all\n"
                                         "Maintainer: Test <t@ramal.invalid>\nDescription: for a test\n")
    subprocess.run(["dpkg-deb", "--root-owner-group", "--build", tree, f"{folder}/small_1_all.deb"], check=True,
                   stdout=subprocess.DEVNULL, env={**os.environ, "SOURCE_DATE_EPOCH": str(DAY)})
    return f"{folder}/small_1_all.deb"


def same_tree(one, other):
    compared = filecmp.dircmp(one, other)
    assert not (compared.left_only or compared.right_only), (compared.left_only, compared.right_only)
    different = filecmp.cmpfiles(one, other, compared.common_files, shallow=False)
    assert not different[1] and not different[2], different
    for name in compared.common_dirs:
        same_tree(f"{one}/{name}", f"{other}/{name}")


def repository(setting):
    with tempfile.TemporaryDirectory() as folder:
        gnupg, script = f"{folder}/gnupg", str(setting.root / "packaging/make_repository.sh")
        os.mkdir(gnupg, 0o700)
        gpg = ["gpg", "--homedir", gnupg, "--batch", "--quiet"]
        try:
            setting.run([*gpg, "--faked-system-time", f"{DAY}!", "--passphrase", "", "--quick-generate-key",
                         "Ramal's test <test@ramal.invalid>", "ed25519", "sign", "never"])
            package = small_package(folder)
            for name in ("one", "other"):
                done = setting.run([script, f"{folder}/{name}", str(DAY + 60), gnupg, package])
                assert done.returncode == 0, done.stderr
            same_tree(f"{folder}/one", f"{folder}/other")
            release = Path(f"{folder}/one/dists/stable/Release").read_text()
            for line in ("Date: Tue, 14 Nov 2023 22:14:20 +0000\n", "Architectures: amd64 arm64\n"):
                assert line in release, release
            done = setting.run([*gpg, "--verify", f"{folder}/one/dists/stable/InRelease"])
            assert done.returncode == 0 and "Good signature" in done.stderr, done
            early = setting.run([script, f"{folder}/early", "1500000000", gnupg, package])
            assert early.returncode != 0 and "is it older than" in early.stderr, early
        finally:
            setting.run(["gpgconf", "--homedir", gnupg, "--kill", "all"])


def configuration(setting):
    with tempfile.TemporaryDirectory() as folder:
        for name, commented in (("as it is", True), ("edited", False)):
            content = text(setting, "debian/etc/ramal.yaml")
            if not commented:  # as its own comment says
                content = re.sub(r"^engine:\n.*\n\n", "", content, flags=re.M)
                content = re.sub(r"^  - name: demo\n(?:    .*\n)+", "", content, flags=re.M)
                content = re.sub(r"^#(  (?:- name|  \w+_file): )", r"\1", content, flags=re.M)
                content = content.replace("/etc/ramal/shop", f"{folder}/shop")
                assert "127.0.0.1:8090" not in content and "name: shop" in content, content
                for key, value in (("client", "a-client-key-of-our-own"), ("native", "ps_0a1b2c3d4e5f")):
                    Path(f"{folder}/shop_{key}_key").write_text(value + "\n")
                    os.chmod(f"{folder}/shop_{key}_key", 0o400)
            file = Path(folder) / "ramal.yaml"
            file.write_text(content)
            file.chmod(0o640)
            done = setting.run([setting.ramal, "check", "--config", str(file)])
            assert done.returncode == 0, (name, done)


def units(setting):
    with tempfile.TemporaryDirectory() as folder:
        for source, name in UNITS.items():
            (Path(folder) / name).write_text(text(setting, f"debian/{source}").replace("/usr/bin/ramal", setting.ramal))
        for name in UNITS.values():
            done = setting.run(["systemd-analyze", "verify", "--man=no", f"{folder}/{name}"])
            assert done.returncode == 0 and name not in done.stderr, done


def help_of(setting, *words):
    """Subcommands and long options that the program's own help of a command shows."""
    said = setting.run([setting.ramal, *words, "--help"]).stdout
    options = set(re.findall(r"(--[a-z-]+)", "\n".join(re.findall(r"^  (?:-\w,)?(--\S+)", said, re.M))))
    inner = said.split("Subcommands:")[1].split("\n\n")[0] if "Subcommands:" in said else ""
    return re.findall(r"^  ([a-z-]+) {2,}", inner, re.M), options


def words_of_help(setting):
    """All of them, of every command."""
    found, waiting = set(), [()]
    while waiting:
        words = waiting.pop()
        commands, options = help_of(setting, *words) if words not in (("help",), ("version",)) else ([], set())
        found |= {*words, *options}
        waiting += [(*words, one) for one in commands]
    return found


def completions(setting):
    wanted = words_of_help(setting)
    assert len(wanted) > 50, sorted(wanted)
    page = text(setting, "debian/ramal.1").replace("\\-", "-")
    missing = {word for word in wanted - {"--help"} if word not in page}
    assert not missing, missing
    for file, shell in (("ramal", "bash"), ("_ramal", "zsh"), ("ramal.fish", "fish")):  # all words: check_operator_commands
        assert f"ramal completion {shell}" in text(setting, f"debian/completions/{file}"), file


def bash_completes(setting):
    script = ('source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ramal; printf "%s\\n" "${COMPREPLY[@]}"')
    for line, wanted in (("ramal se", "serve"), ("ramal webhooks new", "new-hook"), ("ramal check --s", "--show"),
                         ("ramal webhooks list --state de", "dead"), ("ramal demo --log-level w", "warn"),
                         ("ramal keys n", "new"), ("ramal contract --yes", "--yes-place-a-call"),
                         ("ramal contract --lang p", "pt")):
        done = setting.run(["bash", "-c", script, str(setting.root / "debian/completions/ramal"), *line.split()],
                           env=dict(os.environ, PATH=f"{Path(setting.ramal).parent}:{os.environ['PATH']}"))
        assert done.stdout.split() == [wanted], (line, done)
