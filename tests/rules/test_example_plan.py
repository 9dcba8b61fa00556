"""The tenth plan: docs/examples/lift.toml, written from docs/PLANS.md without a look at the code."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from handlers.plans.check import check
from handlers.plans.describe import describe
from handlers.plans.load import SHIPPED, load, load_plans
from tests.process import ROOT, baoxiu, surroundings

EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.toml"))
LIFT = ROOT / "docs" / "examples" / "lift.toml"
TALKS = ROOT / "tests" / "conversations" / "lift.yaml"


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_passes_the_check_and_stands_beside_the_shipped_plans(file: Path) -> None:
    assert check(file) == ()
    plans = load_plans(file.parent)
    assert file.stem in plans and set(SHIPPED) < set(plans)
    assert describe(plans[file.stem]).count("\n") > 15


def test_the_lift_plan_has_what_such_a_company_promises() -> None:
    plan = load(LIFT)
    told = describe(plan)
    for promise in (
        "on_site: 到场 · a technician on site (L3), 30 min (severity 1)",
        "24 months: everything else (L7.1)",
        "半月维保 · half-monthly maintenance (L13), every 15 days",
        "年度检验 · yearly inspection (L14), every 12 months",
        "within 30 days of acceptance",
        "3 reports within 20 min of one address (L18)",
        "maintenance_record: 电梯维护保养记录 · Lift maintenance record (L13), after visit.done, signed by the customer",
    ):
        assert promise in told, promise


def test_its_conversations_cite_every_part_of_the_contract_that_is_talked_about() -> None:
    text = TALKS.read_text(encoding="utf-8")
    stories = list(yaml.safe_load_all(text))
    assert len(stories) >= 8 and {s.get("lang", "zh") for s in stories} == {"zh", "en"}
    assert {s["plan"] for s in stories} == {"lift"}


def test_it_can_be_tried_from_its_file(tmp_path: Path) -> None:
    talk = "Two people are trapped in the elevator at 12 Wensan Road, Hangzhou\n"
    env = surroundings(tmp_path / "home")
    done = baoxiu("plan", "try", str(LIFT), "-", "--now", "2026-11-23T02:10", env=env, stdin=talk)
    assert done.returncode == 0, done.stderr
    assert "route     lift-rescue, skills rescue" in done.stdout
    assert "started 2026-11-23 02:10, due 2026-11-23 02:40, calendar emergency (24x7)" in done.stdout
    shown = baoxiu("plan", "show", str(LIFT), env=env)
    assert shown.returncode == 0 and "lift  电梯维保" in shown.stdout
