"""The list of promises, and what stands behind each of them."""

from __future__ import annotations

import json
from pathlib import Path

from handlers.plans.coverage import rows
from handlers.plans.load import load_plans, parse
from tests.process import ROOT, baoxiu, surroundings

PLANS = {name: plan for name, plan in load_plans().items() if len(name) == 2}


def test_every_promise_once_in_its_order() -> None:
    numbers = [tuple(map(int, row.number[1:].split("."))) for row in rows(PLANS)]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 53


def test_what_stands_behind_a_promise() -> None:
    carried = {row.number: row.carried for row in rows(PLANS)}
    assert "p2: clocks team_contact" in carried["P2.4"]
    assert "p8: warranty" in carried["P8.3"]  # a registration deadline
    assert any(place.startswith("p5: ") for place in carried["P3.2"]), "P5 promises what P3 does"
    assert "p8: reimbursement" in carried["P8.8"]
    assert "p8: dealers agri-clerk" in carried["P8.5"]


def test_every_promise_is_carried_out_and_shown() -> None:
    found = rows(PLANS, ROOT / "tests")
    assert [r.number for r in found if not r.carried] == []
    assert [r.number for r in found if not r.tests] == []


def test_a_clause_that_no_plan_cites_is_not_behind_anything() -> None:
    text = (ROOT / "handlers" / "plans" / "p2.toml").read_text("utf-8").replace('"P2.4"', '"P2.1"')
    carried = {row.number: row.carried for row in rows({"p2": parse(text, "p2.toml")})}
    assert carried["P2.4"] == () and "p2: clocks team_contact" in carried["P2.1"]


def test_tests_that_cite_a_promise_are_named(tmp_path: Path) -> None:
    (tmp_path / "night.yaml").write_text("# P2.4: within 24 h", "utf-8")
    (tmp_path / "other.py").write_text("# P7.10", "utf-8")
    shown = {row.number: row.tests for row in rows(PLANS, tmp_path)}
    assert shown["P2.4"] == ("night.yaml",)
    assert shown["P4.10"] == ("other.py",)
    assert shown["P2.1"] == ()


def test_the_command(tmp_path: Path) -> None:
    done = baoxiu("plan", "coverage", env=surroundings(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "P2.4" in done.stdout and "nothing yet" not in done.stdout
    assert "53 of 53 promises have a part of a plan behind them" in done.stdout
    done = baoxiu("plan", "coverage", "--json", "--tests", str(ROOT / "tests"), env=surroundings(tmp_path))
    found = {row["number"]: row for row in json.loads(done.stdout)}
    assert len(found) == 53 and found["P2.4"]["text"]["en"]
    assert "p2: clocks team_contact" in found["P2.4"]["carried"] and found["P2.4"]["tests"]
