"""An OCI image layout, written by hand: the same content gives the same digests.

Files of a layer are a dict: path without a leading slash -> bytes, or a string, which is a symbolic link's target.
"""
import gzip
import hashlib
import io
import json
import tarfile
from pathlib import Path

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


def as_json(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def layer_tar(files, programs, when, folders=None):
    """A tar of root's files: sorted, with their folders, all of the time `when` (seconds). programs: paths that may run.
    folders: those that are not root's with mode 0755: path -> (mode, owner)."""
    special = folders or {}
    folders = {"/".join(path.split("/")[:depth]) for path in [*files, *special] for depth in range(1, path.count("/") + 1)}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in sorted(folders | set(files) | set(special)):
            entry = tarfile.TarInfo(path)
            entry.mtime = when
            content = files.get(path)
            if content is None:
                entry.type = tarfile.DIRTYPE
                entry.mode, entry.uid = special.get(path, (0o755, 0))
                entry.gid = entry.uid
            elif isinstance(content, str):
                entry.type, entry.mode, entry.linkname = tarfile.SYMTYPE, 0o777, content
            else:
                entry.mode, entry.size = 0o755 if path in programs else 0o644, len(content)
            tar.addfile(entry, io.BytesIO(content) if isinstance(content, bytes) else None)
    return out.getvalue()


class Layout:
    """A folder that is, or becomes, an image layout."""

    def __init__(self, folder):
        self._folder = Path(folder)
        (self._folder / "blobs/sha256").mkdir(parents=True, exist_ok=True)
        (self._folder / "oci-layout").write_bytes(as_json({"imageLayoutVersion": "1.0.0"}))

    def add(self, media_type, content, **more):
        """The descriptor of a blob that is stored."""
        name = digest(content)
        (self._folder / "blobs/sha256" / name.removeprefix("sha256:")).write_bytes(content)
        return {"mediaType": media_type, "digest": name, "size": len(content), **more}

    def add_image(self, tar, configuration, architecture):
        """An image of one layer. configuration: its config without what follows from the layer."""
        layer = self.add(LAYER, gzip.compress(tar, compresslevel=9, mtime=0))
        config = {**configuration, "architecture": architecture, "os": "linux",
                  "rootfs": {"type": "layers", "diff_ids": [digest(tar)]}}
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": self.add(CONFIG, as_json(config)),
                    "layers": [layer], "annotations": configuration["config"]["Labels"]}
        return self.add(MANIFEST, as_json(manifest), platform={"architecture": architecture, "os": "linux"})

    def finish(self, images, tag):
        """One index of all architectures, under one tag. Returns its digest."""
        ordered = sorted(images, key=lambda one: one["platform"]["architecture"])
        index = self.add(INDEX, as_json({"schemaVersion": 2, "mediaType": INDEX, "manifests": ordered}),
                         annotations={"org.opencontainers.image.ref.name": tag})
        (self._folder / "index.json").write_bytes(as_json({"schemaVersion": 2, "mediaType": INDEX, "manifests": [index]}))
        return index["digest"]
