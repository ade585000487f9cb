"""An image of an OCI layout as a container: root read-only, its own user, no rights, this machine's network."""
import json
import os
import subprocess
import tarfile
from pathlib import Path


def blob(layout, descriptor):
    return Path(layout) / "blobs/sha256" / descriptor["digest"].removeprefix("sha256:")


def read(layout, descriptor):
    return json.loads(blob(layout, descriptor).read_bytes())


def images(layout):
    """By architecture: (manifest, config)."""
    outer = json.loads((Path(layout) / "index.json").read_bytes())
    index = read(layout, outer["manifests"][0])
    manifests = {one["platform"]["architecture"]: read(layout, one) for one in index["manifests"]}
    return {name: (manifest, read(layout, manifest["config"])) for name, manifest in manifests.items()}


def unpack(layout, manifest, folder):
    """The layers' files in a folder. They have their owners if this is root."""
    for layer in manifest["layers"]:
        with tarfile.open(blob(layout, layer)) as tar:
            tar.extractall(folder, numeric_owner=True)
            yield from tar.getmembers()


def launcher(config, folder):
    """A program that runs the image with its arguments, which tests/clients starts in place of ramal. `folder` has rootfs/.
    util-linux is the container: crun and runc want control groups of a kind that a machine for tests may not have."""
    user = config["config"]["User"]
    assert config["config"]["Entrypoint"] == ["ramal"], config
    environment = " ".join(config["config"]["Env"])
    script = Path(folder) / "launch.sh"
    script.write_text(f"""#!/bin/sh
exec unshare --mount --propagation private sh -c '
set -e
mount --bind {folder}/rootfs {folder}/rootfs
mount -o remount,bind,ro,nosuid {folder}/rootfs
mount -t tmpfs -o nosuid,nodev,mode=1777 tmpfs {folder}/rootfs/tmp
exec env -i {environment} /usr/bin/setpriv --no-new-privs --bounding-set=-all,+sys_chroot,+setuid,+setgid \
  /usr/sbin/chroot --userspec={user} --groups= {folder}/rootfs ramal "$@"' sh "$@"
""")
    os.chmod(script, 0o755)
    return str(script)


def arm_launcher(folder):
    """The same without a container: the arm64 program under an emulator, with its own libraries."""
    script = Path(folder) / "launch.sh"
    script.write_text(f'#!/bin/sh\nexec qemu-aarch64-static -L {folder}/rootfs {folder}/rootfs/usr/bin/ramal "$@"\n')
    os.chmod(script, 0o755)
    return str(script)


def can_emulate():
    return subprocess.run(["qemu-aarch64-static", "--version"], stdout=subprocess.DEVNULL, check=False).returncode == 0
