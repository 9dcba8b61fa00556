"""A long work of many transactions that lets others in between.

Several processes on one SQLite wait for its lock by looking again ever less often, every 25 ms and then every 100.  Who takes
it again at once, hundreds of times, leaves gaps that others rarely meet: their turns waited most of a second."""

from __future__ import annotations

from time import monotonic, sleep

from storage.engine import Tx

GAP, WIDE_GAP = (
    0.01,
    0.03,
)  # seconds; the wide one is met by whoever has waited for as long as a small piece takes
REMEMBERED = 5.0  # seconds for which somebody who has written is taken to be still at work


class Wayside:
    """``look`` in each transaction, ``wait`` after it."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._met: float | None = None

    def look(self, tx: Tx) -> None:
        """Whether somebody else has written since the last time: SQLite tells a connection so."""
        if tx.dialect != "sqlite":
            return  # where nobody waits for the whole database
        version = int(tx.sql.exec_driver_sql("PRAGMA data_version").scalar_one())
        if self._version not in (None, version):
            self._met = monotonic()
        self._version = version

    @property
    def met(self) -> bool:
        return self._met is not None and monotonic() - self._met < REMEMBERED

    def wait(self) -> None:
        if self._version is not None:
            sleep(WIDE_GAP if self.met else GAP)
