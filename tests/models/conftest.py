"""Worlds of their own for every example of a machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.models.play import Worlds, on_postgresql, on_sqlite


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def worlds(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Worlds]:
    if request.param == "sqlite":
        yield on_sqlite(request.getfixturevalue("sqlite_template"), tmp_path)
    else:
        with on_postgresql(request.getfixturevalue("databases")) as made:
            yield made
