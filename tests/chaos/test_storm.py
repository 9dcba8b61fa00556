"""Processes killed, PostgreSQL restarted, Redis gone, connections cut, Telegram failing: while customers and engineers work.

``make chaos`` gives it ``BAOXIU_CHAOS_MINUTES`` (3); ``BAOXIU_CHAOS_CUSTOMERS`` (200), ``BAOXIU_CHAOS_ENGINEERS`` (20) and
``BAOXIU_CHAOS_SEED`` (any) are for a run of one's own.  The same seed gives the same schedule of faults and the same people.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random, SystemRandom

import pytest

from tests.chaos.storm import Course, storm
from tests.chaos.weather import FAULTS, schedule

MINUTES = float(os.environ.get("BAOXIU_CHAOS_MINUTES", "0"))
SEED = int(os.environ.get("BAOXIU_CHAOS_SEED") or SystemRandom().randrange(1_000_000))
CUSTOMERS = int(os.environ.get("BAOXIU_CHAOS_CUSTOMERS", "200"))
ENGINEERS = int(os.environ.get("BAOXIU_CHAOS_ENGINEERS", "20"))


def test_a_seed_gives_one_schedule_with_everything_in_it() -> None:
    first, again, other = (schedule(180, Random(seed)) for seed in (7, 7, 8))
    assert first == again != other
    assert {stroke.what for stroke in first} > {*FAULTS, "database restarted", "database crashed"}
    assert sum(stroke.what.startswith("kill ") for stroke in first) > 15
    assert all(0 < stroke.at < 180 for stroke in first)


@pytest.mark.chaos
@pytest.mark.skipif(not MINUTES, reason="BAOXIU_CHAOS_MINUTES gives a number (make chaos: 3)")
@pytest.mark.timeout(MINUTES * 60 + 600)
async def test_nothing_is_lost_or_doubled_in_a_storm(tmp_path: Path) -> None:
    course = Course(SEED, MINUTES, CUSTOMERS, ENGINEERS)
    print(f"\n{course}; again with BAOXIU_CHAOS_SEED={SEED}", flush=True)
    outcome = await storm(tmp_path, course)
    print(outcome.lines())
    told = [f"{rule}: {len(wrong)}\n  " + "\n  ".join(wrong[:5]) for rule, wrong in outcome.wrong.items()]
    assert not told, f"BAOXIU_CHAOS_SEED={SEED}\n" + "\n".join(told)
