"""What is known of many names is found again, and of any other nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu import tables

KNOWN = {
    name: (index % 7, str(index % 7)) for index, name in enumerate(["", "水泵", *map(hex, range(20_000))])
}
TABLE = tables.Table[tuple[int, str] | None](KNOWN, None)


def test_every_name_is_found_again() -> None:
    assert all(TABLE[name] == value for name, value in KNOWN.items())


@given(st.text())
def test_of_any_other_name_nothing_is_known(name: str) -> None:
    assert TABLE[name] == KNOWN.get(name)


def test_what_is_no_text_is_no_name() -> None:
    assert TABLE["half a character: \ud83d"] is None


def test_not_all_that_was_asked_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "KEPT", 10)
    table = tables.Table({"pump": 1.0}, 0.0)
    assert [table[f"name {n}"] for n in range(100)] == [0.0] * 100
    assert table["pump"] == 1.0 and len(table) <= 10
