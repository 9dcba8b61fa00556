"""A small world on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from storage.engine import Store
from tests.world import World


@pytest.fixture
def world(store: Store) -> World:
    return World(store).settle()
