"""``baoxiu plan try``: a conversation played under a plan, in a world that is thrown away."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handlers import trial
from handlers.plans.load import load_plans
from handlers.scripts import BadScript, scripts
from nlu.parse import parse
from tests.process import ROOT, baoxiu, surroundings

LEAK = """太阳能热水器漏水了，水箱底部一直在滴
DEMO-P3-0001
我叫王小明，13800138000，杭州市西湖区文三路100号
第一个
确认
"""


def test_what_a_conversation_leads_to_is_printed_and_nothing_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "leak.txt"
    file.write_text(LEAK, "utf-8")
    home = tmp_path / "home"
    done = baoxiu("plan", "try", "p3", str(file), "--now", "2026-11-23T21:00", env=surroundings(home))
    assert done.returncode == 0, done.stderr
    for wanted in (
        "> 第一个",
        "约好了",
        "severity  2",
        "“漏水”",
        "warranty  covered, until 2029-05-06",
        "36 months from the warranty card on 2026-05-07",
        "fee       free",
        "route     solar-hangzhou",
        "offered   2026-11-24 03:30 to 2026-11-24 05:30",
        "later than promised",
        "started 2026-11-23 21:00, due 2026-11-24 01:00, calendar always (24x7)",
    ):
        assert wanted in done.stdout
    assert not home.exists(), "nothing of the installation was touched"


def test_a_plan_file_with_a_story_of_two_people_as_json(tmp_path: Path) -> None:
    lift = ROOT / "docs" / "PLANS.md"
    plan = lift.read_text("utf-8").partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "lift.toml").write_text(plan, "utf-8")
    story = """name: stuck
now: 2026-11-23T09:00
talk:
  - {customer: "The lift display is a bit dim, serial DEMO-LIFT-0001"}
  - {customer: agent}
  - {wait: 15}
  - {engineer: claim}
  - {engineer: reply On my way}
  - {engineer: step arrived}
---
name: only hello
talk:
  - {customer: hello}
"""
    env = surroundings(tmp_path / "home")
    done = baoxiu("plan", "try", str(tmp_path / "lift.toml"), "-", "--json", env=env, stdin=story)
    assert done.returncode == 0, done.stderr
    stuck, hello = json.loads(done.stdout)
    (ticket,) = stuck["tickets"]
    assert ticket["device"] == {
        "serial_number": "DEMO-LIFT-0001",
        "model": "电梯",
        "verified": True,
    }
    assert ticket["route"]["queue"] == "lift-duty"
    answer = next(c for c in ticket["clocks"] if c["name"] == "first_response")
    assert answer["state"] == "late" and answer["calendar"] == "always (24x7)"
    assert {"clock": "first_response", "to": "supervisor"}.items() <= stuck["alarms"][-1].items()
    assert [s["who"] for s in stuck["said"]][-1] == "refused"  # nobody is sent yet, so nobody arrives
    assert stuck["owner"] == "user"
    assert hello["tickets"] == [] and hello["said"][-1]["who"] == "bot"


def test_every_story_of_the_tests_can_be_read_and_any_act_of_it_be_played() -> None:
    """P8.5: a dealer is refused; P9.1: a campaign; P3.6: the device of the customer; several people in one story."""
    stories = {f.stem: f.read_text("utf-8") for f in (ROOT / "tests" / "conversations").glob("*.yaml")}
    found = {s.name: s for name, text in stories.items() for s in scripts(text, name)}
    plans, now = load_plans(), datetime(2026, 11, 23, 1, tzinfo=UTC)

    def play(plan: str, name: str) -> dict[str, Any]:
        return trial.run(plans[plan], plans, parse, found[name], now)

    dealer = play("p8", "A dealer wants to hand an ordinary repair back")
    assert [s["who"] for s in dealer["said"]].count("refused") == 2
    assert "已登记" in play("p9", "活动期间，意见登记在册")["said"][-1]["text"]
    serviced = replace(found["半年保养到期，约好时间，上门，登记"], accepted="2026-05-27")
    done = trial.run(plans["p3"], plans, parse, serviced, now)
    first = next(s for s in done["said"] if s["who"] in ("bot", "notice"))
    assert "保养" in first["text"] and first["at"] > done["began"], "told by itself, when it was due"
    assert done["tickets"][0]["status"] == "resolved"


def test_devices_of_a_file_instead_of_demo_devices(tmp_path: Path) -> None:
    devices = tmp_path / "mine.csv"
    devices.write_text("serial_number,model,warranty_card\nSUN-777-1,SUN-9,2020-01-01\n", "utf-8")
    env = surroundings(tmp_path / "home")
    said = "水箱漏水了，序列号 SUN-777-1\n"
    done = baoxiu(
        "plan", "try", "p3", "-", "--devices", str(devices), "--now", "2026-11-23T09:00", env=env, stdin=said
    )
    assert done.returncode == 0, done.stderr
    assert "SUN-777-1 SUN-9" in done.stdout and "warranty  not_covered" in done.stdout
    devices.write_text("serial_number,model,warranty_card\nSUN-777-1,SUN-9,never\n", "utf-8")
    done = baoxiu("plan", "try", "p3", "-", "--devices", str(devices), env=env, stdin=said)
    assert done.returncode == 2 and "row 2: warranty_card" in done.stderr


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "0 steps"),
        ("talk:\n  - {sing: a song}", "step 1: needs one of"),
        ("talk:\n  - {wait: soon}", "'wait' is a number"),
        ("talk:\n  - {days: 401}", "'days' is a number"),
        ("accepted: then\ntalk:\n  - {customer: a}", "'accepted' is no day"),
        ("talk:\n  - {wait: 9999999}", "'wait' is a number"),
        ("now: later\ntalk:\n  - {customer: a}", "'now' is no time"),
        ("talk:\n  - {customer: [", "is no YAML"),
        ("talk:\n", "no list 'talk'"),
        ("ja\n" * 301, "301 steps"),
        ("x" * 600_000, "is longer than"),
    ],
)
def test_what_cannot_be_played_is_said(text: str, why: str) -> None:
    with pytest.raises(BadScript, match=why):
        scripts(text, "a.yaml")


def test_an_unknown_act_or_plan_is_an_error_of_the_caller(tmp_path: Path) -> None:
    env = surroundings(tmp_path)
    done = baoxiu(
        "plan", "try", "p3", "-", env=env, stdin="talk:\n  - {customer: 漏水}\n  - {engineer: dance}\n"
    )
    assert (done.returncode, "known are reply, claim" in done.stderr) == (2, True)
    assert baoxiu("plan", "try", "p99", "-", env=env, stdin="hello").returncode == 2
