"""One process of several does something: it holds a lease that ends by itself."""

from __future__ import annotations

from datetime import timedelta

from handlers.house import House
from storage import marks


def hold(house: House, name: str, who: str, seconds: float) -> bool:
    """Whether ``who`` holds it from now on for ``seconds``."""
    now = house.now()
    since = now - timedelta(seconds=seconds)
    return house.store.write(lambda tx: marks.hold(tx, name, who, since, now))


def free(house: House, name: str, who: str) -> None:
    """Give it back, so that another one need not wait."""
    house.store.write(lambda tx: marks.free(tx, name, who))
