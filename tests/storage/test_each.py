"""Many small transactions at once: each stands or falls by itself, and they wait for the disk together."""

from __future__ import annotations

from datetime import UTC, datetime
from time import thread_time
from typing import Any

from sqlalchemy import event

from storage import marks
from storage.engine import A_MOMENT, EACH_SHARE, Store, Tx
from storage.joined import Joined

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def note(n: int) -> Any:
    def work(tx: Tx) -> int:
        marks.put(tx, f"n{n}", str(n), NOW)
        tx.wake(f"topic:{n}")
        if n % 10 == 3:
            raise ValueError(f"not {n}")
        return n

    return work


def there(store: Store, count: int) -> list[int]:
    return [n for n in range(count) if store.read(lambda tx, n=n: marks.get(tx, f"n{n}")) is not None]  # type: ignore[misc]


def test_one_that_fails_takes_nothing_with_it(store: Store) -> None:
    found = store.write_each([note(n) for n in range(45)])
    good = [n for n in range(45) if n % 10 != 3]
    assert [f for f in found if isinstance(f, int)] == good == there(store, 45)
    assert [str(f) for f in found if isinstance(f, Exception)] == [
        "not 3",
        "not 13",
        "not 23",
        "not 33",
        "not 43",
    ]
    assert [isinstance(f, int) for f in found] == [n % 10 != 3 for n in range(45)], "in their order"
    assert store.write_each([]) == []


def test_on_sqlite_they_share_commits_as_long_as_they_are_short(store: Store) -> None:
    commits: list[int] = []
    event.listen(store.engine, "commit", lambda sql: commits.append(1))
    assert store.write_each([note(n * 10) for n in range(80)]) == [n * 10 for n in range(80)]
    assert len(commits) < 20 if store.sqlite else len(commits) == 80

    def long(tx: Tx) -> int:
        until = thread_time() + A_MOMENT
        while thread_time() < until:
            pass
        return 0

    del commits[:]
    store.write_each([long] * (EACH_SHARE // 4 + 3))
    assert len(commits) >= 4, "who takes long takes a commit alone"


def test_within_another_transaction_the_failed_are_taken_back_alone(store: Store) -> None:
    def work(tx: Tx) -> list[Any]:
        return Joined(tx).write_each([note(n) for n in range(5)])

    found = store.write(work)
    assert [f for f in found if isinstance(f, int)] == there(store, 5) == [0, 1, 2, 4]
