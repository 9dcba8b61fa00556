"""A transaction within one that is open, so that what makes transactions of its own can be part of a greater one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from storage.engine import Ahead, Store, Tx, Work, _row

T = TypeVar("T")


class Joined(Store):
    """A store all of whose work is done in ``tx``: what fails is taken back alone, the rest is committed with ``tx``."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def read(self, work: Callable[[Tx], T]) -> T:
        return work(self._tx)

    def write(self, work: Callable[[Tx], T]) -> T:
        tx = self._tx
        told, kept = set(tx.told), dict(tx.kept)
        try:
            with tx.sql.begin_nested():
                return work(tx)
        except BaseException:
            tx.told, tx.kept = told, kept
            tx.seen.clear()
            raise

    def write_each(self, works: Sequence[Callable[[Tx], T]]) -> list[T | Exception]:
        return [self._tried(work) for work in works]

    def write_rounds(self, rows: Sequence[int], work: Work[T], ahead: Ahead) -> list[T | Exception]:
        return self.write_each([partial(_row, work, row) for row in rows])

    def write_together(self, works: Sequence[Callable[[Tx], T]]) -> list[T | Exception]:
        return self.write_each(works)
