"""Reading the training examples, shared among all processors: for the tagger, then with it for the heads."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from os import cpu_count
from typing import Any, TypeVar

from nlu import train_counting, train_tags
from nlu.corpus import Example
from nlu.entities import by_rules
from nlu.normalise import Normal, normalise
from nlu.reading import read
from nlu.understanding import Entity

AT_A_TIME = 1000  # texts that a process reads in one go
T = TypeVar("T")


class Readers:
    """A process for each processor, each of which reads its own share of the examples: what rules found in a text is
    still known when it is read as a whole."""

    def __init__(self, known: Sequence[Example]) -> None:
        self.known = known
        self.processes = [ProcessPoolExecutor(1) for _ in range(cpu_count() or 1)]

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for process in self.processes:
            process.shutdown(cancel_futures=True)

    def each(
        self, work: Callable[[Sequence[Example]], T], others: Sequence[Example] | None = None
    ) -> list[Future[T]]:
        """Have something done for each stretch of the examples by whoever reads it, or for others; the answers are in
        their order."""
        some = self.known if others is None else others
        stretches = (some[at : at + AT_A_TIME] for at in range(0, len(some), AT_A_TIME))
        return [reader.submit(work, s) for reader, s in zip(cycle(self.processes), stretches, strict=False)]


@dataclass(frozen=True, slots=True)
class Seen:
    """The features of some texts for one family: ``names`` of all of them, ``columns`` which each text has, ``sizes``
    how many.  Whole texts as lists of strings would take longer to pass from process to process than to read."""

    names: list[str]
    columns: Any
    sizes: list[int]


_found: dict[str, list[Entity]] = {}  # what rules found in the texts of this process


def _by_rules(text: str, n: Normal) -> list[Entity]:
    """What rules find in a text that is going to be read: most of the work, for which no tagger is needed."""
    found = _found.get(text)
    if found is None:
        found = _found[text] = by_rules(n)
    return found


def mark(known: Sequence[Example]) -> list[train_tags.Row]:
    """The marked ones of some examples for the tagger."""
    normal = [(e, normalise(e.text)) for e in known if e.marked]
    return [train_tags.row(e, n, _by_rules(e.text, n)) for e, n in normal]


def numbers(known: Sequence[Example]) -> list[train_counting.Row]:
    """The numbers of the marked ones of some examples."""
    normal = [(e, normalise(e.text)) for e in known if e.marked]
    return [row for e, n in normal for row in train_counting.rows(e, n, _by_rules(e.text, n))]


def look_ahead(known: Sequence[Example]) -> None:
    """Find by rules what there is in some examples."""
    for e in known:
        _by_rules(e.text, normalise(e.text))


def see(known: Sequence[Example]) -> dict[str, Seen]:
    """The features of some examples, by family."""
    read_once = [read(e.text, known=_found.get(e.text)) for e in known]
    return {
        "whole": _numbered(r.whole() for r in read_once),
        "clauses": _numbered(set().union(*r.parts()) for r in read_once),
    }


def _numbered(said: Iterable[Iterable[str]]) -> Seen:
    import numpy as np

    index: dict[str, int] = {}
    columns, sizes = array("I"), []
    for names in said:
        before = len(columns)
        columns.extend(index.setdefault(name, len(index)) for name in names)
        sizes.append(len(columns) - before)
    return Seen(list(index), np.frombuffer(columns, np.uint32), sizes)
