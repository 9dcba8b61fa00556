"""Nobody finds out which serial numbers there are by trying one after the other.

A conversation looks up so many different numbers an hour, and a place so many a minute (``Inbound.data[CROWDED]``, told
by the channel).  After that every number is answered alike, known or not, and nothing is looked up.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from handlers import registry
from handlers.rules import serials
from handlers.scene import Scene

MOST = 10  # different numbers of a conversation within WITHIN
WITHIN = timedelta(hours=1)
CROWDED = "crowded"


def may_look(scene: Scene, serial: str) -> bool:
    """Whether the number may be looked up, which is counted."""
    key = serials.fold(serial)
    looked = {k: at for k, at in scene.tracker.looked.items() if at > (scene.now - WITHIN).timestamp()}
    if key not in looked and (len(looked) >= MOST or scene.event.data.get(CROWDED)):
        return False
    scene.tracker.looked = {**looked, key: int(scene.now.timestamp())}
    return True


def find_device(scene: Scene, serial: str | None) -> Row[Any] | None:
    """As :func:`handlers.registry.find_device`; None too when too many numbers were tried."""
    return registry.find_device(scene.tx, serial) if serial and may_look(scene, serial) else None


def answered_alike(scene: Scene, serial: str) -> bool:
    """Too many numbers were tried: this one is answered as every other one."""
    if may_look(scene, serial):
        return False
    scene.say("serial-many", serial=serial)
    return True
