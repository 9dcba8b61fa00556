"""The audit log is written and never changed: the database refuses it, also to whoever speaks SQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage import audit
from storage.engine import Store

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize("attack", [
    "DELETE FROM audit_log", "UPDATE audit_log SET actor = 'user:2'", "UPDATE audit_log SET action = 'x' WHERE id = 1",
    "UPDATE audit_log SET at = '2020-01-01 00:00:00'",
])  # fmt: skip
def test_an_entry_stays_as_it_was_written(store: Store, attack: str) -> None:
    store.write(lambda tx: audit.add(tx, NOW, "user:1", "user.made", "user:3", {"login": "eve"}))
    with pytest.raises(DBAPIError, match="never changed"):
        store.write(lambda tx: tx.sql.execute(text(attack)))
    (entry,) = store.read(audit.entries)
    assert (entry.actor, entry.action, entry.at) == ("user:1", "user.made", NOW)


def test_what_it_says_of_somebody_can_be_erased(store: Store) -> None:
    store.write(
        lambda tx: audit.add(tx, NOW, "user:1", "customer.erased", "customer:3", {"why": "13800138000"})
    )
    store.write(lambda tx: tx.sql.execute(text("UPDATE audit_log SET data = '{}'")))
    assert store.read(audit.entries)[0].data == {}
