"""Lists of names as numbers, to pass them from process to process: as strings that would take longer than to make them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


class Names(dict[str, int]):
    """The numbers of names in the order in which they came up."""

    def __init__(self) -> None:
        self.new: list[str] = []

    def __missing__(self, name: str) -> int:
        self.new.append(name)
        self[name] = number = len(self)
        return number

    def news(self) -> list[str]:
        """Names that nobody has been told of yet."""
        told, self.new = self.new, []
        return told


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of names: ``columns`` are their numbers, one list after the other, ``sizes`` how long each is, ``names`` those
    that came up for the first time where they were numbered."""

    names: list[str]
    columns: Any
    sizes: Any


def numbered(lists: Iterable[Iterable[str]], names: Names) -> Lists:
    import numpy as np

    columns, sizes = array("I"), array("I")
    number = names.__getitem__
    for some in lists:
        before = len(columns)
        columns.extend(map(number, some))
        sizes.append(len(columns) - before)
    return Lists(names.news(), np.array(columns, np.uint32), np.array(sizes, np.uint32))


def together(parts: Sequence[tuple[int, Lists]]) -> Lists:
    """All lists in their order; each part with who numbered it.  Those of one have to stand as they were made."""
    import numpy as np

    index: dict[str, int] = {}
    numbers: dict[int, list[int]] = {}
    for who, part in parts:
        numbers.setdefault(who, []).extend(index.setdefault(name, len(index)) for name in part.names)
    of = {who: np.array(given, np.uint32) for who, given in numbers.items()}
    columns = np.concatenate([of[who][part.columns] for who, part in parts])
    return Lists(list(index), columns, np.concatenate([part.sizes for _, part in parts]))
