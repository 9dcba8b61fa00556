"""What an operator watches."""

from __future__ import annotations

from handlers.house import House
from storage import figures
from storage.figures import Counts, Lateness

__all__ = ["Counts", "Lateness", "answers", "counts", "lateness"]


def counts(house: House) -> Counts:
    now = house.now()
    return house.store.read(lambda tx: figures.counts(tx, now))


def lateness(house: House) -> Lateness:
    now = house.now()
    return house.store.read(lambda tx: figures.lateness(tx, now))


def answers(house: House) -> bool:
    """Whether the database does.  Raises what the driver raises when it does not."""
    return house.store.read(lambda tx: bool(tx.sql.exec_driver_sql("select 1").scalar()))
