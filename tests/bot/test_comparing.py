"""``baoxiu plan diff``: what differs between plans, and what that would have meant for stored tickets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from handlers.plans.differences import differences
from handlers.plans.load import load_plans, parse
from handlers.replay import replay
from handlers.rules.policy import Plan
from storage.engine import Store
from storage.models import LogEntry
from tests.process import ROOT, baoxiu, surroundings
from tests.world import World

P3 = (ROOT / "handlers" / "plans" / "p3.toml").read_text("utf-8")


def changed(*changes: tuple[str, str]) -> Plan:
    text = P3
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return parse(text, "p3.toml")


CHANGES = [
    ('within = "4h"', 'within = "90m"', "clocks.on_site.targets.0.within: was 4h, is 90m"),
    ('hotline = "400-800-0003"', 'hotline = "12345"', "hotline: was 400-800-0003, is 12345"),
    ('version = "p3-2026-01"', 'version = "p3-2027"', "fees.lists.p3-2027: new, version p3-2027"),
    ('version = "p3-2026-01"', 'version = "p3-2027"', "fees.lists.p3-2026-01: gone, was version p3-2026-01"),
]


@pytest.mark.parametrize(("old", "new", "told"), CHANGES)
def test_a_changed_key_is_told_by_its_name(old: str, new: str, told: str) -> None:
    found = [str(d) for d in differences(load_plans()["p3"], changed((old, new)))]
    assert any(line.startswith(told) for line in found), found


def test_a_plan_does_not_differ_from_itself() -> None:
    for plan in load_plans().values():
        assert differences(plan, plan) == ()


def test_stored_tickets_are_judged_again_and_nothing_is_written(store: Store) -> None:
    world = World(store).settle()
    for who in ("ann", "bob"):
        world.say("水箱漏水了", plan="p3", who=who)
        world.say("DEMO-P3-0001" if who == "ann" else "DEMO-P3-0002", plan="p3", who=who)
    world.wait(hours=3)
    new = changed(('within = "4h"', 'within = "90m"'), ("months = 36", "months = 3"))
    before = store.read(lambda tx: tx.sql.execute(select(LogEntry.__table__)).all())
    seen: list[tuple[int, int]] = []
    found = replay(
        world.house, world.house.plans["p3"], new, most=100, progress=lambda a, b: seen.append((a, b))
    )
    assert store.read(lambda tx: tx.sql.execute(select(LogEntry.__table__)).all()) == before
    assert (found.tickets, found.different, seen[-1]) == (2, 2, (2, 2))
    assert found.counts["clock on_site"] == 2 and found.late_after["on_site"] == 2
    assert found.late_before["on_site"] == 0
    assert found.counts["warranty"] == 2  # also where only the day differs
    assert found.examples["fee"][0].before == "free" != found.examples["fee"][0].after
    assert "severity" not in found.counts and "route" not in found.counts
    assert replay(world.house, world.house.plans["p3"], new, most=1).tickets == 1
    same = replay(world.house, world.house.plans["p3"], world.house.plans["p3"], most=100)
    assert (same.tickets, same.different, dict(same.counts)) == (2, 0, {})


def test_the_command(tmp_path: Path) -> None:
    env = surroundings(tmp_path)
    mine = tmp_path / "mine.toml"
    mine.write_text(P3.replace('within = "4h"', 'within = "90m"'), "utf-8")
    assert baoxiu("db", "upgrade", env=env).returncode == 0
    assert baoxiu("chat", "--plan", "p3", env=env, stdin="水箱漏水了\n").returncode == 0
    done = baoxiu("plan", "diff", "p3", str(mine), "--replay", env=env)
    assert done.returncode == 0, done.stderr
    assert "clocks.on_site.targets.0.within: was 4h, is 90m" in done.stdout
    assert "1 tickets of p3 judged again: 1 would differ" in done.stdout
    told = json.loads(baoxiu("plan", "diff", "p3", str(mine), "--json", env=env).stdout)
    assert told["replay"] is None and told["differences"][0]["after"] == "90m"
    assert baoxiu("plan", "diff", "p3", "p3", env=env).stdout == "no differences\n"
    assert baoxiu("plan", "diff", "p3", "p77", env=env).returncode == 2
