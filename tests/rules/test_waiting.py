"""When a question of ours is asked again, and when it goes to people."""

from __future__ import annotations

from datetime import datetime

import pytest

from handlers.rules.waiting import MOST_TIMES, next_step
from tests.world import ZONE


@pytest.mark.parametrize(
    ("asked", "next_at"),
    [
        ("2026-11-23T10:00", "2026-11-23T14:00"),
        ("2026-11-23T15:59", "2026-11-23T19:59"),
        ("2026-11-23T16:00", "2026-11-24T09:30"),  # it would be evening
        ("2026-11-23T22:00", "2026-11-24T09:30"),  # it would be night
        ("2026-11-23T04:00", "2026-11-23T09:30"),
    ],
)
def test_some_hours_later_in_the_daytime(asked: str, next_at: str) -> None:
    found = next_step(datetime.fromisoformat(asked).replace(tzinfo=ZONE), 1, "Asia/Shanghai")
    assert found == datetime.fromisoformat(next_at).replace(tzinfo=ZONE)


def test_what_is_with_people_is_not_asked_again() -> None:
    assert next_step(datetime(2026, 11, 23, 10, tzinfo=ZONE), MOST_TIMES + 1, "Asia/Shanghai") is None
