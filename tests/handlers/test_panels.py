"""Which parts of a case the console shows, folds up, or leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.panels import PANELS, RESTS, Arranged, arranged

EMPTY: dict[str, Any] = {"cause": {"found": None}, "forms": {"forms": [], "kinds": []}, "supply": None, "evidence": {"head": "x"}}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "allowed", "is_open", "shown", "folded"),
    [
        ({}, {"overrule", "forms"}, True, (), ("cause", "forms")),
        ({}, {"overrule"}, True, (), ("cause",)),
        ({}, {"overrule", "forms"}, False, (), ("forms",)),
        ({"cause": {"found": {"id": "worn"}}}, {"forms"}, False, ("cause",), ("forms",)),
        ({"forms": {"forms": [{"id": 1}], "kinds": []}}, set(), False, ("forms",), ()),
        ({"team": {"queue": "north"}}, set(), True, ("team",), ()),
    ],
)
def test_an_empty_part_is_folded_or_absent(
    changed: dict[str, Any], allowed: set[str], is_open: bool, shown: tuple[str, ...], folded: tuple[str, ...]
) -> None:
    assert arranged(EMPTY | changed, allowed.__contains__, is_open) == Arranged(shown, folded)


def test_every_part_that_rests_is_one_of_the_parts() -> None:
    assert set(RESTS) <= set(PANELS)
