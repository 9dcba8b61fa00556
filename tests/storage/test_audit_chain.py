"""Whoever changes the audit log past the program, and its triggers with it, is found out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import delete, insert, text, update

from handlers import watch
from storage import audit, audit_chain
from storage.audit_tables import AuditSeal
from storage.engine import Store, Tx
from storage.erasure import erase_audit
from storage.models import AuditEntry
from tests.world import World, together

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SECRET = "13800138000"


def write(store: Store, count: int, begin: int = 0) -> None:
    def work(tx: Tx) -> None:
        for n in range(begin, begin + count):
            audit.add(
                tx,
                NOW + timedelta(seconds=n),
                f"user:{n % 3}",
                "user.changed",
                f"user:{n}",
                {"role": "clerk", "why": SECRET},
            )

    store.write(work)


def seal(store: Store) -> int:
    return store.write(lambda tx: audit_chain.seal(tx, NOW))


def attack(store: Store, *statements: object) -> None:
    """By somebody who may do everything in the database: the triggers are taken off first."""

    def work(tx: Tx) -> None:
        if tx.dialect != "sqlite":
            tx.sql.execute(text("SET LOCAL session_replication_role = replica"))  # no trigger is asked
        else:
            for name in (
                "audit_log_changed",
                "audit_log_removed",
                "audit_seals_changed",
                "audit_seals_removed",
            ):
                tx.sql.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            tx.sql.execute(statement)  # type: ignore[call-overload]

    store.write(work)


def wrong(store: Store) -> list[int]:
    return [w.entry for w in store.read(audit_chain.verify).wrong]


def test_what_is_written_is_sealed_in_batches_and_right(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_chain, "BATCH", 4)
    write(store, 10)
    assert [seal(store) for _ in range(4)] == [4, 4, 2, 0]
    found = store.read(audit_chain.verify)
    assert (found.sealed, found.unsealed, found.wrong, found.head.number) == (10, 0, (), 10)
    write(store, 1, 10)
    assert store.read(audit_chain.verify).unsealed == 1


ATTACKS: dict[str, tuple[object, list[int]]] = {
    "somebody else did it": (update(AuditEntry).where(AuditEntry.id == 4).values(actor="user:9"), [4]),
    "it was something else": (update(AuditEntry).where(AuditEntry.id == 4).values(action="user.off"), [4]),
    "it said something else": (
        update(AuditEntry).where(AuditEntry.id == 4).values(data={"role": "chief", "why": SECRET}),
        [4],
    ),
    "it was another day": (
        update(AuditEntry).where(AuditEntry.id == 4).values(at=NOW - timedelta(days=1)),
        [4],
    ),
    "one is removed": (delete(AuditEntry).where(AuditEntry.id == 4), [4]),
    "a seal is removed": (delete(AuditSeal).where(AuditSeal.entry_id == 4), [5]),
    "a seal is another": (
        update(AuditSeal).where(AuditSeal.entry_id == 4).values(hash="0" * 63 + "1"),
        [4, 5],
    ),
}


@pytest.mark.parametrize("what", ATTACKS)
def test_what_is_changed_or_removed_is_found(store: Store, what: str) -> None:
    write(store, 8)
    seal(store)
    statement, entries = ATTACKS[what]
    attack(store, statement)
    assert wrong(store) == entries


def test_an_entry_that_is_put_in_and_dated_back_is_found(store: Store) -> None:
    write(store, 8)
    seal(store)
    store.write(lambda tx: audit.add(tx, NOW - timedelta(days=3), "user:1", "user.made", "user:3", {}))
    seal(store)
    assert wrong(store) == [9]


def test_the_chain_cannot_be_cut_and_goes_on(store: Store) -> None:
    """Links that are removed at the end are not seen by the chain alone: clockwork logs the newest one."""
    write(store, 4)
    seal(store)
    kept = store.read(audit_chain.head)
    attack(store, delete(AuditSeal).where(AuditSeal.number > 2), delete(AuditEntry).where(AuditEntry.id > 2))
    found = store.read(audit_chain.verify)
    assert not found.wrong and found.head.number < kept.number


def test_an_entry_that_is_committed_late_is_sealed_after_younger_ones(store: Store) -> None:
    write(store, 5)
    row = {"at": NOW, "actor": "user:1", "action": "user.made", "about": "user:1", "data": {}}
    store.write(lambda tx: tx.sql.execute(insert(AuditEntry).values(id=50, **row)) and None)
    assert seal(store) == 6
    store.write(lambda tx: tx.sql.execute(insert(AuditEntry).values(id=40, **row)) and None)
    assert seal(store) == 1
    assert not wrong(store)


def test_many_who_seal_at_once_make_one_chain(store: Store) -> None:
    write(store, 40)
    done = together(6, lambda n: seal(store))
    assert sum(n for n in done if isinstance(n, int)) == 40, done
    assert not wrong(store) and store.read(audit_chain.head).number == 40


def test_nobody_who_writes_waits_for_the_chain(store: Store) -> None:
    """Entries are written while a batch is being sealed."""
    write(store, 3)

    def work(n: int) -> None:
        if n == 0:
            for _ in range(10):
                seal(store)
        else:
            write(store, 5, 10 * n)

    assert not [e for e in together(6, work) if e is not None]
    seal(store)
    assert not wrong(store) and store.read(audit_chain.head).number == 28


def test_erasing_leaves_the_chain_whole_and_nothing_else_can_be_changed(store: Store) -> None:
    write(store, 4)
    seal(store)
    write(store, 1, 4)
    personal: Callable[[str, str], bool] = lambda path, said: SECRET in said  # noqa: E731
    store.write(
        partial(
            erase_audit,
            wanted=AuditEntry.id > 2,
            change=lambda said: said.replace(SECRET, "..."),
            personal=personal,
        )
    )
    rows = store.read(lambda tx: audit.entries(tx))
    assert sum(SECRET in str(row.data) for row in rows) == 2
    assert {row.data["role"] for row in rows} == {"clerk"}
    seal(store)
    assert not wrong(store)
    attack(
        store,
        update(AuditEntry)
        .where(AuditEntry.id == 3)
        .values(data={"role": "chief", "why": rows[-3].data["why"]}),
    )
    assert wrong(store) == [3]


def test_clockwork_does_it(store: Store) -> None:
    world = World(store).settle()
    write(store, 3)
    watch.fire(world.house, world.house.now())
    assert store.read(audit_chain.head).number == 3
