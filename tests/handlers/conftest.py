"""A small world on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from storage.engine import Store
from tests.world import World


@pytest.fixture
def world(store: Store) -> World:
    return World(store).settle()


ON_BOTH = (
    3  # stories of each file that `make test` tells on PostgreSQL, too; `make long` tells the others there
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a story decides is the same on both databases; each file is told on both, but not every story of it."""
    told: dict[str, int] = {}
    for item in items:
        if getattr(item, "originalname", "") == "test_conversation" and "[postgresql-" in item.name:
            file = item.name.partition("[postgresql-")[2].partition(":")[0]
            told[file] = told.get(file, 0) + 1
            if told[file] > ON_BOTH:
                item.add_marker(pytest.mark.long)
