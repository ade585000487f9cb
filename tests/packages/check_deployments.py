"""The files of examples/ for Compose, Swarm and Kubernetes, without an engine of any of them."""
import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from durations import seconds

VARIABLES = {"SHOP_CLIENT_KEY": "a-client-key-of-our-own", "SHOP_NATIVE_KEY": "ps_0a1b2c3d4e5f", "SHOP_HOOK": "x" * 32,
             "CALLS_DOMAIN": "calls.example.com", "ACME_EMAIL": "you@example.com"}
HEALTH = "/api/layer/evolution-go/server/ok"
USER = "65532"
DEFAULT_DELAY, DEFAULT_TIMEOUT = 1, 30  # limits.drain_delay, limits.drain_timeout


def compose_files(setting):
    return [*sorted((setting.root / "examples/compose").glob("*/compose.yaml")), setting.root / "examples/swarm/stack.yaml"]


def folders(setting):
    return [file.parent for file in compose_files(setting)] + [setting.root / "examples/kubernetes"]


def checks(setting):
    files = compose_files(setting)
    assert len(files) == 5, files
    for file in files:
        name = file.parent.name
        if not setting.trial:
            yield f"Compose takes {name}", lambda f=file: compose_takes(setting, f)
        yield f"{name}: Ramal is confined, healthy and has time to stop", lambda f=file: service_of(f)
        yield f"{name}: what a file names is there", lambda f=file: names(setting, f)
    yield "the stack gives secrets to the container's user, and rolls back", lambda: stack(setting)
    if not setting.trial:
        yield "Kubernetes' schemas take every object", lambda: schemas(setting)
    yield "Kubernetes: one label, probes, no root, time to stop", lambda: deployment(setting)
    for folder in folders(setting):
        if (folder / "ramal.yaml").exists():
            yield f"{folder.name}: Ramal takes its configuration", lambda f=folder: ramal_takes(setting, f)
    yield "no key of a deployment gets into the layers that build an image", lambda: build_context(setting)
    yield "durations are read as they are written", durations


def yaml_of(file):
    import yaml
    return yaml.safe_load(filled(file.read_text()))


def filled(text):
    """Compose's variables, with values."""
    return re.sub(r"\$\{([A-Z0-9_]+)(?::\?[^}]*)?\}", lambda one: VARIABLES[one[1]], text)


def compose_takes(setting, file):
    program = shutil.which("docker-compose")
    assert program, "docker-compose is missing (ramal.sh installs it)"
    with tempfile.NamedTemporaryFile("w", suffix=".env") as variables, tempfile.NamedTemporaryFile() as empty:
        variables.write("".join(f"{name}={value}\n" for name, value in VARIABLES.items()))
        variables.flush()
        done = setting.run([program, "--env-file", variables.name, "-f", str(file), "config", "-q"])
        assert done.returncode == 0, done.stderr
        if "example.env" in os.listdir(file.parent):  # without variables it says what is missing
            done = setting.run([program, "--env-file", empty.name, "-f", str(file), "config", "-q"])
            assert done.returncode != 0 and "see example.env" in done.stderr, done


def drain(folder):
    """Seconds from SIGTERM to the forced end, by the folder's ramal.yaml."""
    file = folder / "ramal.yaml"
    limits = (yaml_of(file).get("limits") or {}) if file.exists() else {}
    delay = seconds(limits["drain_delay"]) if "drain_delay" in limits else DEFAULT_DELAY
    return delay + (seconds(limits["drain_timeout"]) if "drain_timeout" in limits else DEFAULT_TIMEOUT)


def service_of(file):
    service = yaml_of(file)["services"]["ramal"]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"], service
    assert "privileged" not in service and "user" not in service, service
    if file.name == "compose.yaml":
        assert service["security_opt"] == ["no-new-privileges:true"], service
    assert service["logging"] == {"driver": "local"}, "the access log would fill the disk"
    assert service["healthcheck"]["test"] == ["CMD", "ramal", "health"], service
    assert seconds(service["stop_grace_period"]) >= drain(file.parent) + 5, (service, drain(file.parent))
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:"), f"{port} is open to the world"


def names(setting, file):
    version = re.search(r"^project\(ramal VERSION (\S+)", (setting.root / "CMakeLists.txt").read_text(), re.M)[1]
    whole = yaml_of(file)
    assert whole["services"]["ramal"]["image"] == f"ramal:{version}", whole
    for service in whole["services"].values():
        assert re.fullmatch(r"[^:@]+:v?\d+(\.\d+)*", service["image"]), f"{service['image']} is not one version"
        if "build" in service:
            assert (file.parent / service["build"] / "Dockerfile").exists(), service
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (file.parent / source).exists(), volume
            elif not source.startswith("/"):
                assert source in whole["volumes"], volume
        for secret in service.get("secrets", []):
            assert (secret["source"] if isinstance(secret, dict) else secret) in whole["secrets"], secret
        for network in service.get("networks", []):
            assert network in whole["networks"], network
    labels = whole["services"]["ramal"].get("labels") or whole["services"]["ramal"].get("deploy", {}).get("labels", [])
    if labels:
        assert any(label.endswith(f"healthcheck.path={HEALTH}") for label in labels), labels
        assert not any(".retry." in label for label in labels), "a request that is sent twice is a second call"


def stack(setting):
    whole = yaml_of(setting.root / "examples/swarm/stack.yaml")
    service = whole["services"]["ramal"]
    assert service["secrets"], service
    for secret in service["secrets"]:
        assert (secret["uid"], secret["gid"], secret["mode"]) == (USER, USER, 0o400), secret
        assert whole["secrets"][secret["source"]] == {"external": True}, secret
    update = service["deploy"]["update_config"]
    assert (update["order"], update["failure_action"]) == ("start-first", "rollback"), update
    limits = yaml_of(setting.root / "examples/swarm/ramal.yaml")["limits"]
    assert seconds(limits["drain_delay"]) >= 20, "Traefik sends requests to ended tasks for up to 15 s"
    config = whole["configs"][service["configs"][0]["source"]]
    assert (setting.root / "examples/swarm" / config["file"]).exists() and config["name"] != "ramal_yaml", config


def objects(setting):
    folder = setting.root / "examples/kubernetes"
    base = yaml_of(folder / "kustomization.yaml")
    return base, {name: yaml_of(folder / name) for name in base["resources"]}


def schemas(setting):
    base, found = objects(setting)
    on_disk = {file.name for file in (setting.root / "examples/kubernetes").glob("*.yaml")}
    assert on_disk == set(found) | {"kustomization.yaml", *base["configMapGenerator"][0]["files"]}, on_disk
    for version in ("1.25.0", "1.37.0"):
        for name in found:
            done = setting.run([sys.executable, "-B", "-m", "kubernetes_validate", "-k", version, "--strict",
                                str(setting.root / "examples/kubernetes" / name)])
            assert done.returncode == 0, f"{version}, {name}: {done.stdout}{done.stderr}"


def deployment(setting):
    base, found = objects(setting)
    label = {"app.kubernetes.io/name": "ramal"}
    spec = found["deployment.yaml"]["spec"]
    assert spec["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"] == label, spec
    assert found["service.yaml"]["spec"]["selector"] == label
    assert found["poddisruptionbudget.yaml"]["spec"]["selector"]["matchLabels"] == label
    assert found["networkpolicy.yaml"]["spec"]["podSelector"]["matchLabels"] == label
    pod = spec["template"]["spec"]
    container = pod["containers"][0]
    assert pod["topologySpreadConstraints"][0]["labelSelector"]["matchLabels"] == label, pod
    assert str(pod["securityContext"]["runAsUser"]) == USER and pod["securityContext"]["runAsNonRoot"] is True, pod
    assert container["securityContext"] == {"readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False,
                                            "capabilities": {"drop": ["ALL"]}}, container
    assert container["readinessProbe"]["httpGet"]["path"] == HEALTH, container
    assert "tcpSocket" in container["livenessProbe"], "a pod that drains says 503 there, and must not be killed"
    assert pod["terminationGracePeriodSeconds"] >= drain(setting.root / "examples/kubernetes") + 5, pod
    mounted = {one["name"] for one in container["volumeMounts"]}
    assert mounted == {one["name"] for one in pod["volumes"]}, pod
    version = re.search(r"^project\(ramal VERSION (\S+)", (setting.root / "CMakeLists.txt").read_text(), re.M)[1]
    assert base["images"] == [{"name": container["image"], "newTag": version}], base


def ramal_takes(setting, folder):
    if setting.ramal is None:
        assert yaml_of(folder / "ramal.yaml")["keys"], folder
        return
    with tempfile.TemporaryDirectory() as secrets:
        for name, value in (("shop_client_key", "a-client-key-of-our-own"), ("shop_native_key", "ps_0a1b2c3d4e5f")):
            for place in (Path(secrets), Path(secrets) / "ramal"):
                place.mkdir(exist_ok=True)
                (place / name).write_text(value + "\n")
                (place / name).chmod(0o400)
        file = Path(secrets) / "ramal.yaml"
        file.write_text((folder / "ramal.yaml").read_text().replace("/run/secrets", secrets))
        done = setting.run([setting.ramal, "check", "--config", str(file)], env={**os.environ, **VARIABLES})
        assert done.returncode == 0, done.stdout + done.stderr


def build_context(setting):
    """`COPY . .` takes what .dockerignore does not name: keys that the deployments' first lines put beside them."""
    left_out = (setting.root / ".dockerignore").read_text().splitlines()
    assert {"/.git", "/build", "**/.env", "**/secrets"} <= set(left_out), left_out
    texts = "".join(file.read_text() for file in compose_files(setting))
    assert "cp example.env .env" in texts and "mkdir secrets" in texts, "other names of files with keys"


def durations():
    assert [seconds(one) for one in ("45s", "1m30s", "500ms", "1h")] == [45, 90, 0.5, 3600]
    for wrong in ("45", "1 s", "s", ""):
        try:
            seconds(wrong)
        except ValueError:
            continue
        raise AssertionError(json.dumps(wrong))
