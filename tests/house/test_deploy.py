"""What `deploy/` has fits its schemas and what the program can do."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.figures import Figures
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


def test_alerts_and_dashboard_ask_for_figures_that_there_are() -> None:
    """Every expression is PromQL, and each figure and label in it is one that a server shows."""
    import promql_parser

    shown = {
        sample: set(metric._labelnames) | {"le"}  # type: ignore[attr-defined]
        for metric in vars(Figures()).values()
        if hasattr(metric, "_labelnames")
        for sample in (metric._name, f"{metric._name}_total", f"{metric._name}_bucket")
    } | {"baoxiu_nlu_messages_total": {"backend", "outcome"}, "up": {"job"}}
    rules = yaml.safe_load((DEPLOY / "observability" / "alerts.yaml").read_text())["groups"][0]["rules"]
    board = json.loads((DEPLOY / "observability" / "dashboard.json").read_text())
    asked = [rule["expr"] for rule in rules] + [t["expr"] for p in board["panels"] for t in p["targets"]]
    used = set()
    for expression in asked:
        promql_parser.parse(expression)
        for name, labels in re.findall(r"\b(baoxiu_\w+|up)\b(?:\{(.*?)\})?", expression):
            assert name in shown, f"{name} in {expression}"
            assert set(re.findall(r"(\w+)!?=", labels)) <= shown[name], expression
            used.add(name.removesuffix("_total").removesuffix("_bucket"))
        for labels in re.findall(r"\bby \(([^)]*)\)", expression):
            names = {n.strip() for n in labels.split(",")}
            assert any(names <= shown[n] for n in re.findall(r"\bbaoxiu_\w+", expression)), expression
    assert {m._name for m in vars(Figures()).values() if hasattr(m, "_labelnames")} <= used, (
        "shown, but watched by nobody"
    )  # type: ignore[attr-defined]
    assert all(rule["annotations"]["todo"] for rule in rules), "an alert says what to do"
