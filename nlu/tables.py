"""What is known of each of many names, in a third of the memory of a dictionary: most of them are never asked for."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Generic, TypeVar
from zlib import crc32

from nlu.heads import table

T = TypeVar("T")
KEPT = 8_000  # names that were asked for, known or not


class Table(dict[str, T], Generic[T]):
    """Asked as ``table[name]``; ``nothing`` for a name that it does not know.  What was asked for is kept."""

    def __init__(self, known: Mapping[str, T], nothing: T) -> None:
        slots, ends = table(list(known))
        self._slots, self._ends, self._mask = array("I", slots), array("I", ends), len(slots) - 1
        self._names = "".join(known).encode()
        self._values = list(dict.fromkeys(known.values()))
        place = {value: at for at, value in enumerate(self._values)}
        self._which = array("H", map(place.__getitem__, known.values()))
        self._nothing = nothing

    def __missing__(self, name: str) -> T:
        if len(self) >= KEPT:
            self.clear()
        self[name] = found = self._found(name.encode("utf-8", "surrogatepass"))
        return found

    def _found(self, said: bytes) -> T:
        slots, ends, mask, code = self._slots, self._ends, self._mask, crc32(said)
        at = code & mask
        while entry := slots[at]:
            if entry ^ code <= mask:  # the upper bits are the same
                number = entry & mask
                if self._names[ends[number - 1] : ends[number]] == said:
                    return self._values[self._which[number - 1]]
            at = (at + 1) & mask
        return self._nothing
