"""The migrations and the models say the same, on both databases; half a migration is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect

from storage import revision, schema
from storage.engine import Store

VERSIONS = Path(schema.__file__).with_name("migrations") / "versions"


@pytest.fixture
def bare(bare_url: str) -> Iterator[Store]:
    store = Store(bare_url)
    yield store
    store.close()


def test_the_newest_revision_is_the_last_file() -> None:
    assert max(path.name for path in VERSIONS.glob("[0-9]*.py")).startswith(revision.NEWEST + "_")


def test_an_empty_database_is_brought_to_what_the_models_say_once(bare: Store) -> None:
    assert revision.current(bare) is None
    assert schema.upgrade(bare) == (None, revision.NEWEST)
    assert schema.differences(bare) == []
    assert revision.current(bare) == revision.NEWEST
    assert schema.upgrade(bare) == (revision.NEWEST, revision.NEWEST)


def test_a_migration_that_breaks_in_the_middle_leaves_nothing(
    bare: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic.operations import BatchOperations

    def broken(*a: object, **k: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(BatchOperations, "create_index", broken)
        with pytest.raises(OSError, match="no space"):
            schema.upgrade(bare)
    assert revision.current(bare) is None
    assert inspect(bare.engine).get_table_names() == []
    schema.upgrade(bare)
    assert schema.differences(bare) == []
