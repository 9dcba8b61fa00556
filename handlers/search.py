"""Finding tickets by what people have in hand: a number, a telephone, a serial number, a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from handlers.house import House
from handlers.people import Actor
from handlers.rules.serials import fold
from nlu.normalise import normalise
from storage import search as stored
from storage.engine import Tx

MOST = 50  # found tickets that are shown
RECENT = 20_000  # tickets, back from the newest, in which words are looked for
SHORTEST = {"phone": 4, "serial": 4, "words": 2}


@dataclass(frozen=True, slots=True)
class Found:
    text: str
    tickets: Sequence[Row[Any]]
    more: bool


def find(house: House, user: Actor, text: str) -> Found:
    """The newest first.  Numbers and serial numbers by their beginning, telephones by their end, words in name, address
    and problem of the last twenty thousand tickets."""
    user.need("cases")
    text = " ".join(text.split())[:80]
    plain = normalise(text).text.strip() if text else ""
    digits = "".join(c for c in plain if c.isdecimal())
    key = fold(text)

    def read(tx: Tx) -> list[Row[Any]]:
        found = {row.id: row for row in stored.by_number(tx, plain.upper(), MOST + 1)} if plain else {}
        if (
            len(digits) >= SHORTEST["phone"]
            and len(digits) >= len(plain.replace(" ", "").replace("-", "")) - 2
        ):
            found |= {row.id: row for row in stored.by_phone(tx, digits, MOST + 1, RECENT)}
        if len(key) >= SHORTEST["serial"]:
            found |= {row.id: row for row in stored.by_serial(tx, key, MOST + 1)}
        if len(plain) >= SHORTEST["words"] and len(found) <= MOST:
            found |= {row.id: row for row in stored.by_words(tx, text, MOST + 1, RECENT)}
        return sorted(found.values(), key=lambda row: -row.id)

    rows = house.store.read(read)
    return Found(text, rows[:MOST], len(rows) > MOST)
