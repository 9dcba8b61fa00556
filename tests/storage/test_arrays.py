"""Lists that go to PostgreSQL as one text arrive as they were."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Integer, String, bindparam, select

from storage.arrays import List
from storage.engine import Store
from storage.prepared import Prepared
from storage.types import Instant, Json

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
WORDS = st.sampled_from(["NULL", "", "{}", '"', "\\", 'a"b\\c,d', "{1,2}", " x ", "\n\t", "张三"]) | TEXT
JSON = st.recursive(st.none() | st.booleans() | st.integers(-9, 9) | WORDS,
                    lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner), max_leaves=5)  # fmt: skip
TIMES = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
COLUMNS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "text": (String(), WORDS | st.none()),
    "number": (Integer(), st.integers(-(2**31), 2**31 - 1) | st.none()),
    "yes or no": (Boolean(), st.booleans() | st.none()),
    "time": (Instant(), TIMES | st.none()),
    "json": (Json, JSON.filter(lambda value: value is not None)),
}


@pytest.mark.parametrize("kind", COLUMNS)
def test_a_list_arrives_as_it_was(store: Store, kind: str) -> None:
    if store.sqlite:
        pytest.skip("SQLite is given JSON")
    column, values = COLUMNS[kind]
    given_ = Prepared(select(bindparam("many", type_=List(column)).label("many")))

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(many=st.lists(values, max_size=6))
    def arrives(many: list[Any]) -> None:
        assert list(store.read(lambda tx: given_.one(tx, many=many)).many) == many

    arrives()
