"""Marks of the installation: of many at the same time one is the first of the day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from storage import marks
from storage.engine import Store
from tests.world import together

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_one_of_many_is_the_first_of_a_day(store: Store) -> None:
    for day in (date(2026, 11, 23), date(2026, 11, 24)):  # the row is new, then it is there
        first = together(16, lambda i, d=day: store.write(lambda tx: marks.first_on(tx, "looked", d, NOW)))  # type: ignore[misc]
        assert sorted(map(str, first)) == ["False"] * 15 + ["True"]
