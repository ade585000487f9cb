"""The SBOM of an image (CycloneDX 1.5): which package of Debian each file is from.

A package is described by a dict of the fields of its control file, with `files`: the paths that it has.
"""
import json
import subprocess
import uuid
from pathlib import Path

FIELDS = ("Package", "Version", "Architecture", "Source", "Homepage")


def canonical(path):
    """Debian's packages of before the merge of /usr name /lib what is /usr/lib."""
    path = "/" + path.lstrip("./").rstrip("/")
    for top in ("/lib64", "/lib", "/bin", "/sbin"):
        if path == top or path.startswith(top + "/"):
            return "/usr" + path
    return path


def packages_in(folder):
    """Of each package file in the folder, in the order of their names."""
    found = []
    for path in sorted(Path(folder).glob("*.deb")):
        shown = subprocess.run(["dpkg-deb", "-f", str(path), *FIELDS], check=True, capture_output=True, text=True).stdout
        package = dict(line.split(": ", 1) for line in shown.splitlines() if ": " in line)
        tar = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(path)], stdout=subprocess.PIPE)
        listed = subprocess.run(["tar", "-tf", "-"], stdin=tar.stdout, check=True, capture_output=True, text=True).stdout
        tar.stdout.close()
        assert tar.wait() == 0, path
        package["files"] = {canonical(name) for name in listed.splitlines() if not name.endswith("/")}
        found.append(package)
    return found


def owners(files, packages):
    """The packages that have one of the files, sorted by name; `files` that none has are an error."""
    used, missing = {}, []
    for file in sorted(files):
        owner = [package for package in packages if canonical(file) in package["files"]]
        if not owner:
            missing.append(file)
        for package in owner:
            used[package["Package"]] = package
    if missing:
        raise ValueError(f"no package has {', '.join(missing)}")
    return [used[name] for name in sorted(used)]


def purl(package):
    version = package["Version"].replace(":", "%3A").replace("+", "%2B")
    return f"pkg:deb/debian/{package['Package']}@{version}?arch={package['Architecture']}"


def component(package):
    return {"type": "library", "bom-ref": purl(package), "name": package["Package"], "version": package["Version"],
            "purl": purl(package)}


def document(version, when, program, libraries):
    """As text. program, libraries: packages. The serial number follows from what is in it: the same image, the same SBOM."""
    main = {"type": "application", "bom-ref": "ramal", "name": program["Package"], "version": version}
    components = [component(package) for package in libraries]
    named = json.dumps([main, components], sort_keys=True)
    return json.dumps({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, named)}",
        "version": 1,
        "metadata": {"timestamp": when, "component": main},
        "components": components,
        "dependencies": [{"ref": "ramal", "dependsOn": [one["bom-ref"] for one in components]}],
    }, indent=1) + "\n"
