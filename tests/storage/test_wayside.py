"""Who writes for long leaves wide gaps only where somebody else writes as well."""

from __future__ import annotations

import pytest

from storage import marks, wayside
from storage.engine import Store, Tx
from storage.wayside import GAP, WIDE_GAP, Wayside
from tests.bench.reports import NOW


def test_gaps_are_wide_while_another_process_writes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    slept, clock = list[float](), [100.0]
    monkeypatch.setattr(wayside, "sleep", slept.append)
    monkeypatch.setattr(wayside, "monotonic", lambda: clock[0])
    other, way, number = Store(store.url, ring=store.ring), Wayside(), [0]

    def write(where: Store, look: bool) -> None:
        def work(tx: Tx) -> None:
            marks.put(tx, f"n{number[0]}", "x", NOW)
            if look:
                way.look(tx)

        number[0] += 1
        where.write(work)

    def gap() -> float | None:
        slept.clear()
        write(store, look=True)
        way.wait()
        return next(iter(slept), None)

    narrow, wide = (GAP, WIDE_GAP) if store.sqlite else (None, None)
    assert [gap() for _ in range(3)] == [narrow] * 3, "its own writing is nobody else's"
    write(store, look=False)
    assert gap() == narrow, "nor is that of another thread of it"
    write(other, look=False)
    assert [gap(), gap()] == [wide, wide]
    clock[0] += wayside.REMEMBERED
    assert gap() == narrow, "nobody has been there for a while"
    other.close()
