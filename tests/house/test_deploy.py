"""What `deploy/` has fits its schemas and what the program can do."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.settings import Settings

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
ROLES = {"web", "sender", "clockwork"}


def test_the_compose_file_fits_the_specification() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yaml")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert {s["command"][-1] for s in services.values() if s.get("command", [""])[0] == "serve"} == ROLES


def test_the_manifests_fit_kubernetes() -> None:
    import kubernetes_validate

    items = yaml.safe_load((DEPLOY / "kubernetes" / "baoxiu.yaml").read_text())["items"]
    for item in items:
        kubernetes_validate.validate(item, "1.32", strict=True)
    pods = [i["spec"]["template"]["spec"]["containers"][0] for i in items if i["kind"] == "Deployment"]
    assert {pod["args"][-1] for pod in pods} == ROLES
    for pod in pods:
        assert pod["readinessProbe"]["httpGet"]["path"] == "/readyz"
        assert pod["livenessProbe"]["httpGet"]["path"] == "/healthz"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    text = (DEPLOY / "systemd" / "baoxiu@.service").read_text()
    unit = tmp_path / "baoxiu@web.service"
    unit.write_text(text.replace("/opt/baoxiu/bin/baoxiu", sys.executable))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and not done.stderr, done.stderr


def test_every_setting_that_is_named_exists() -> None:
    named = set()
    for file in DEPLOY.rglob("*"):
        if file.is_file():
            named |= set(re.findall(r"BAOXIU_[A-Z_]+", file.read_text()))
    fields = {f"BAOXIU_{name.upper()}" for name in Settings.model_fields}
    assert len(named) > 6 and named <= fields
